"""It is true of the page of one's profile that it says its rules, keeps what was typed, and tells a change once."""

import re

import jwt
import pytest
from django.test import Client

from accounts.models import User

pytestmark = [pytest.mark.portable, pytest.mark.wide, pytest.mark.django_db]

PATH = "/accounts/profile"
GIVEN = {"display_name": "Ada L.", "username": "Countess", "zoneinfo": "Europe/Vienna", "locale": "en"}


def save(browser, csrf, **given):
    return browser.post(PATH, GIVEN | given, headers=csrf(browser))


def field_of(page: str, name: str) -> str:
    """The markup around a field, with its errors."""
    return next(part for part in page.split('<div class="field') if f'name="{name}"' in part)


def test_a_change_is_saved_told_once_and_in_the_next_token(ada, browser_of, csrf, told):
    browser = browser_of(ada)

    answer = save(browser, csrf)

    (event,) = told("user:updated")
    token = jwt.decode(browser.cookies["chatterbox_access"].value, options={"verify_signature": False})
    assert (answer.status_code, answer["Location"]) == (302, PATH)
    assert (event["username"], event["display_name"], event["zoneinfo"]) == ("countess", "Ada L.", "Europe/Vienna")
    assert (token["username"], token["zoneinfo"], token["locale"]) == ("countess", "Europe/Vienna", "en")
    assert "Saved." in browser.get(PATH).content.decode()


def test_the_same_again_tells_nothing(ada, browser_of, csrf, told):
    browser = browser_of(ada)
    save(browser, csrf)

    save(browser, csrf)

    assert len(told("user:updated")) == 1


def test_the_page_shows_what_is_kept_and_says_the_rules(ada, browser_of, csrf):
    browser = browser_of(ada)
    save(browser, csrf)

    page = browser.get(PATH).content.decode()

    assert 'value="countess"' in page
    assert '<option value="Europe/Vienna" selected>Vienna</option>' in page
    assert '<option value="en" selected>English</option>' in page
    assert "2 to 32 letters" in page
    assert 'aria-describedby="id_username_helptext"' in page


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"username": "BO"}, "username", "This username is taken."),
        ({"username": "Admin"}, "username", "This username is reserved."),
        ({"username": "-a"}, "username", "It begins with a letter or a digit."),
        ({"username": "a"}, "username", "A username has 2 to 32 letters"),
        ({"username": "x" * 33}, "username", "A username has 2 to 32 letters"),
        ({"username": "ａｄａ"}, "username", "A username has 2 to 32 letters"),
        ({"username": ""}, "username", "This field is required."),
        ({"username": "x\x00y"}, "username", "Null characters are not allowed."),
        ({"display_name": "x" * 65}, "display_name", "this one has 65"),
        ({"display_name": " \u200b "}, "display_name", "A name is wanted."),
        ({"zoneinfo": "Mars/Olympus"}, "zoneinfo", "Mars/Olympus"),
        ({"locale": "tlh"}, "locale", "tlh"),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_lost(ada, bo, browser_of, csrf, told, given, field, sentence):
    browser = browser_of(ada)

    answer = save(browser, csrf, **given)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in field_of(page, field)
    assert 'aria-invalid="true"' in field_of(page, field)
    assert 'value="Ada L."' in page or "display_name" in given
    assert told("user:updated") == []
    assert User.objects.get(pk=ada.pk).username == "ada"


def test_all_faults_are_said_at_once(ada, browser_of, csrf):
    page = save(browser_of(ada), csrf, username="!", display_name=" \u200b ")

    assert page.content.decode().count('role="alert"') == 2


def test_what_was_chosen_elsewhere_stays_a_choice(sign_up, browser_of, csrf, told):
    lu = sign_up("lu", zoneinfo="EST5EDT", locale="pt-BR")
    browser = browser_of(lu)

    page = browser.get(PATH).content.decode()
    save(browser, csrf, username="lu", zoneinfo="EST5EDT", locale="pt-BR")

    assert re.search(r'<option value="EST5EDT" selected>', page)
    assert re.search(r'<option value="pt-BR" selected>', page)
    assert [(event["zoneinfo"], event["locale"]) for event in told("user:updated")] == [("EST5EDT", "pt-BR")]


def test_a_chosen_language_is_the_pages_language_and_none_is_the_browsers(ada, browser_of, csrf, settings):
    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    browser = browser_of(ada)

    save(browser, csrf, locale="de")
    assert browser.cookies["django_language"].value == "de"
    assert '<html lang="de"' in browser.get(PATH).content.decode()

    save(browser, csrf, locale="")
    assert browser.cookies["django_language"].value == ""


def test_strangers_sign_in_first_and_foreign_pages_change_nothing(ada, browser_of):
    assert Client().get(PATH)["Location"] == f"/accounts/login/?next={PATH}"
    assert Client().post(PATH, GIVEN)["Location"].startswith("/accounts/login/")
    assert browser_of(ada).post(PATH, GIVEN).status_code == 403
    assert browser_of(ada).put(PATH).status_code in {403, 405}
    assert User.objects.get(pk=ada.pk).display_name == "Ada"


def test_too_many_changes_have_to_wait_on_the_page_and_by_the_api(
    ada, bo, browser_of, phone_of, csrf, monkeypatch, told
):
    monkeypatch.setattr("accounts.services.users.CHANGES", 1)
    browser, phone = browser_of(ada), phone_of(ada)
    save(browser, csrf)

    page = save(browser, csrf, display_name="Another")
    answer = phone.patch("/accounts/api/v1/me", {"display_name": "Another"}, content_type="application/json")

    assert (page.status_code, answer.status_code, answer.json()["code"]) == (429, 429, "rate_limited")
    assert "a little fast" in page.content.decode()
    assert len(told("user:updated")) == 1
    assert phone_of(bo).patch("/accounts/api/v1/me", {}, content_type="application/json").status_code == 200
