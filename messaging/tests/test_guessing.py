import time
from collections.abc import Callable

import pytest

from events import limiter
from events.errors import NotFound, RateLimited
from messaging import guessing
from messaging.guessing import MISSES, misses
from messaging.models import Invite, User
from messaging.tests.clients import refused

pytestmark = pytest.mark.django_db(databases=["messaging"])


def miss(key: str = "here", limit: int = 3, seconds: float = 60) -> None:
    with pytest.raises(NotFound), misses("code", key, limit, seconds):
        raise NotFound


def test_whoever_has_missed_too_often_is_refused_also_with_a_right_guess():
    for _ in range(3):
        miss()

    with pytest.raises(RateLimited) as caught, misses("code", "here", 3, 60):
        pytest.fail("let in")

    assert 55 < caught.value.retry_after <= 60


def test_right_guesses_and_other_refusals_do_not_count():
    for _ in range(5):
        with misses("code", "here", 3, 60):
            pass
        with pytest.raises(RuntimeError), misses("code", "here", 3, 60):
            raise RuntimeError

    for _ in range(3):
        miss()


def test_others_are_not_refused():
    for _ in range(3):
        miss("here")

    with misses("code", "there", 3, 60):
        pass
    with misses("other", "here", 3, 60):
        pass


def test_it_ends_after_a_while():
    for _ in range(3):
        miss(seconds=0.2)
    with pytest.raises(RateLimited) as caught:
        limiter.look("code", "here", 3, 0.2)

    time.sleep(caught.value.retry_after)
    with misses("code", "here", 3, 0.2):
        pass


@pytest.mark.parametrize(("method", "path"), [("GET", "/invites/{}"), ("POST", "/invites/{}/accept")])
def test_the_api_refuses_an_address_that_guesses(api: Callable, eve: User, invite: Invite, method: str, path: str):
    client = api(eve)
    for n in range(MISSES):
        refused(client.send(method, path.format(f"guess{n}")), 404, "not_found")

    answer = client.send(method, path.format(invite.code))

    body = refused(answer, 429, "rate_limited")
    assert body["retry_after"] > 0
    assert int(answer["Retry-After"]) >= body["retry_after"]
    assert answer["X-RateLimit-Limit"] == str(MISSES)


def test_pages_and_api_count_together(api: Callable, browser: Callable, eve: User, invite: Invite):
    for n in range(MISSES // 2):
        assert browser(eve).get(f"/i/guess{n}").status_code == 404
        refused(api(eve).get(f"/invites/other{n}"), 404, "not_found")

    assert browser(eve).get(f"/i/{invite.code}").status_code == 429
    refused(api(eve).get(f"/invites/{invite.code}"), 429, "rate_limited")


def test_another_address_is_let_in(api: Callable, eve: User, invite: Invite):
    for _ in range(guessing.MISSES):
        api(eve).get("/invites/guess")

    client = api(eve)
    client.client.defaults["REMOTE_ADDR"] = "203.0.113.7"
    assert client.get(f"/invites/{invite.code}").status_code == 200
