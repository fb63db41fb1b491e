"""It is true of the limits of every API call that address and person are counted together, and nobody for another."""

from collections.abc import Callable
from unittest import mock

import pytest
from django.conf import settings

from events import limiter
from messaging import services
from messaging.models import User
from messaging.tests.clients import refused
from messaging.tests.queries_counted import at_most

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_an_address_that_was_just_refused_is_answered_without_asking_anybody(
    api: Callable, ada: User, limit: Callable, monkeypatch: pytest.MonkeyPatch
):
    limit("address", 1, 60)
    assert api(ada).get("/parties").status_code == 200
    first = refused(api(ada).get("/parties"), 429, "rate_limited")["retry_after"]
    for kind in (limiter.MemoryLimiter, limiter.RedisLimiter):
        for what in ("take_many", "take_in_turn"):
            monkeypatch.setattr(kind, what, lambda *_: 1 / 0)

    with at_most(0):
        again = refused(api(ada).get("/parties"), 429, "rate_limited")["retry_after"]

    assert 0 < again < first <= 60


def test_address_and_person_are_one_question(api: Callable, ada: User, monkeypatch: pytest.MonkeyPatch):
    counter = limiter._limiter(settings.REDIS_URL)
    in_turn, many = mock.Mock(wraps=counter.take_in_turn), mock.Mock(wraps=counter.take_many)
    monkeypatch.setattr(counter, "take_in_turn", in_turn)
    monkeypatch.setattr(counter, "take_many", many)

    assert api(ada).get("/parties").status_code == 200

    assert not many.called
    [[uses]] = [call.args for call in in_turn.call_args_list]
    assert [use.key for use in uses] == ["address:127.0.0.1", f"requests:{ada.id}"]


def test_a_sign_in_that_has_ended_uses_nothing_of_its_persons_limit(api: Callable, ada: User, limit: Callable):
    limit("requests", 1, 60)
    services.revoke_session("gone", ada.id)
    for _ in range(3):
        refused(api(ada, ses="gone").get("/parties"), 401, "not_signed_in")

    assert api(ada).get("/parties").status_code == 200
