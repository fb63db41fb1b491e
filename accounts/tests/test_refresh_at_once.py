"""It is true of refresh tokens that nobody honest is signed out when things happen at once, and reuse is told once."""

import random
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from accounts import services
from accounts.models import RefreshToken, SignIn
from events.tests.parallel import together
from events.times import now

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(transaction=True)]

PATH = "/accounts/api/auth/app/v1/tokens/refresh"
AT_ONCE = 6


@pytest.fixture
def token(ada) -> str:
    sign_in = services.start_sign_in(user=ada, session_key="", user_agent="phone", amr=["pwd"])
    return services.issue_refresh_token(sign_in)


def refresh(token):
    return Client().post(PATH, {"refresh_token": token}, content_type="application/json")


def at_once(*calls):
    return together(*calls, using=settings.ACCOUNTS_DB)


def following(answer) -> str:
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]["refresh_token"]


def test_all_who_use_it_at_once_get_the_same(token, told):
    answers = at_once(*[lambda: refresh(token)] * AT_ONCE)

    assert len({following(answer) for answer in answers}) == 1
    assert RefreshToken.objects.count() == 2
    assert told("session:revoked") == []


def test_reuse_by_many_at_once_is_told_logged_and_mailed_once(token, told, mailoutbox, caplog):
    refresh(token)
    RefreshToken.objects.filter(used_at__isnull=False).update(used_at=now() - timedelta(seconds=11))

    answers = at_once(*[lambda: refresh(token)] * AT_ONCE)

    assert [answer.status_code for answer in answers] == [400] * AT_ONCE
    assert [event["reason"] for event in told("session:revoked")] == ["refresh_reuse"]
    assert [record.message for record in caplog.records].count("refresh token reused") == 1
    assert len(mailoutbox) == 1
    assert not SignIn.objects.exists()


def test_reuse_beside_an_honest_refresh_ends_the_family_whoever_is_first(token, told):
    current = following(refresh(token))
    RefreshToken.objects.filter(used_at__isnull=False).update(used_at=now() - timedelta(seconds=11))

    thief, *honest = at_once(lambda: refresh(token), *[lambda: refresh(current)] * 3)

    assert thief.status_code == 400
    assert {answer.status_code for answer in honest} <= {200, 400}
    assert refresh(current).status_code == 400
    assert not SignIn.objects.exists()
    assert not RefreshToken.objects.exists()
    assert len(told("session:revoked")) == 1


def test_signing_out_beside_a_refresh_leaves_nothing_that_can_be_used(ada, token, told):
    at_once(lambda: services.end_sessions(ada.pk, reason="signed_out"), *[lambda: refresh(token)] * 3)

    assert refresh(token).status_code == 400
    assert not SignIn.objects.exists()
    assert not RefreshToken.objects.exists()
    assert len(told("session:revoked")) == 1


class Phone:
    """An app with one stored token and several workers, on a network that loses half of the answers."""

    def __init__(self, token: str, seed: int) -> None:
        self.token = token
        self.chance = random.Random(seed)
        self.lock = threading.Lock()

    def work(self) -> list[int]:
        seen = []
        for _ in range(6):
            with self.lock:
                token = self.token
            answer = refresh(token)
            seen.append(answer.status_code)
            with self.lock:
                if answer.status_code == 200 and self.chance.random() < 0.5 and self.token == token:
                    self.token = following(answer)
        return seen


@pytest.mark.parametrize("seed", [1, 2])
def test_an_app_whose_workers_refresh_at_once_over_a_bad_network_stays_signed_in(token, told, seed, monkeypatch):
    # A slow machine must not turn an honest retry into a late one; the ten seconds themselves are tested elsewhere.
    monkeypatch.setattr("accounts.services.refresh.GRACE", timedelta(minutes=5))
    phone = Phone(token, seed)

    seen = at_once(*[phone.work] * 3)

    assert seen == [[200] * 6] * 3
    assert told("session:revoked") == []
    assert refresh(phone.token).status_code == 200
