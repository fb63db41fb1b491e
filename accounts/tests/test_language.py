"""It is true that pages speak the language that somebody has chosen, on every device that they sign in on."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db

COOKIE = settings.LANGUAGE_COOKIE_NAME


def test_signing_in_brings_the_chosen_language_along(sign_up, browser_of):
    browser = browser_of(sign_up("lu", locale="de"))

    assert browser.cookies[COOKIE].value == "de"
    assert '<html lang="de"' in browser.get("/accounts/profile").content.decode()


def test_a_variant_of_a_language_of_ours_is_that_language(sign_up, browser_of):
    assert browser_of(sign_up("lu", locale="de-AT")).cookies[COOKIE].value == "de"


@pytest.mark.parametrize("locale", ["", "tlh"])
def test_without_a_language_of_ours_the_browser_is_asked(sign_up, browser_of, locale):
    browser = browser_of(sign_up("lu", locale=locale))

    assert COOKIE not in browser.cookies
    for asked, spoken in (("de-CH,de;q=0.9", "de"), ("fr", "en")):
        page = browser.get("/accounts/profile", headers={"Accept-Language": asked}).content.decode()
        assert f'<html lang="{spoken}"' in page


def test_a_renewal_tells_of_a_choice_that_was_made_elsewhere(ada, browser_of, csrf):
    browser = browser_of(ada)
    User.objects.filter(pk=ada.pk).update(locale="de")

    browser.post("/accounts/renew", headers=csrf(browser))
    assert browser.cookies[COOKIE].value == "de"

    User.objects.filter(pk=ada.pk).update(locale="en")
    browser.get("/accounts/renew?next=/")
    assert browser.cookies[COOKIE].value == "en"


def test_strangers_are_answered_in_their_browsers_language():
    german = Client(headers={"Accept-Language": "de"}).get("/accounts/login/")
    other = Client(headers={"Accept-Language": "xx"}).get("/accounts/login/")

    assert (german["Content-Language"], other["Content-Language"]) == ("de", "en")
