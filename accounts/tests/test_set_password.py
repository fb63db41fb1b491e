import pytest
from django.core import mail
from django.test import Client

from accounts import services
from accounts.models import RefreshToken, SignIn, User
from conftest import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "eight folded papers"


def test_change_ends_every_sign_in_but_this_one(ada, browser_of, phone_of, csrf, told):
    browser, other = browser_of(ada), browser_of(ada)
    phone_of(ada)
    mine = SignIn.objects.get(session_key=browser.cookies["chatterbox_session"].value)
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}

    answer = browser.post("/accounts/password/change/", given, headers=csrf(browser))

    assert answer.status_code == 302
    assert {event["reason"] for event in told("session:revoked")} == {"password_changed"}
    assert len(told("session:revoked")) == 2
    assert SignIn.objects.get() == mine
    assert browser.post("/accounts/renew", headers=csrf(browser)).status_code == 200
    assert other.post("/accounts/renew").status_code == 401
    assert User.objects.get().check_password(NEW)


def test_wrong_old_password_changes_nothing(ada, browser_of, csrf, told):
    browser = browser_of(ada)
    given = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}

    answer = browser.post("/accounts/password/change/", given, headers=csrf(browser))

    assert answer.status_code == 200
    assert User.objects.get().check_password(PASSWORD)
    assert told("session:revoked") == []


def test_reset_by_mail_ends_every_sign_in(ada, browser_of, told):
    browser_of(ada)
    client = Client()
    client.post("/accounts/password/reset/", {"email": ada.email})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    page = client.get(link.removeprefix("http://localhost:8000"), follow=True)

    answer = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    assert answer["Location"] == "/accounts/password/reset/key/done/"
    assert User.objects.get().check_password(NEW)
    assert [event["reason"] for event in told("session:revoked")] == ["password_changed"]
    assert not SignIn.objects.exists()


@pytest.fixture
def _changed_while_it_is_used(monkeypatch):
    """The owner sets another password between the moment in which the old one was right and the sign-in."""

    def change(self, request, user, **_):
        services.set_password(User.objects.get(pk=user.pk), NEW)

    monkeypatch.setattr("accounts.adapters.AccountAdapter.pre_login", change, raising=False)


@pytest.mark.usefixtures("_changed_while_it_is_used")
def test_a_browser_that_used_the_old_one_a_moment_before_is_not_in(ada):
    browser = Client()

    answer = browser.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})

    assert answer.status_code == 409
    assert not SignIn.objects.exists()
    assert browser.get("/accounts/api/v1/me").status_code == 401


@pytest.mark.usefixtures("_changed_while_it_is_used")
def test_nor_is_a_phone(ada):
    given = {"email": ada.email, "password": PASSWORD}

    answer = Client().post("/accounts/api/auth/app/v1/auth/login", given, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert not SignIn.objects.exists()
    assert not RefreshToken.objects.exists()


def test_reset_link_works_once(ada):
    client = Client()
    client.post("/accounts/password/reset/", {"email": ada.email})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    page = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    again = Client().get(link.removeprefix("http://localhost:8000"), follow=True)

    assert again.context["token_fail"]


def test_reset_of_an_unknown_address_answers_the_same(ada):
    known, unknown = (Client().post("/accounts/password/reset/", {"email": to}) for to in (ada.email, "x@example.org"))

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
