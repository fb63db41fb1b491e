"""It is true of every door that takes an address that it answers the same, as fast, whoever is there or not."""

import statistics
import time
from collections.abc import Callable
from typing import Any, Final

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client

from accounts.models import User
from conftest import PASSWORD, forget_limits

pytestmark = [pytest.mark.portable, pytest.mark.wide, pytest.mark.django_db]

PAGES: Final[dict[str, Callable[[str], tuple[str, dict[str, str]]]]] = {
    "sign-up": lambda name: (
        "/accounts/signup/",
        {"email": f"{name}@example.org", "username": f"new-{name}", "password1": PASSWORD},
    ),
    "sign-in": lambda name: ("/accounts/login/", {"login": f"{name}@example.org", "password": "not the password"}),
    "reset": lambda name: ("/accounts/password/reset/", {"email": f"{name}@example.org"}),
    "code": lambda name: ("/accounts/login/code/", {"email": f"{name}@example.org"}),
}
PHONES: Final[dict[str, Callable[[str], tuple[str, dict[str, str]]]]] = {
    "sign-up": lambda name: (
        "auth/signup",
        {"email": f"{name}@example.org", "username": f"new-{name}", "password": PASSWORD},
    ),
    "sign-in": lambda name: ("auth/login", {"email": f"{name}@example.org", "password": "not the password"}),
    "reset": lambda name: ("auth/password/request", {"email": f"{name}@example.org"}),
    "code": lambda name: ("auth/code/request", {"email": f"{name}@example.org"}),
}
REAL_HASHER: Final = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def ask(door: str, name: str) -> Any:
    """What a browser of its own gets, limits aside."""
    path, form = PAGES[door](name)
    answer = Client().post(path, form)
    forget_limits()
    return answer


def shown(answer: Any, name: str) -> tuple[Any, ...]:
    """An answer without what is different each time, or repeats what was typed."""
    content = answer.content.decode().replace(name, "NAME")
    lines = [line for line in content.splitlines() if "csrfmiddlewaretoken" not in line]
    cookies = {key: morsel["path"] for key, morsel in answer.cookies.items()}
    return answer.status_code, answer.get("Location"), cookies, lines


@pytest.mark.parametrize("door", PAGES)
def test_page_answers_the_same(ada, door):
    assert shown(ask(door, "ada"), "ada") == shown(ask(door, "zoe"), "zoe")


@pytest.mark.parametrize("door", PHONES)
def test_phone_gets_the_same(ada, door):
    def said(name: str) -> tuple[int, Any]:
        path, body = PHONES[door](name)
        answer = Client().post(f"/accounts/api/auth/app/v1/{path}", body, content_type="application/json")
        told = answer.json()
        if "meta" in told:
            told["meta"].pop("session_token", None)
        return answer.status_code, told

    assert said("ada") == said("zoe")


@pytest.mark.parametrize("door", ["sign-up", "reset", "code"])
def test_both_get_a_letter_and_each_a_different_one(ada, door):
    ask(door, "ada")
    ask(door, "zoe")

    to_ada, to_zoe = mail.outbox
    assert (to_ada.to, to_zoe.to) == (["ada@example.org"], ["zoe@example.org"])
    assert to_ada.subject != to_zoe.subject


@pytest.mark.parametrize("door", PAGES)
@pytest.mark.parametrize("name", ["ada", "zoe", "from-a-provider"])
def test_one_password_is_hashed_whoever_it_is(sign_up, settings, monkeypatch, door, name):
    settings.PASSWORD_HASHERS = REAL_HASHER
    monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "iterations", 1)
    sign_up("ada")
    sign_up("from-a-provider", password=None)
    hashed = []
    encode = hashers.PBKDF2PasswordHasher.encode

    def count(*args: Any, **kwargs: Any) -> str:
        hashed.append(args)
        return encode(*args, **kwargs)

    monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "encode", count)
    ask(door, name)

    assert len(hashed) == 1


@pytest.mark.parametrize("door", ["sign-up"])
def test_weak_password_is_refused_before_anything_is_hashed(ada, monkeypatch, door):
    monkeypatch.setattr("accounts.forms.make_password", lambda _: pytest.fail("hashed"))
    path, form = PAGES[door]("ada")

    answer = Client().post(path, form | {"password1": "short"})

    assert "password1" in answer.context["form"].errors


def medians(door: str, tries: int, turn: int, clock: Callable[[], float]) -> tuple[float, float]:
    """Of the times for somebody and nobody, asked in turns. Who was nobody has an account after signing up."""
    known: list[float] = []
    nobody: list[float] = []
    for number in range(tries):
        for name, taken in ((f"known{number}", known), (f"nobody{turn}-{number}", nobody)):
            started = clock()
            ask(door, name)
            taken.append(clock() - started)
    return statistics.median(known), statistics.median(nobody)


@pytest.fixture
def assert_alike(sign_up, settings) -> Callable[..., None]:
    def check(door: str, tries: int, within: float, rounds: int, clock: Callable[[], float]) -> None:
        settings.PASSWORD_HASHERS = REAL_HASHER
        for number in range(tries):
            sign_up(f"known{number}", password=None)
        User.objects.update(password=hashers.make_password("of the hasher that everybody's is"))
        seen = []
        for turn in range(rounds):
            known, nobody = medians(door, tries, turn, clock)
            seen.append((round(known, 4), round(nobody, 4)))
            if abs(known - nobody) <= within * max(known, nobody):
                print(door, seen)
                return
        pytest.fail(f"{door}: {seen}")

    return check


@pytest.mark.parametrize("door", PAGES)
def test_nobody_learns_from_the_time(assert_alike, monkeypatch, door):
    """Of this thread, which does all the work but the database's: what else a busy machine does is left out."""
    monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "iterations", 200_000)

    assert_alike(door, tries=3, within=0.4, rounds=5, clock=time.thread_time)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("door", PAGES)
def test_nobody_learns_from_the_time_of_many_answers(assert_alike, door):
    assert_alike(door, tries=200, within=0.1, rounds=1, clock=time.perf_counter)


def test_limits_are_the_same_for_both(ada):
    def tries(name: str) -> list[int]:
        path, form = PAGES["sign-in"](name)
        forget_limits()
        return [Client().post(path, form).status_code for _ in range(7)]

    assert tries("ada") == tries("zoe") == [200] * 5 + [429] * 2
