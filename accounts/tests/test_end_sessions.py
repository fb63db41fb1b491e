import threading

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connections

from accounts import services
from accounts.models import RefreshToken, SignIn, User
from accounts.services import sign_ins

pytestmark = pytest.mark.django_db


def test_all_but_one_end_with_one_event_each_and_versions_without_gaps(ada, bo, browser_of, told):
    for _ in range(3):
        browser_of(ada)
    browser_of(bo)
    kept = SignIn.objects.filter(user=ada)[0]

    ended = services.end_sessions(ada.pk, reason="revoked", except_=kept.ses)

    events = told("session:revoked")
    assert ended == 2
    assert [event["version"] for event in events] == [2, 3]
    assert {event["user_id"] for event in events} == {str(ada.pk)}
    assert User.objects.get(pk=ada.pk).version == 3
    assert set(SignIn.objects.filter(user=ada)) == {kept}
    assert SignIn.objects.filter(user=bo).count() == 1
    assert Session.objects.count() == 2


def test_ending_takes_refresh_tokens_along(ada):
    sign_in = services.start_sign_in(user=ada, session_key="", user_agent="", amr=[])
    services.issue_refresh_token(sign_in)

    services.end_sessions(ada.pk, reason="revoked")

    assert not RefreshToken.objects.exists()


def test_allauths_list_of_devices_is_kept_in_step(ada, browser_of):
    browser_of(ada)

    services.end_sessions(ada.pk, reason="revoked")

    assert not UserSession.objects.exists()


def test_twice_is_the_same_as_once(ada, browser_of, told):
    browser_of(ada)

    assert services.end_sessions(ada.pk, reason="revoked") == 1
    assert services.end_sessions(ada.pk, reason="revoked") == 0

    assert len(told("session:revoked")) == 1
    assert User.objects.get(pk=ada.pk).version == 2


def test_sign_in_of_somebody_else_is_not_ended_by_its_name(ada, bo, browser_of):
    browser_of(bo)

    assert services.end_sessions(ada.pk, reason="revoked", only=SignIn.objects.get().ses) == 0
    assert services.end_sessions(ada.pk, reason="revoked", only="no id at all") == 0
    assert SignIn.objects.exists()


def test_failed_deletion_leaves_no_event(ada, browser_of, told, monkeypatch):
    browser_of(ada)

    def fail(_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(sign_ins, "_delete", fail)
    with pytest.raises(RuntimeError):
        services.end_sessions(ada.pk, reason="revoked")

    assert told("session:revoked") == []
    assert SignIn.objects.exists()
    assert User.objects.get(pk=ada.pk).version == 1


@pytest.mark.servers
def test_eight_at_once_end_it_once(ada, browser_of, told):
    browser_of(ada)
    ended = []

    def end():
        try:
            ended.append(services.end_sessions(ada.pk, reason="revoked"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=end) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ended) == [0] * 7 + [1]
    assert len(told("session:revoked")) == 1


def test_key_change_keeps_the_sign_in_findable(ada, browser_of):
    browser = browser_of(ada)
    session = browser.session
    session.cycle_key()
    session.save()

    assert SignIn.objects.get().session_key == session.session_key


def test_nothing_is_turned_back_by_a_stale_object(ada):
    stale = User.objects.get(pk=ada.pk)
    services.change_profile(ada.pk, {"display_name": "Countess"})

    stale.zoneinfo = "Europe/Vienna"
    stale.save()

    fresh = User.objects.get(pk=ada.pk)
    assert (fresh.version, fresh.display_name, fresh.zoneinfo) == (2, "Countess", "Europe/Vienna")
