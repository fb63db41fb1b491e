"""It is true of a browser whose session lives that a lost or useless access cookie is mended, and nobody goes round."""

import pytest
from django.test import Client

from accounts import services
from accounts.models import SignIn
from events.keys import new_private_key
from events.tokens import verify_access_token

pytestmark = pytest.mark.django_db

COOKIE = "chatterbox_access"
LOGIN = "/accounts/login/?next=/p/1"


def ses_in(answer) -> str:
    return verify_access_token(answer.cookies[COOKIE].value).ses


@pytest.fixture
def browser(ada, browser_of) -> Client:
    return browser_of(ada)


@pytest.mark.parametrize("cookie", [None, "", "nonsense", "a.b.c"])
def test_the_sign_in_page_sends_on_with_a_fresh_one(browser, cookie):
    del browser.cookies[COOKIE]
    if cookie is not None:
        browser.cookies[COOKIE] = cookie

    answer = browser.get(LOGIN)

    assert (answer.status_code, answer["Location"]) == (302, "/p/1")
    assert ses_in(answer) == SignIn.objects.get().ses
    assert answer.cookies[COOKIE]["path"] == "/"


def test_a_token_whose_key_has_gone_is_replaced(browser, csrf, settings):
    ours, settings.JWT_PRIVATE_KEY = settings.JWT_PRIVATE_KEY, new_private_key()
    assert browser.post("/accounts/renew", headers=csrf(browser)).status_code == 200
    settings.JWT_PRIVATE_KEY = ours

    assert ses_in(browser.get(LOGIN)) == SignIn.objects.get().ses


def test_a_good_one_is_left_alone(browser):
    assert COOKIE not in browser.get(LOGIN).cookies


def test_a_page_mends_it_too_and_the_api_does_not(browser):
    del browser.cookies[COOKIE]

    assert COOKIE not in browser.get("/accounts/api/v1/me").cookies
    assert ses_in(browser.get("/accounts/email/"))


def test_a_stranger_gets_none(db):
    assert COOKIE not in Client().get(LOGIN).cookies


def test_who_signs_out_gets_none_back(browser, csrf):
    browser.post("/accounts/logout/", headers=csrf(browser))

    assert COOKIE not in browser.get(LOGIN).cookies


def test_an_ended_sign_in_gets_none(ada, browser):
    services.end_sessions(ada.pk, reason="revoked")
    del browser.cookies[COOKIE]

    answer = browser.get(LOGIN)

    assert answer.status_code == 200
    assert COOKIE not in answer.cookies
