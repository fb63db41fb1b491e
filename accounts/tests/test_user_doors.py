"""It is true of every door that makes or changes somebody that it is told exactly once, and of others that it isn't."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.tests.devices import send
from accounts.tests.visits import Visitor
from conftest import PASSWORD, csrf_of
from events.models import OutboxEvent

pytestmark = [pytest.mark.wide, pytest.mark.django_db]

MARA = {"email": "mara@example.org", "username": "mara"}
HEADLESS = "/accounts/api/auth"


def user_events() -> list[tuple[str, dict[str, Any]]]:
    rows = OutboxEvent.objects.using("default").filter(type__startswith="user:").order_by("id")
    return [(row.type, json.loads(row.payload)["data"]) for row in rows]


@pytest.fixture
def during() -> Callable[[Callable[[], Any]], list[tuple[str, dict[str, Any]]]]:
    """The user:* events that something records."""

    def run(call: Callable[[], Any]) -> list[tuple[str, dict[str, Any]]]:
        before = len(user_events())
        call()
        return user_events()[before:]

    return run


# Doors that make somebody


def sign_up_by_page() -> None:
    assert Client().post("/accounts/signup/", MARA | {"password1": PASSWORD}).status_code == 302


def sign_up_by_app() -> None:
    given = MARA | {"password": PASSWORD}
    assert Client().post(f"{HEADLESS}/app/v1/auth/signup", given, content_type="application/json").status_code == 200


def sign_up_by_script() -> None:
    browser = Client()
    browser.get(f"{HEADLESS}/browser/v1/config")
    given, headers = MARA | {"password": PASSWORD}, {"X-CSRFToken": csrf_of(browser)}
    path = f"{HEADLESS}/browser/v1/auth/signup"
    assert browser.post(path, given, content_type="application/json", headers=headers).status_code == 200


def by_command() -> None:
    call_command("createsuperuser", interactive=False, verbosity=0, **MARA)


def by_manager() -> None:
    User.objects.create_user(**MARA, password=PASSWORD)


def by_provider(name: str) -> Callable[[], None]:
    def come() -> None:
        assert Visitor(name).come().status_code == 302

    return come


MAKERS: dict[str, Callable[[], None]] = {
    "sign-up page": sign_up_by_page,
    "sign-up by app": sign_up_by_app,
    "sign-up by script": sign_up_by_script,
    "createsuperuser": by_command,
    "manager": by_manager,
    "Google": by_provider("google"),
    "GitHub": by_provider("github"),
}


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("name", MAKERS)
def test_a_new_person_is_told_once_as_they_are(during, name):
    events = during(MAKERS[name])

    user = User.objects.get()
    ((kind, told),) = events
    assert kind == "user:created"
    assert (told["user_id"], told["version"]) == (str(user.pk), 1)
    assert (told["username"], told["display_name"]) == (user.username, user.display_name)
    assert (told["avatar_url"], told["is_staff"]) == (user.avatar_url, user.is_staff)
    assert "@" not in json.dumps(told)


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("name", ["sign-up page", "sign-up by app", "createsuperuser"])
def test_a_door_that_refuses_tells_nothing(during, sign_up, name):
    sign_up("mara")

    def refused() -> None:
        try:
            MAKERS[name]()
        except Exception:
            return
        assert User.objects.count() == 1

    assert during(refused) == []
    assert User.objects.count() == 1


# Doors that change somebody, and those that change nothing which others may know


class Door(NamedTuple):
    go: Callable[["Scene"], Any]
    tells: dict[str, Any] | None  # what the one user:updated says; None where nothing is to be told


class Scene:
    def __init__(self, ada: User, browser: Client, admin: Client) -> None:
        self.ada, self.browser, self.admin = ada, browser, admin

    def headers(self) -> dict[str, str]:
        return {"X-CSRFToken": csrf_of(self.browser)}

    def patch(self, **changes: str) -> None:
        path = "/accounts/api/v1/me"
        answer = self.browser.patch(path, changes, content_type="application/json", headers=self.headers())
        assert answer.status_code == 200, answer.content

    def post(self, path: str, given: dict[str, Any]) -> None:
        assert self.browser.post(path, given, headers=self.headers()).status_code == 302

    def in_admin(self, action: str) -> None:
        given = {"action": action, "_selected_action": str(self.ada.pk)}
        assert send(self.admin, "/accounts/admin/accounts/user/", **given).status_code == 302


def sign_in_again(scene: Scene) -> None:
    given = {"login": scene.ada.email, "password": PASSWORD}
    assert Client().post("/accounts/login/", given).status_code == 302


def make_another_address_the_main_one(scene: Scene) -> None:
    EmailAddress.objects.create(user=scene.ada, email="other@example.org", verified=True)
    scene.post("/accounts/email/", {"email": "other@example.org", "action_primary": "1"})
    assert User.objects.get(pk=scene.ada.pk).email == "other@example.org"


NEW = "eight folded papers"
CHANGERS = {
    "name": Door(lambda s: s.patch(display_name="Countess"), {"display_name": "Countess"}),
    "username": Door(lambda s: s.patch(username="Lovelace"), {"username": "lovelace"}),
    "language and zone": Door(lambda s: s.patch(locale="en", zoneinfo="Europe/London"), {"zoneinfo": "Europe/London"}),
    "several at once": Door(lambda s: s.patch(username="al", display_name="A. L."), {"display_name": "A. L."}),
    "the same again": Door(lambda s: s.patch(display_name=s.ada.display_name), None),
    "staff, in admin": Door(lambda s: s.in_admin("make_staff"), {"is_staff": True}),
    "disabled, in admin": Door(lambda s: s.in_admin("disable"), {"is_staff": False}),
    "signed out, in admin": Door(lambda s: s.in_admin("end_sign_ins"), None),
    "a new password": Door(
        lambda s: s.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}),
        None,
    ),
    "another main address": Door(make_another_address_the_main_one, None),
    "one more sign-in": Door(sign_in_again, None),
}


@pytest.mark.parametrize("name", CHANGERS)
def test_a_change_is_told_once_and_no_change_never(during, sign_up, browser_of, second_factor_browser, name):
    ada, grace = sign_up("ada"), sign_up("grace", is_staff=True, is_superuser=True)
    scene = Scene(ada, browser_of(ada), second_factor_browser(grace))
    go, tells = CHANGERS[name]

    events = during(lambda: go(scene))

    if tells is None:
        assert events == []
        return
    ((kind, told),) = events
    assert (kind, told["user_id"]) == ("user:updated", str(ada.pk))
    assert tells.items() <= told.items()
    assert told["version"] > 1


def test_a_picture_that_the_provider_has_changed_is_told_once(during, somebody, monkeypatch):
    somebody.come()
    user = somebody.user()
    assert user is not None
    User.objects.filter(pk=user.pk).update(avatar_url=user.avatar_url + "?before")

    first = during(lambda: Visitor(somebody.provider).come())
    again = during(lambda: Visitor(somebody.provider).come())

    ((kind, told),) = first
    assert (kind, told["avatar_url"]) == ("user:updated", user.avatar_url)
    assert again == []
