"""It is true of accounts that without MongoDB it says so within two seconds, and goes on as soon as it is back."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from chatterbox.settings.databases import mongodb
from conftest import PASSWORD, csrf_of
from events.tests.processes import until
from scripts.stack import Stack

pytestmark = [pytest.mark.servers, pytest.mark.alone, pytest.mark.stack, pytest.mark.django_db(transaction=True)]

#: Within which a person gets an answer.
SECONDS = 2.0
TRIES = 5


@pytest.fixture(autouse=True)
def _patience_of_production(db: None) -> Iterator[None]:
    """Other tests wait longer for a busy server."""
    connection: Any = connections[settings.ACCOUNTS_DB]
    patient = connection.settings_dict["OPTIONS"]
    connection.close_pool()
    connection.settings_dict["OPTIONS"] = mongodb("", "")["OPTIONS"]
    yield
    connection.close_pool()
    connection.settings_dict["OPTIONS"] = patient


@pytest.fixture
def stack(_patience_of_production: None) -> Iterator[Stack]:
    stack = Stack(Path(os.environ["STACK_DIR"]), int(os.environ["STACK_PORT"]))
    yield stack
    get_back(stack)
    until(lambda: Client().post("/accounts/login/", {"login": "x@example.org", "password": "x"}).status_code == 200, 60)


def get_back(stack: Stack) -> None:
    stack.resume("mongo")
    stack.start("mongo")


@pytest.fixture(params=["kill", "pause"])
def lose(request, stack) -> Callable[[], None]:
    """kill -9, or SIGSTOP: connections stay open and nothing answers."""
    return lambda: getattr(stack, request.param)("mongo")


def timed(ask: Callable[[], Any]) -> tuple[Any, float]:
    """An answer and its seconds: the fewest of some tries, on a machine that may be busy with other things."""
    fewest = float("inf")
    for _ in range(TRIES):
        started = time.monotonic()
        answer = ask()
        fewest = min(fewest, time.monotonic() - started)
        if fewest < SECONDS:
            break
    return answer, fewest


def ask_all(somebody: Client, stranger: Client) -> dict[str, Callable[[], Any]]:
    given = {"login": "ada@example.org", "password": PASSWORD}
    new = {"email": "mara@example.org", "username": "mara", "password1": PASSWORD}
    token = {"X-CSRFToken": csrf_of(somebody)}
    return {
        "sign-in page of somebody": lambda: somebody.get("/accounts/login/"),
        "sign-in": lambda: stranger.post("/accounts/login/", given),
        "sign-up": lambda: stranger.post("/accounts/signup/", new),
        "reset": lambda: stranger.post("/accounts/password/reset/", {"email": "ada@example.org"}),
        "code": lambda: stranger.post("/accounts/login/code/", {"email": "ada@example.org"}),
        "renewal by a script": lambda: somebody.post("/accounts/renew", headers=token),
        "renewal by a link": lambda: somebody.get("/accounts/renew?next=/"),
        "me": lambda: somebody.get("/accounts/api/v1/me"),
        "sign-in of a phone": lambda: post_json(stranger, "auth/login", email="ada@example.org", password=PASSWORD),
        "refresh": lambda: post_json(stranger, "tokens/refresh", refresh_token="x"),
    }


def post_json(client: Client, path: str, **body: str) -> Any:
    return client.post(f"/accounts/api/auth/app/v1/{path}", body, content_type="application/json")


@pytest.mark.timeout(300)
def test_every_door_says_within_two_seconds_that_it_is_gone(ada, browser_of, lose):
    somebody, stranger = browser_of(ada), Client()
    doors = ask_all(somebody, stranger)
    lose()

    page = stranger.get("/accounts/login/")
    seen = {name: timed(door) for name, door in doors.items()}

    assert page.status_code == 200  # nothing has to be asked for it
    assert {name: answer.status_code for name, (answer, _) in seen.items()} == dict.fromkeys(doors, 503)
    assert {name: answer["Retry-After"] for name, (answer, _) in seen.items()} == dict.fromkeys(doors, "2")
    taken = {name: round(seconds, 2) for name, (_, seconds) in seen.items()}
    assert max(taken.values()) < SECONDS, taken


def test_it_goes_on_by_itself_when_mongodb_is_back(ada, lose, stack):
    lose()
    browser = Client()
    given = {"login": "ada@example.org", "password": PASSWORD}
    assert browser.post("/accounts/login/", given).status_code == 503

    get_back(stack)

    until(lambda: browser.post("/accounts/login/", given).status_code == 302, 60)
