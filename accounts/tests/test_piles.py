"""It is true that what somebody piles up by signing in has an end, and can always be ended."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as current
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import jobs, services
from accounts.models import LASTS, RefreshToken, SignIn, User
from accounts.services import refresh, sign_ins
from accounts.tests.test_refresh import refresh as ask
from conftest import PASSWORD
from events import txn
from events.times import now

pytestmark = pytest.mark.django_db


def start(user, key: str = "") -> SignIn:
    return services.start_sign_in(user=user, session_key=key, user_agent="", amr=["pwd"])


def seen(sign_in: SignIn, **ago: int) -> None:
    SignIn.objects.filter(pk=sign_in.pk).update(seen_at=now() - timedelta(**ago))


def test_who_signs_in_once_more_than_is_kept_loses_what_was_unseen_for_longest(ada, bo, told, monkeypatch):
    monkeypatch.setattr(sign_ins, "MOST", 3)
    stale, old, lively = start(ada), start(ada), start(ada)
    theirs = [start(bo) for _ in range(3)]
    seen(stale, hours=1)
    seen(old, hours=2)

    latest = start(ada)

    assert set(SignIn.objects.all()) == {stale, lively, latest, *theirs}
    (event,) = told("session:revoked")
    assert (event["ses"], event["reason"], event["user_id"]) == (old.ses, "too_many", str(ada.pk))
    assert event["version"] == User.objects.get(pk=ada.pk).version == 2


def test_pile_from_before_there_was_a_limit_goes_with_the_next_sign_in(ada, told, monkeypatch):
    SignIn.objects.bulk_create(SignIn(user=ada, seen_at=now() - timedelta(hours=1)) for _ in range(12))
    monkeypatch.setattr(sign_ins, "MOST", 2)

    latest = start(ada)

    assert (SignIn.objects.count(), len(told("session:revoked"))) == (2, 11)
    assert SignIn.objects.filter(pk=latest.pk).exists()


def test_sign_in_asks_no_more_for_each_that_there_is_already(ada):
    def cost() -> int:
        with CaptureQueriesContext(connections[current.ACCOUNTS_DB]) as asked:
            Client().post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
        return len(asked)

    cost()
    with_one = cost()
    for _ in range(3):
        cost()

    assert cost() == with_one
    assert UserSession.objects.filter(user=ada).count() == SignIn.objects.filter(user=ada).count() == 6


def test_device_of_allauths_list_follows_the_session_to_its_new_key(ada, browser_of):
    session = browser_of(ada).session
    old = session.session_key
    session.cycle_key()
    session.save()

    assert old != session.session_key
    assert UserSession.objects.get().session_key == session.session_key


def test_more_than_a_batch_ends_in_several_each_with_its_events(ada, bo, told, monkeypatch):
    monkeypatch.setattr(sign_ins, "BATCH", 2)
    kept, theirs = start(ada), start(bo)
    for number in range(5):
        start(ada, f"key{number}")

    assert services.end_sessions(ada.pk, reason="revoked", except_=kept.ses) == 5

    assert set(SignIn.objects.all()) == {kept, theirs}
    assert [event["version"] for event in told("session:revoked")] == [2, 3, 4, 5, 6]


def test_batches_of_one_transaction_stand_or_fall_together(ada, told, monkeypatch):
    monkeypatch.setattr(sign_ins, "BATCH", 2)
    for _ in range(5):
        start(ada)

    def work() -> None:
        services.end_sessions(ada.pk, reason="revoked")
        raise RuntimeError("what came with it has failed")

    with pytest.raises(RuntimeError):
        txn.run(work, using=current.ACCOUNTS_DB)

    assert (SignIn.objects.count(), told("session:revoked")) == (5, [])


@pytest.mark.django_db(transaction=True)
def test_long_family_ends_with_its_sign_in(ada, bo):
    sign_in, theirs = start(ada), services.issue_refresh_token(start(bo))
    token = services.issue_refresh_token(sign_in)
    RefreshToken.objects.bulk_create(
        RefreshToken(digest=f"used{number}", sign_in=sign_in, used_at=now()) for number in range(1200)
    )

    assert services.end_sessions(ada.pk, reason="revoked") == 1

    assert not RefreshToken.objects.exclude(sign_in__user=bo).exists()
    assert RefreshToken.objects.count() == 1
    assert ask(token).status_code == 400
    assert ask(theirs).status_code == 200


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_token_that_outlives_its_sign_in_opens_nothing(ada, monkeypatch):
    """On MongoDB tokens go after the commit, and the process may die in between."""
    monkeypatch.setattr(sign_ins, "delete_in_pieces", lambda rows: 0)
    token = services.issue_refresh_token(start(ada))
    services.end_sessions(ada.pk, reason="revoked")

    assert RefreshToken.objects.count() == 1
    assert ask(token).status_code == 400

    RefreshToken.objects.update(created_at=now() - LASTS - timedelta(days=1))
    assert jobs.delete_old_refresh_tokens(current.ACCOUNTS_DB) == 1


def test_sign_in_renews_its_token_so_often_an_hour_and_honest_retries_are_free(ada, settings, monkeypatch):
    monkeypatch.setattr(refresh, "EACH", 3)
    settings.ACCESS_TOKEN_SECONDS = 3600
    other = services.issue_refresh_token(start(ada))
    token = services.issue_refresh_token(start(ada))
    for _ in range(3):
        first, again = ask(token), ask(token)
        assert first.status_code == again.status_code == 200
        token = first.json()["data"]["refresh_token"]

    refused = ask(token)

    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert int(refused["Retry-After"]) > 0
    assert RefreshToken.objects.get(used_at=None, digest=refresh._digest(token))  # it is good as soon as that is over
    assert ask(other).status_code == 200


def test_access_tokens_that_last_half_as_long_may_be_renewed_twice_as_often(ada, settings, monkeypatch):
    monkeypatch.setattr(refresh, "EACH", 1)
    settings.ACCESS_TOKEN_SECONDS = 1800
    token = services.issue_refresh_token(start(ada))
    statuses = []
    for _ in range(3):
        answer = ask(token)
        statuses.append(answer.status_code)
        token = answer.json().get("data", {}).get("refresh_token", token)

    assert statuses == [200, 200, 429]


def test_token_that_is_used_again_ends_its_family_however_often_that_was_renewed(ada, told, settings, monkeypatch):
    monkeypatch.setattr(refresh, "EACH", 1)
    settings.ACCESS_TOKEN_SECONDS = 3600
    token = services.issue_refresh_token(start(ada))
    ask(token)
    RefreshToken.objects.filter(used_at__isnull=False).update(used_at=now() - timedelta(seconds=11))

    assert ask(token).status_code == 400

    assert [event["reason"] for event in told("session:revoked")] == ["refresh_reuse"]


def test_job_forgets_more_old_sign_ins_than_one_batch(ada, monkeypatch):
    monkeypatch.setattr(sign_ins, "BATCH", 2)
    living = start(ada)
    for number in range(5):
        old = start(ada, f"key{number}")
        Session.objects.create(session_key=f"key{number}", session_data="", expire_date=now())
        seen(old, days=LASTS.days + 1)

    assert jobs.delete_old_sign_ins(current.ACCOUNTS_DB) == 5

    assert SignIn.objects.get() == living
    assert not Session.objects.exists()
