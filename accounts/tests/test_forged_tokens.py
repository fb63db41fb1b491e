"""It is true of accounts that no door opens to a token that is forged, whatever is wrong with it, and none breaks."""

import time
import uuid
from typing import Any

import jwt
import pytest
from django.test import Client

from accounts import services
from accounts.models import SignIn, User
from accounts.tokens import issue_access_token
from conftest import csrf_of
from events.tests.forged import FORGED, expired, signed, strangers_key

pytestmark = [pytest.mark.wide, pytest.mark.portable, pytest.mark.django_db]

ME = "/accounts/api/v1/me"
APP = "/accounts/api/auth/app/v1"
#: Here it is known which people and sign-ins there are.
UNKNOWN: dict[str, Any] = {
    "sub is nobody": lambda c: signed(c | {"sub": str(uuid.uuid4())}),
    "ses is unknown": lambda c: signed(c | {"ses": str(uuid.uuid4())}),
    "ses is no id": lambda c: signed(c | {"ses": "x"}),
}


@pytest.fixture
def claims(ada: User) -> dict[str, Any]:
    sign_in = services.start_sign_in(user=ada, session_key="", user_agent="", amr=["pwd"])
    token = issue_access_token(ada, sign_in.ses, ["pwd"], int(time.time()))
    return dict(jwt.decode(token, options={"verify_signature": False}))


def with_cookie(token: str) -> Client:
    client = Client()
    client.cookies["chatterbox_access"] = token
    return client


def refused(answer: Any, code: str = "not_signed_in") -> None:
    assert (answer.status_code, answer.json()["code"]) == (401, code)


@pytest.mark.parametrize("name", FORGED | UNKNOWN)
def test_it_is_refused_by_bearer_and_by_cookie(claims, name):
    token = (FORGED | UNKNOWN)[name](claims)

    refused(Client().get(ME, headers={"Authorization": f"Bearer {token}"}))
    refused(with_cookie(token).get(ME))
    refused(Client().delete(f"{ME}/sessions", headers={"Authorization": f"Bearer {token}"}))
    assert SignIn.objects.exists()


@pytest.mark.parametrize("name", FORGED | UNKNOWN)
def test_it_opens_no_session_of_allauth_and_renews_nothing(claims, name):
    token = (FORGED | UNKNOWN)[name](claims)

    session = Client().get(f"{APP}/auth/session", headers={"Authorization": f"Bearer {token}"})
    refresh = Client().post(f"{APP}/tokens/refresh", {"refresh_token": token}, content_type="application/json")

    assert (session.status_code, session.json()["meta"]["is_authenticated"]) == (401, False)
    assert refresh.status_code == 400
    refused(with_cookie(token).post("/accounts/renew"))


def test_the_table_is_not_refused_for_another_reason(claims):
    token = signed(claims)

    assert Client().get(ME, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert with_cookie(token).get(ME).status_code == 200


def test_an_expired_one_says_so_and_a_forged_one_is_forged_first(claims):
    refused(Client().get(ME, headers={"Authorization": f"Bearer {expired(claims)}"}), "token_expired")
    refused(with_cookie(expired(claims)).get(ME), "token_expired")
    forged = signed(claims | {"exp": int(time.time()) - 60}, strangers_key())
    refused(Client().get(ME, headers={"Authorization": f"Bearer {forged}"}))


def test_a_refresh_token_is_no_access_token(ada, claims):
    token = services.issue_refresh_token(SignIn.objects.get())

    refused(Client().get(ME, headers={"Authorization": f"Bearer {token}"}))
    refused(with_cookie(token).get(ME))


def test_a_session_token_of_allauth_is_no_access_token(ada):
    from conftest import PASSWORD

    given = {"email": ada.email, "password": PASSWORD}
    login = Client().post(f"{APP}/auth/login", given, content_type="application/json")

    refused(Client().get(ME, headers={"Authorization": f"Bearer {login.json()['meta']['session_token']}"}))


@pytest.mark.parametrize("name", ["another key", "alg none", "a megabyte"])
def test_a_page_takes_it_for_a_strangers(claims, name):
    answer = with_cookie(FORGED[name](claims)).get("/accounts/sessions/")

    assert answer["Location"].startswith("/accounts/login/")


def test_a_forged_cookie_beside_a_living_session_harms_nobody(ada, browser_of):
    browser = browser_of(ada)
    browser.cookies["chatterbox_access"] = "nonsense"

    refused(browser.get(ME))
    assert browser.post("/accounts/renew", headers={"X-CSRFToken": csrf_of(browser)}).status_code == 200
    assert browser.get(ME).status_code == 200
