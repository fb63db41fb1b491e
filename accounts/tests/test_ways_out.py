"""It is true of every way in which a sign-in can end that it is told exactly once and both services refuse its tokens.

`near` is the browser that acts, `far` another one of the same person.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import HASH_SESSION_KEY, login
from django.core import mail
from django.test import Client, RequestFactory

from accounts import services
from accounts.models import RefreshToken, SignIn, User
from accounts.tests.devices import set_up_app
from conftest import PASSWORD, csrf_of
from events.testing import run_events
from events.times import now
from events.tokens import verify_access_token

pytestmark = [pytest.mark.wide, pytest.mark.django_db(databases=["default", "messaging"])]

NEW = "eight folded papers"
APP = "/accounts/api/auth/app/v1"
SCRIPT = "/accounts/api/auth/browser/v1"


class World:
    def __init__(self, ada: User, bo: User, near: Client, far: Client) -> None:
        self.ada, self.bo, self.near, self.far = ada, bo, near, far

    def ses(self, browser: Client) -> str:
        return verify_access_token(browser.cookies["chatterbox_access"].value).ses

    def post(self, path: str, given: dict[str, Any] | None = None, **more: Any) -> Any:
        answer = self.near.post(path, given or {}, headers={"X-CSRFToken": csrf_of(self.near)}, **more)
        assert answer.status_code < 400, answer.content[:500]
        return answer

    def delete(self, path: str, given: dict[str, Any] | None = None) -> Any:
        headers = {"X-CSRFToken": csrf_of(self.near)}
        return self.near.delete(path, given or {}, content_type="application/json", headers=headers)


def another_signs_in_here(world: World) -> None:
    """In the same session, as two people at one computer may."""
    request = RequestFactory().get("/")
    request.session = world.near.session
    request.user = world.ada
    login(request, world.bo, "allauth.account.auth_backends.AuthenticationBackend")


def by_allauths_list(world: World) -> None:
    path = f"{SCRIPT}/auth/sessions"
    others = [item["id"] for item in world.near.get(path).json()["data"] if not item["is_current"]]
    world.delete(path, {"sessions": others})


def set_first_password(world: World) -> None:
    user = User.objects.get(pk=world.ada.pk)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    hold_on_to_sessions(world, user)
    world.post("/accounts/password/set/", {"password1": NEW, "password2": NEW})


def hold_on_to_sessions(world: World, user: User) -> None:
    """Django ends sessions of an older password; those of somebody who never had one go on."""
    for browser in (world.near, world.far):
        session = browser.session
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()


def change_password(world: World) -> None:
    world.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})


def change_password_by_api(world: World) -> None:
    given = {"current_password": PASSWORD, "new_password": NEW}
    world.post(f"{SCRIPT}/account/password/change", given, content_type="application/json")


def reset_password(world: World) -> None:
    stranger = Client()
    stranger.post("/accounts/password/reset/", {"email": world.ada.email})
    link = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    page = stranger.get(link.removeprefix("http://localhost:8000"), follow=True)
    stranger.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})


def prove_again(world: World) -> None:
    world.post("/accounts/reauthenticate/", {"password": PASSWORD})


def remove_totp(world: World) -> None:
    set_up_app(world.near)
    world.post("/accounts/2fa/totp/deactivate/")


def remove_provider(world: World) -> None:
    account = SocialAccount.objects.create(user=world.ada, provider="github", uid="7")
    prove_again(world)
    world.post("/accounts/3rdparty/", {"account": account.pk})


class Way(NamedTuple):
    go: Callable[[World], Any]
    reason: str
    near_ends: bool
    far_ends: bool


SESSIONS = "/accounts/sessions/"
API = "/accounts/api/v1/me/sessions"
WAYS = {
    "sign-out page": Way(lambda w: w.post("/accounts/logout/"), "signed_out", True, False),
    "sign-out by script": Way(
        lambda w: w.delete("/accounts/api/auth/browser/v1/auth/session"), "signed_out", True, False
    ),
    "somebody else signs in": Way(another_signs_in_here, "signed_out", True, False),
    "this one, on the page": Way(lambda w: w.post(f"{SESSIONS}{w.ses(w.near)}/end"), "signed_out", True, False),
    "this one, by API": Way(lambda w: w.delete(f"{API}/{w.ses(w.near)}"), "signed_out", True, False),
    "one, on the page": Way(lambda w: w.post(f"{SESSIONS}{w.ses(w.far)}/end"), "revoked", False, True),
    "one, by API": Way(lambda w: w.delete(f"{API}/{w.ses(w.far)}"), "revoked", False, True),
    "one, by allauth's list": Way(by_allauths_list, "revoked", False, True),
    "all others, on the page": Way(lambda w: w.post(SESSIONS), "revoked", False, True),
    "all others, by API": Way(lambda w: w.delete(API), "revoked", False, True),
    "password set": Way(set_first_password, "password_changed", False, True),
    "password changed": Way(change_password, "password_changed", False, True),
    "password changed by API": Way(change_password_by_api, "password_changed", False, True),
    "password reset": Way(reset_password, "password_changed", True, True),
    "authenticator app removed": Way(remove_totp, "factor_removed", False, True),
    "provider removed": Way(remove_provider, "factor_removed", False, True),
    "disabled": Way(
        lambda w: services.change_standing(w.ada.pk, is_active=False, is_staff=False), "disabled", True, True
    ),
    "no longer staff": Way(
        lambda w: services.change_standing(w.ada.pk, is_active=True, is_staff=False), "standing_changed", True, True
    ),
}


@pytest.fixture
def world(sign_up, bo, browser_of) -> World:
    ada = sign_up("ada", is_staff=True)
    return World(ada, bo, browser_of(ada), browser_of(ada))


def is_in(token: str) -> tuple[bool, bool]:
    """Whether accounts and messaging let a token in; nothing but 200 and 401 is heard."""
    headers = {"Authorization": f"Bearer {token}"}
    answers = [Client().get(path, headers=headers) for path in ("/accounts/api/v1/me", "/api/v1/parties")]
    for answer in answers:
        assert answer.status_code == 200 or answer.json()["code"] == "not_signed_in"
    return answers[0].status_code == 200, answers[1].status_code == 200


def two_tokens_of(browser: Client) -> list[str]:
    """The one of the sign-in and the one of a renewal, whose bytes differ."""
    first = browser.cookies["chatterbox_access"].value
    assert browser.post("/accounts/renew", headers={"X-CSRFToken": csrf_of(browser)}).status_code == 200
    return [first, browser.cookies["chatterbox_access"].value]


@pytest.mark.parametrize("name", WAYS)
def test_it_is_told_once_and_every_token_is_refused(world, told, name):
    go, reason, *ends = WAYS[name]
    browsers = [world.near, world.far]
    tokens = [two_tokens_of(browser) for browser in browsers]
    ended = [world.ses(browser) for browser, end in zip(browsers, ends, strict=True) if end]
    run_events()

    with run_events():
        go(world)

    events = told("session:revoked")
    assert sorted(event["ses"] for event in events) == sorted(ended)
    assert {event["reason"] for event in events} == {reason}
    for pair, end in zip(tokens, ends, strict=True):
        assert [is_in(token) for token in pair] == [(not end, not end)] * 2


def test_a_phone_that_signs_out_and_a_token_that_is_used_twice(ada, told):
    def phone() -> dict[str, str]:
        given = {"email": ada.email, "password": PASSWORD}
        answer = Client().post(f"{APP}/auth/login", given, content_type="application/json")
        return dict(answer.json()["meta"])

    first, second = phone(), phone()
    with run_events():
        Client().delete(f"{APP}/auth/session", headers={"Authorization": f"Bearer {first['access_token']}"})
        for _ in range(2):
            given = {"refresh_token": second["refresh_token"]}
            Client().post(f"{APP}/tokens/refresh", given, content_type="application/json")
            RefreshToken.objects.filter(used_at__isnull=False).update(used_at=now() - timedelta(seconds=11))

    assert [event["reason"] for event in told("session:revoked")] == ["signed_out", "refresh_reuse"]
    assert is_in(first["access_token"]) == is_in(second["access_token"]) == (False, False)
    assert not SignIn.objects.exists()


def test_somebody_else_stays_in_whatever_happens(world, browser_of):
    tokens = two_tokens_of(browser_of(world.bo))

    with run_events():
        reset_password(world)

    assert [is_in(token) for token in tokens] == [(True, True)] * 2
