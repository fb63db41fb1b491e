"""It is true of messaging that it learns accounts' keys in the background, and keeps them when accounts is silent."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import jwt
import pytest

from events import keyring
from events.errors import NotSignedIn, Unavailable
from events.keys import jwk_of, new_private_key
from events.tokens import verify_access_token
from messaging import accounts_watch
from messaging.accounts_watch import KEYS_PATH, READY_PATH, AccountsWatch
from messaging.models import User
from messaging.tests.house import AccountsHouse
from messaging.tests.tokens import claims_of, token_of

pytestmark = pytest.mark.wide

FRESH = new_private_key()
ADA = User(username="ada", display_name="Ada")
#: Seconds within which a thread has done what it is to do; the machine may be busy.
SOON = 30


@pytest.fixture(autouse=True)
def _from_nothing() -> Iterator[None]:
    keyring.forget()
    yield
    keyring.forget()


@pytest.fixture
def house() -> Iterator[AccountsHouse]:
    with AccountsHouse() as running:
        running.publish(jwk_of(FRESH))
        yield running


@pytest.fixture
def watch(house: AccountsHouse) -> AccountsWatch:
    return AccountsWatch(house.url)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, a good answer is waited for."""
    monkeypatch.setattr(accounts_watch, "SILENT_SECONDS", SOON)
    monkeypatch.setattr(accounts_watch, "ANSWER_SECONDS", SOON)


def impatiently() -> Any:
    """Little patience inside, for answers that never end."""
    return mock.patch.multiple(accounts_watch, SILENT_SECONDS=0.3, ANSWER_SECONDS=0.6)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def age(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """age(60): a minute passes for whatever counts by the monotonic clock."""
    passed = [0.0]
    real = time.monotonic

    class Clock:
        monotonic = staticmethod(lambda: real() + passed[0])

    monkeypatch.setattr(keyring, "time", Clock)
    monkeypatch.setattr(accounts_watch, "time", Clock)

    def pass_by(seconds: float) -> None:
        passed[0] += seconds

    return pass_by


def fresh_token(key: str = FRESH) -> str:
    return jwt.encode(claims_of(ADA), key, "RS256", headers={"kid": jwk_of(key)["kid"]})


def is_good(token: str) -> bool:
    try:
        verify_access_token(token)
    except NotSignedIn:
        return False
    return True


def test_a_published_key_verifies_beside_the_configured_ones(watch: AccountsWatch):
    assert not is_good(fresh_token())

    watch.look()

    assert is_good(fresh_token())
    assert is_good(token_of(ADA))


def test_keys_are_read_every_five_minutes_and_not_before(watch: AccountsWatch, house: AccountsHouse, age: Callable):
    watch.look()
    age(accounts_watch.KEYS - 1)
    watch.look()
    assert house.asked[KEYS_PATH] == 1

    age(2)
    watch.look()

    assert house.asked[KEYS_PATH] == 2


def test_an_unknown_key_is_looked_for_soon_but_not_at_everybodys_bidding(
    watch: AccountsWatch, house: AccountsHouse, age: Callable
):
    house.publish(jwk_of(new_private_key()))
    watch.look()
    house.publish(jwk_of(FRESH))
    for _ in range(5):
        assert not is_good(fresh_token())
        watch.look()
    assert house.asked[KEYS_PATH] == 1

    age(accounts_watch.WISHED)
    watch.look()  # a wish that came too early is not forgotten

    assert house.asked[KEYS_PATH] == 2
    assert is_good(fresh_token())


def test_no_request_fetches_anything(house: AccountsHouse):
    is_good(fresh_token())

    assert not house.asked


def test_keys_outlast_silence_for_a_day(watch: AccountsWatch, house: AccountsHouse, age: Callable):
    watch.look()
    house.close()

    age(keyring.STALE - 60)
    watch.look()
    assert is_good(fresh_token())

    age(120)
    watch.look()
    assert not is_good(fresh_token())
    assert is_good(token_of(ADA))  # configured keys never grow old


def test_a_key_that_is_not_published_any_more_is_not_believed(
    watch: AccountsWatch, house: AccountsHouse, age: Callable
):
    watch.look()
    house.publish(jwk_of(new_private_key()))
    age(accounts_watch.KEYS)

    watch.look()

    assert not is_good(fresh_token())


def test_without_any_key_nothing_is_said_of_a_token(settings):
    settings.JWT_PUBLIC_KEYS = ""

    with pytest.raises(Unavailable):
        verify_access_token(token_of(ADA))


def test_published_keys_alone_are_enough(watch: AccountsWatch, settings):
    settings.JWT_PUBLIC_KEYS = ""

    watch.look()

    assert is_good(fresh_token())
    assert not is_good(token_of(ADA))


@pytest.mark.parametrize(
    "answer",
    [
        (200, b""),
        (200, b"{"),
        (200, b"[]"),
        (200, b"null"),
        (200, b"{}"),
        (200, b'{"keys": []}'),
        (200, b'{"keys": {}}'),
        (200, b'{"keys": [{"kty": "RSA"}]}'),
        (200, b'{"keys": [{"kty": "RSA", "kid": "x", "n": "!", "e": "AQAB"}]}'),
        (200, b'{"keys": [{"kty": "oct", "kid": "x", "k": "c2VjcmV0"}]}'),
        (200, b"\xff\xfe"),
        (302, b""),
        (404, b""),
        (500, b"oops"),
        "hang",
        "drip",
        "huge",
        "cut",
    ],
    ids=str,
)
def test_a_bad_answer_leaves_the_keys_that_there_are(
    watch: AccountsWatch, house: AccountsHouse, age: Callable, answer: object
):
    watch.look()
    house.answers[KEYS_PATH] = answer
    age(accounts_watch.KEYS)

    with impatiently():
        watch.look()

    until(lambda: house.asked[KEYS_PATH] == 2)
    assert house.asked["/elsewhere"] == 0
    assert is_good(fresh_token())
    assert is_good(token_of(ADA))


# Absence


@pytest.mark.parametrize("how", ["closed", "hang", (503, b"{}"), (302, b"")], ids=str)
def test_three_looks_in_a_row_that_fail_are_a_long_absence_and_one_that_succeeds_ends_it(
    watch: AccountsWatch, house: AccountsHouse, how: object
):
    house.close() if how == "closed" else house.answers.update({READY_PATH: how})
    seen = []
    for _ in range(4):
        with impatiently():
            watch.look()
        seen.append(keyring.is_away_for_long())
    house.answers[READY_PATH] = (200, b"{}")
    if how == "closed":
        house.open()

    watch.look()

    assert seen == [False, False, True, True]
    assert not keyring.is_away_for_long()


def test_failures_that_are_not_in_a_row_are_none(watch: AccountsWatch, house: AccountsHouse):
    for status in (503, 503, 200, 503, 503, 200):
        house.answers[READY_PATH] = (status, b"{}")
        watch.look()

        assert not keyring.is_away_for_long()


def test_it_says_that_the_person_came_by_https_where_the_site_does(settings, house: AccountsHouse):
    settings.PUBLIC_URL = "https://chat.example.org"

    AccountsWatch(house.url).look()

    assert house.headers["X-Forwarded-Proto"] == "https"


def test_tokens_of_unknown_keys_make_nobody_look_more_often_and_no_absence_longer(house: AccountsHouse):
    house.close()
    watch = AccountsWatch(house.url)
    looks: list[int] = []
    watch._is_ready = lambda: looks.append(1) or "closed"  # type: ignore[method-assign, func-returns-value]
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        until(lambda: bool(looks))
        for _ in range(20):
            keyring.wanted.set()
            time.sleep(0.05)
    finally:
        watch.stop()
        thread.join(SOON)

    assert looks == [1]
    assert not keyring.is_away_for_long()


def test_the_thread_looks_until_it_is_stopped_and_outlives_faults(
    house: AccountsHouse, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(accounts_watch, "LOOK", 0.01)
    watch = AccountsWatch(house.url)
    broken = threading.Event()

    def fail() -> None:
        broken.set()
        monkeypatch.setattr(keyring, "take", take)
        raise RuntimeError("a fault of ours")

    take = keyring.take
    monkeypatch.setattr(keyring, "take", lambda _: fail())
    monkeypatch.setattr(accounts_watch, "WISHED", 0)
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        until(lambda: is_good(fresh_token()))
    finally:
        watch.stop()
        thread.join(SOON)

    assert broken.is_set()
    assert not thread.is_alive()
