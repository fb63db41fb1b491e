"""It is true of JSON that comes to allauth's API that whatever Python would break on is refused in a sentence."""

import json

import pytest
from django.test import Client

from conftest import PASSWORD

pytestmark = [pytest.mark.portable, pytest.mark.django_db]

API = "/accounts/api/auth"
LOGIN = f"{API}/app/v1/auth/login"
DOORS = [
    LOGIN,
    f"{API}/browser/v1/auth/login",
    f"{API}/app/v1/auth/signup",
    f"{API}/app/v1/auth/code/request",
    f"{API}/app/v1/auth/password/request",
    f"{API}/app/v1/auth/webauthn/login",
    f"{API}/app/v1/tokens/refresh",
]
SURROGATE = '"\\ud800"'
ODD = {
    "deep": '{"a":' + "[" * 100_000,
    "nearly as deep as Python goes": '{"email":' + "[" * 900 + "]" * 900 + "}",
    "long number": '{"a":' + "9" * 5000 + "}",
    "no number": '{"a":NaN}',
    "half a sign": f'{{"email":"a@b.org","password":{SURROGATE},"refresh_token":{SURROGATE},"username":{SURROGATE}}}',
    "half a sign in a name": f"{{{SURROGATE}:1}}",
    "no UTF-8": b'{"a":"\xff"}',
    "no object": "[]",
    "no end": '{"a":',
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_it_is_refused_at_every_door(odd):
    for door in DOORS:
        answer = Client().post(door, odd, content_type="application/json")

        assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), door
        assert answer.json()["message"].startswith("This is not the JSON that is wanted: ")


def test_other_methods_than_post_are_read_as_strictly(ada, browser_of, csrf):
    browser, email = browser_of(ada), f"{API}/browser/v1/account/email"
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = browser.generic(method, email, ODD["deep"], "application/json", headers=csrf(browser))

        assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), method


def test_what_is_as_it_should_be_is_read_as_before(ada):
    given = {"email": ada.email, "password": PASSWORD, "more": {"signs": "🪁", "list": [[[1, 2.5, None, True]]]}}

    assert Client().post(LOGIN, json.dumps(given), content_type="application/json").status_code == 200
    assert Client().get(f"{API}/app/v1/config").status_code == 200
    empty = Client().post(LOGIN, b"", content_type="application/json")
    assert (empty.status_code, {error["param"] for error in empty.json()["errors"]}) == (400, {"email", "password"})
