"""It is true of a sign-in that is ended while it proves something that it is told so, and nothing breaks."""

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from accounts import services, signals
from accounts.models import SignIn
from accounts.tests.devices import forget_proofs
from conftest import PASSWORD, csrf_of

pytestmark = pytest.mark.django_db

REAUTHENTICATE = "/accounts/reauthenticate/"
API = "/accounts/api/auth"


@pytest.fixture
def ended_meanwhile(monkeypatch):
    """Every sign-in ends, from another device, right after it was read."""
    read = signals.sign_in_of

    def read_and_end(user, session):
        found = read(user, session)
        if found is not None:
            services.end_sessions(found.user_id, reason="revoked")
        return found

    return lambda: monkeypatch.setattr(signals, "sign_in_of", read_and_end)


def test_page_says_so_and_the_next_one_is_the_sign_in(ada, browser_of, ended_meanwhile):
    browser = browser_of(ada)
    forget_proofs(browser)
    ended_meanwhile()
    given = {"password": PASSWORD, "csrfmiddlewaretoken": csrf_of(browser)}

    answer = browser.post(REAUTHENTICATE, given, headers={"Origin": "http://testserver"})

    assert answer.status_code == 401
    assert "Sign in first." in answer.content.decode()
    assert not SignIn.objects.exists()
    assert browser.get("/accounts/")["Location"].startswith("/accounts/login/")


def test_script_is_told(ada, browser_of, ended_meanwhile):
    browser = browser_of(ada)
    ended_meanwhile()

    answer = browser.post(
        f"{API}/browser/v1/auth/reauthenticate",
        {"password": PASSWORD},
        content_type="application/json",
        headers={"X-CSRFToken": csrf_of(browser)},
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_a_session_that_can_not_be_saved_because_its_database_is_lost_has_not_ended(ada, browser_of, monkeypatch):
    browser = browser_of(ada)

    def save(*args, **how):
        raise OperationalError("gone")

    monkeypatch.setattr(Session, "save", save)

    answer = browser.post(
        f"{API}/browser/v1/auth/reauthenticate",
        {"password": PASSWORD},
        content_type="application/json",
        headers={"X-CSRFToken": csrf_of(browser)},
    )

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_phone_is_told(ada, ended_meanwhile):
    phone = Client()
    given = {"email": ada.email, "password": PASSWORD}
    signed_in = phone.post(f"{API}/app/v1/auth/login", given, content_type="application/json").json()
    ended_meanwhile()

    answer = phone.post(
        f"{API}/app/v1/auth/reauthenticate",
        {"password": PASSWORD},
        content_type="application/json",
        headers={"X-Session-Token": signed_in["meta"]["session_token"]},
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
