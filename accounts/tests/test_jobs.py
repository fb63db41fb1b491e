from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from accounts import jobs, services
from accounts.models import LASTS, RefreshToken, SignIn
from events.jobs import jobs_of
from events.times import now

pytestmark = pytest.mark.django_db

LONG_AGO = LASTS + timedelta(days=1)


def test_unused_sign_ins_go_and_nothing_is_told(ada, browser_of, told):
    browser_of(ada)
    living = SignIn.objects.get()
    old = services.start_sign_in(user=ada, session_key="old", user_agent="", amr=[])
    services.issue_refresh_token(old)
    SignIn.objects.filter(pk=old.pk).update(seen_at=now() - LONG_AGO)

    assert jobs.delete_old_sign_ins(settings.ACCOUNTS_DB) == 1
    assert jobs.delete_old_sign_ins(settings.ACCOUNTS_DB) == 0

    assert SignIn.objects.get() == living
    assert not RefreshToken.objects.exists()
    assert told("session:revoked") == []


def test_old_refresh_tokens_go_and_younger_ones_stay(ada):
    sign_in = services.start_sign_in(user=ada, session_key="", user_agent="", amr=[])
    RefreshToken.objects.create(digest="x", sign_in=sign_in, created_at=now() - LONG_AGO)
    services.issue_refresh_token(sign_in)

    assert jobs.delete_old_refresh_tokens(settings.ACCOUNTS_DB) == 1

    assert RefreshToken.objects.count() == 1


def test_expired_sessions_go_and_others_stay():
    for key, days in (("stale", -1), ("fresh", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now() + timedelta(days=days))

    assert jobs.delete_expired_sessions(settings.ACCOUNTS_DB) == 1

    assert Session.objects.get().session_key == "fresh"


def test_they_are_accounts_own():
    assert {job.name for job in jobs_of("accounts") if job.app == "accounts"} == {
        "accounts.delete_old_sign_ins",
        "accounts.delete_old_refresh_tokens",
        "accounts.delete_expired_sessions",
        "accounts.delete_unconfirmed_accounts",
        "accounts.delete_left_avatars",
        "accounts.empty_parties",
        "accounts.delete_expired_exports",
    }
