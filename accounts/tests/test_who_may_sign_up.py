"""It is true of SIGNUP that it holds at every door: page, phone, provider; and that whoever is here is let in."""

import pytest
from django.conf import settings as current
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.requests import is_invite
from conftest import PASSWORD

pytestmark = [pytest.mark.portable, pytest.mark.wide, pytest.mark.django_db]

INVITE = "/i/AAAAAAAAAAAAAAAAAAAAAA"
GIVEN = {"email": "mara@example.org", "username": "mara", "password1": PASSWORD}
BODY = {"email": "mara@example.org", "username": "mara", "password": PASSWORD}
#: Setting, where one goes on to, and what a program is told; None where one gets in.
CASES = [
    ("open", "", None),
    ("open", INVITE, None),
    ("invite", INVITE, None),
    ("invite", "", "signup_by_invite"),
    ("invite", "/", "signup_by_invite"),
    ("invite", f"//evil.example{INVITE}", "signup_by_invite"),
    ("closed", "", "signup_closed"),
    ("closed", INVITE, "signup_closed"),
]
cases = pytest.mark.parametrize(("signup", "going", "code"), CASES)


@cases
def test_page(settings, signup, going, code):
    settings.SIGNUP = signup

    page = Client().get("/accounts/signup/", {"next": going})
    answer = Client().post("/accounts/signup/", GIVEN | {"next": going})

    if code is None:
        assert (page.status_code, answer.status_code) == (200, 302)
        assert User.objects.get().username == "mara"
    else:
        assert (page.status_code, answer.status_code) == (403, 403)
        assert page.templates[0].name == "account/signup_closed.html"
        assert 'href="/accounts/login/"' in page.content.decode()
        assert not User.objects.exists()


@pytest.mark.parametrize("client", ["app", "browser"])
@cases
def test_phone_and_script(settings, signup, going, code, client):
    settings.SIGNUP = signup
    path = f"/accounts/api/auth/{client}/v1/auth/signup"

    answer = Client().post(path, BODY, content_type="application/json", query_params={"next": going})

    said = answer.json()
    if code is None:
        assert (answer.status_code, said["status"]) == (200, 200)
        assert User.objects.get().username == "mara"
    else:
        assert (answer.status_code, said["status"], said["code"]) == (403, 403, code)
        assert said["message"]
        assert not User.objects.exists()


@cases
def test_provider(settings, somebody, signup, going, code):
    settings.SIGNUP = signup

    answer = somebody.come(next=going)

    if code is None:
        assert answer["Location"] == (going or "/")
        assert User.objects.count() == 1
    else:
        assert answer.status_code == 403
        assert answer.templates[0].name == "account/signup_closed.html"
        assert not User.objects.exists()


@pytest.mark.parametrize("signup", ["invite", "closed"])
def test_who_is_here_already_is_let_in_by_every_way(settings, ada, somebody, signup):
    somebody.come()
    somebody.client.post("/accounts/logout/")
    settings.SIGNUP = signup

    by_password = Client().post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    by_provider = somebody.come()

    assert (by_password.status_code, by_provider.status_code) == (302, 302)
    assert User.objects.count() == 2


def test_console_makes_people_whatever_is_set(settings):
    settings.SIGNUP = "closed"

    User.objects.create_superuser("root-of-it", "root@example.org", PASSWORD)

    assert User.objects.get().is_staff


@pytest.mark.parametrize(
    ("signup", "path", "offered"),
    [
        ("open", "/accounts/login/", True),
        ("invite", "/accounts/login/", False),
        ("invite", f"/accounts/login/?next={INVITE}", True),
        ("closed", f"/accounts/login/?next={INVITE}", False),
    ],
)
def test_page_offers_an_account_only_where_one_can_be_made(settings, signup, path, offered):
    settings.SIGNUP = signup

    assert ("Make an account" in Client().get(path).content.decode()) is offered


@pytest.mark.parametrize(("signup", "offered"), [("open", True), ("invite", False), ("closed", False)])
def test_letter_to_a_stranger_offers_an_account_only_where_anybody_may_have_one(settings, signup, offered):
    settings.SIGNUP = signup

    Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert ("/accounts/signup/" in mail.outbox[0].body) is offered


def test_config_of_headless_says_whether_it_is_open(settings):
    def is_open() -> bool:
        answer = Client().get("/accounts/api/auth/app/v1/config")
        return bool(answer.json()["data"]["account"]["is_open_for_signup"])

    assert is_open()
    settings.SIGNUP = "closed"
    assert not is_open()


@pytest.mark.parametrize("url", [None, "", "/", "/i/", "/i/short", f"{INVITE}/more", f"http://evil.example{INVITE}"])
def test_only_an_invite_link_counts_as_one(url):
    assert not is_invite(url)
    assert is_invite(INVITE)
    assert is_invite(f"{INVITE}?from=mail")


def test_it_is_open_unless_somebody_says_otherwise():
    assert current.SIGNUP == "open"
