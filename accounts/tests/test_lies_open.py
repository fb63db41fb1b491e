"""It is true of a device that lies open that nobody makes themselves a way into the account with it."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import HASH_SESSION_KEY
from django.core import mail
from django.test import Client

from accounts.models import SignIn, User
from accounts.tests.devices import forget_proofs, send
from conftest import PASSWORD, csrf_of

pytestmark = pytest.mark.django_db

API = "/accounts/api/auth/browser/v1"
OTHER = "mallory@example.net"
NEW = "eight folded papers"


@pytest.fixture
def left_open(ada: User, browser_of) -> Client:
    """ada's browser, in which she proved long ago who she is."""
    browser = browser_of(ada)
    forget_proofs(browser)
    return browser


def without_password(user: User, *browsers: Client) -> None:
    """As somebody who came by a provider, and in these browsers is signed in."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    for browser in browsers:
        session = browser.session
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()


def add(browser: Client):
    return send(browser, "/accounts/email/", email=OTHER, action_add="")


def test_an_address_is_added_after_a_proof_and_by_the_form_that_was_sent_before(left_open):
    asked = add(left_open)
    before = EmailAddress.objects.filter(email=OTHER).exists()

    done = send(left_open, asked["Location"], password=PASSWORD)

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert not before
    assert done.status_code == 302
    assert EmailAddress.objects.filter(email=OTHER).exists()


def test_right_after_signing_in_nobody_is_asked_again(ada, browser_of):
    add(browser_of(ada))

    assert EmailAddress.objects.filter(email=OTHER).exists()


@pytest.mark.parametrize("action", ["primary", "remove"])
def test_no_address_becomes_the_main_one_or_goes(ada, left_open, action):
    EmailAddress.objects.create(user=ada, email=OTHER, verified=True)

    answer = send(left_open, "/accounts/email/", **{"email": OTHER, f"action_{action}": ""})

    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.get().email == ada.email
    assert EmailAddress.objects.filter(email=OTHER).exists()


def test_no_first_password_is_set(ada, left_open):
    without_password(ada, left_open)

    page = left_open.get("/accounts/password/set/")
    answer = send(left_open, "/accounts/password/set/", password1=NEW, password2=NEW)

    way = "/accounts/reauthenticate/again/?next=%2Faccounts%2Fpassword%2Fset%2F"
    assert (page["Location"], answer["Location"]) == (way, way)
    assert not User.objects.get().has_usable_password()
    assert SignIn.objects.count() == 1
    assert NEW not in str(dict(left_open.session))  # which may last for long


def test_it_is_set_right_after_a_proof(ada, browser_of):
    browser = browser_of(ada)
    without_password(ada, browser)

    send(browser, "/accounts/password/set/", password1=NEW, password2=NEW)

    assert User.objects.get().check_password(NEW)


def test_a_program_gets_neither(ada, left_open):
    without_password(ada, left_open)
    given = {"content_type": "application/json", "headers": {"X-CSRFToken": csrf_of(left_open)}}

    password = left_open.post(f"{API}/account/password/change", {"new_password": NEW}, **given)
    address = left_open.post(f"{API}/account/email", {"email": OTHER}, **given)

    assert (password.status_code, address.status_code) == (401, 401)
    assert not User.objects.get().has_usable_password()
    assert not EmailAddress.objects.filter(email=OTHER).exists()


def test_a_first_one_by_mail_wants_no_other_proof(ada):
    without_password(ada)
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": ada.email})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    page = browser.get(link.removeprefix("http://localhost:8000"), follow=True)

    browser.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    assert User.objects.get().check_password(NEW)
