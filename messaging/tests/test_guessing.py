from collections.abc import Callable

import pytest

from events.errors import NotFound, RateLimited
from messaging import limits
from messaging.guessing import misses
from messaging.models import Invite, User
from messaging.tests.clients import refused

pytestmark = pytest.mark.django_db(databases=["messaging"])


@pytest.fixture(autouse=True)
def _three_guesses(limit: Callable) -> None:
    limit("misses", 3, 60)


def miss(key: str = "here") -> None:
    with pytest.raises(NotFound), misses("misses", key):
        raise NotFound


def test_whoever_has_missed_too_often_is_refused_also_with_a_right_guess():
    for _ in range(3):
        miss()

    with pytest.raises(RateLimited) as caught, misses("misses", "here"):
        pytest.fail("let in")

    assert 55 < caught.value.retry_after <= 60


def test_right_guesses_and_other_refusals_do_not_count():
    for _ in range(5):
        with misses("misses", "here"):
            pass
        with pytest.raises(RuntimeError), misses("misses", "here"):
            raise RuntimeError

    for _ in range(3):
        miss()


def test_others_are_not_refused():
    for _ in range(3):
        miss("here")

    with misses("misses", "there"):
        pass
    with misses("joins", "here"):
        pass


def test_it_ends_after_a_while(limit: Callable):
    for _ in range(3):
        miss()
    with pytest.raises(RateLimited) as caught:
        limits.look("misses", "here")

    limit("misses", 3, 60 - (caught.value.retry_after or 0))  # as after the wait: the first is too long ago
    with misses("misses", "here"):
        pass


@pytest.mark.parametrize(("method", "path"), [("GET", "/invites/{}"), ("POST", "/invites/{}/accept")])
def test_the_api_refuses_an_address_that_guesses(api: Callable, eve: User, invite: Invite, method: str, path: str):
    client = api(eve)
    for n in range(3):
        refused(client.send(method, path.format(f"guess{n}")), 404, "not_found")

    answer = client.send(method, path.format(invite.code))

    body = refused(answer, 429, "rate_limited")
    assert body["retry_after"] > 0
    assert int(answer["Retry-After"]) >= body["retry_after"]
    assert answer["X-RateLimit-Limit"] == "3"


def test_pages_and_api_count_together(api: Callable, browser: Callable, eve: User, invite: Invite, limit: Callable):
    limit("misses", 4, 60)
    for n in range(2):
        assert browser(eve).get(f"/i/guess{n}").status_code == 404
        refused(api(eve).get(f"/invites/other{n}"), 404, "not_found")

    assert browser(eve).get(f"/i/{invite.code}").status_code == 429
    refused(api(eve).get(f"/invites/{invite.code}"), 429, "rate_limited")


def test_another_address_is_let_in(api: Callable, eve: User, invite: Invite):
    for _ in range(3):
        api(eve).get("/invites/guess")

    client = api(eve)
    client.client.defaults["REMOTE_ADDR"] = "203.0.113.7"
    assert client.get(f"/invites/{invite.code}").status_code == 200
