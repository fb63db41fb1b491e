"""It is true of somebody who wants to join by an invite that every way into their account leads back to it."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.tests.visits import other
from conftest import PASSWORD

pytestmark = pytest.mark.django_db

INVITE = "/i/abcdefghijklmnopqrstuv"
MARA = {"email": "mara@example.net", "username": "mara", "password1": PASSWORD}


@pytest.fixture
def _proved(settings):
    """Addresses have to be proved, as in production."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def link_in_mail() -> str:
    (letter,) = mail.outbox
    (link,) = re.findall(r"http://localhost:8000(/accounts/confirm-email/\S+)", str(letter.body))
    return str(link)


def fields_of(page) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()))


def sign_up(browser, **more):
    return browser.post(f"/accounts/signup/?next={INVITE}", MARA | {"next": INVITE} | more)


def test_by_e_mail(client):
    assert sign_up(client)["Location"] == INVITE


@pytest.mark.usefixtures("_proved")
def test_by_e_mail_where_the_address_is_to_be_proved(client):
    sign_up(client)
    link = link_in_mail()
    answer = client.post(link, fields_of(client.get(link)))

    assert answer["Location"] == INVITE
    assert client.get("/accounts/api/v1/me").status_code == 200


@pytest.mark.usefixtures("_proved")
def test_by_e_mail_also_where_the_mail_is_read_in_another_browser(client):
    sign_up(client)
    link, elsewhere = link_in_mail(), Client()
    answer = elsewhere.post(link, fields_of(elsewhere.get(link)))

    assert answer["Location"] == INVITE
    assert elsewhere.get("/accounts/api/v1/me").status_code == 401
    assert client.post("/accounts/login/", {"login": "mara@example.net", "password": PASSWORD}).status_code == 302


@pytest.mark.usefixtures("_proved")
def test_the_mail_leads_to_no_other_site(client):
    client.post("/accounts/signup/?next=//evil.example", MARA | {"next": "//evil.example"})

    assert "evil" not in link_in_mail()


def test_by_password(client, ada):
    given = {"login": "ada@example.org", "password": PASSWORD, "next": INVITE}

    assert client.post(f"/accounts/login/?next={INVITE}", given)["Location"] == INVITE


def test_by_a_second_factor(client, ada):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(ada, generate_totp_secret())
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]
    asked = client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD, "next": INVITE})

    assert asked["Location"] == "/accounts/2fa/authenticate/"
    assert client.post(asked["Location"], {"code": code})["Location"] == INVITE


def test_by_a_provider_at_the_first_visit_and_later(somebody):
    assert somebody.come(next=INVITE)["Location"] == INVITE
    somebody.client.post("/accounts/logout/")
    assert somebody.come(next=INVITE)["Location"] == INVITE


@pytest.mark.usefixtures("_proved")
def test_by_a_provider_nothing_more_is_to_be_proved(somebody):
    assert somebody.come(next=INVITE, **other("Mara", "mara@example.net"))["Location"] == INVITE
    assert somebody.come(next=INVITE, **other("Quill", key="q"))["Location"] == INVITE
    assert User.objects.count() == 2


def test_saying_no_and_choosing_another_way(somebody, ada):
    page = somebody.come(next=INVITE, deny="1").content.decode()
    other_ways = re.search(r'href="(/accounts/login/\?next=[^"]+)"', page)[1]
    given = {"login": "ada@example.org", "password": PASSWORD} | fields_of(somebody.client.get(other_ways))

    assert somebody.client.post(other_ways, given)["Location"] == INVITE
