"""It is true of each door by which somebody's name comes in that `accounts/rules.py` is asked about it."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import services
from accounts.models import User
from accounts.tests.visits import other
from conftest import PASSWORD
from events.errors import Invalid

pytestmark = [pytest.mark.portable, pytest.mark.django_db]

JSON = "application/json"
ME = "/accounts/api/v1/me"
SIGN_UP = "/accounts/api/auth/app/v1/auth/signup"
MARA = {"username": "mara", "email": "mara@example.org", "password": PASSWORD}


def by_page(username: str):
    return Client().post("/accounts/signup/", {**MARA, "username": username, "password1": PASSWORD})


def by_phone(username: str):
    return Client().post(SIGN_UP, {**MARA, "username": username}, content_type=JSON)


def test_the_api_refuses_one_that_can_not_be_seen_and_keeps_of_another_what_can(ada, phone_of, told):
    phone = phone_of(ada)

    refused = phone.patch(ME, {"display_name": "\u2800\u202e\u2066"}, content_type=JSON)
    kept = phone.patch(ME, {"display_name": "\u202eAda\u2066 L."}, content_type=JSON)

    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")
    assert refused.json()["fields"] == {"display_name": ["A name is wanted."]}
    assert (kept.status_code, kept.json()["user"]["display_name"]) == (200, "Ada L.")
    assert [event["display_name"] for event in told("user:updated")] == ["Ada L."]


def test_the_page_refuses_one_that_can_not_be_seen_and_keeps_of_another_what_can(ada, browser_of, csrf):
    browser, given = browser_of(ada), {"username": "ada", "zoneinfo": "", "locale": ""}

    refused = browser.post("/accounts/profile", given | {"display_name": "\u202e\u2066"}, headers=csrf(browser))
    kept = browser.post("/accounts/profile", given | {"display_name": "\u202eAda\u2066 L."}, headers=csrf(browser))

    assert (refused.status_code, "A name is wanted." in refused.content.decode()) == (400, True)
    assert (kept.status_code, User.objects.get(pk=ada.pk).display_name) == (302, "Ada L.")


@pytest.mark.parametrize("make", [services.sign_up, User.objects.create_user, User.objects.create_superuser])
def test_whoever_makes_people_by_a_program_or_at_a_terminal_is_asked_the_same(make, told):
    with pytest.raises((Invalid, ValidationError), match="A name is wanted"):
        make(**MARA, display_name="\u202e")
    assert not User.objects.exists()

    make(**MARA, display_name="\u202eMara")

    assert [event["display_name"] for event in told("user:created")] == ["Mara"]


@pytest.mark.parametrize("username", ["ma\u200bra", "\u202emara", "mara\u2066"])
def test_at_sign_up_no_username_brings_it_along(username):
    assert "username" in by_page(username).context["form"].errors
    assert by_phone(username).status_code == 400
    assert not User.objects.exists()


@pytest.mark.parametrize("sign_up_by", [by_page, by_phone])
def test_the_first_name_is_the_username_as_typed_in_its_composed_form(sign_up_by):
    sign_up_by("\u212aelvin")  # begins with the sign of the unit

    user = User.objects.get()
    assert (user.username, user.display_name) == ("kelvin", "Kelvin")


def test_at_the_first_visit_from_a_provider_the_login_stands_in_for_it(visitor):
    visitor("github").come(**other("\u202e\u2066", "mara@example.net", login="mara"))

    assert User.objects.get().display_name == "mara"


def test_at_the_first_visit_from_a_provider_the_username_stands_in_for_both(visitor):
    visitor("google").come(**other("\u2800\u202e", "mara@example.net"))

    user = User.objects.get()
    assert user.display_name == user.username
