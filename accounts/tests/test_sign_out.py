import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import SignIn

pytestmark = pytest.mark.django_db


def test_sign_out_ends_the_session_and_tells_messaging_once(ada, browser_of, csrf, told):
    browser = browser_of(ada)
    ses = SignIn.objects.get().ses

    answer = browser.post("/accounts/logout/", headers=csrf(browser))

    (event,) = told("session:revoked")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert (event["ses"], event["user_id"], event["reason"]) == (ses, str(ada.pk), "signed_out")
    assert event["version"] == 2
    assert not SignIn.objects.exists()
    assert not Session.objects.exists()


def test_sign_out_clears_the_access_cookie(ada, browser_of, csrf):
    browser = browser_of(ada)

    answer = browser.post("/accounts/logout/", headers=csrf(browser))

    cookie = answer.cookies["chatterbox_access"]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, "/")


def test_old_token_is_refused_by_accounts_at_once(ada, browser_of, csrf):
    browser = browser_of(ada)
    token = browser.cookies["chatterbox_access"].value

    browser.post("/accounts/logout/", headers=csrf(browser))

    answer = Client().get("/accounts/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_sign_out_needs_a_csrf_token_and_a_post(ada, browser_of, told):
    browser = browser_of(ada)

    assert browser.post("/accounts/logout/").status_code == 403
    assert browser.get("/accounts/logout/").status_code == 200
    assert SignIn.objects.exists()
    assert told("session:revoked") == []


def test_other_sign_ins_go_on(ada, browser_of, csrf):
    browser, other = browser_of(ada), browser_of(ada)

    browser.post("/accounts/logout/", headers=csrf(browser))

    assert other.get("/accounts/api/v1/me").status_code == 200
    assert SignIn.objects.count() == 1
