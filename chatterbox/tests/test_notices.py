"""It is true of what a page wants to be said by the next one that no other service takes it away."""

import pytest
from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpResponse
from django.test import Client, RequestFactory

pytestmark = pytest.mark.django_db

SAID = "Google opens your account from now on."


@pytest.fixture
def become(settings):
    """Answer as a service with a key of its own, as in production."""

    def apply(profile: str) -> None:
        settings.PROFILE, settings.SECRET_KEY = profile, f"{profile}'s own key".ljust(40, "!")

    return apply


def say(browser: Client) -> None:
    """Have the service that answers want to say something, and send the browser on."""

    def view(request):
        messages.success(request, SAID)
        return HttpResponse(status=302)

    browser.cookies.update(MessageMiddleware(view)(RequestFactory().get("/")).cookies)


def reads(browser: Client, path: str) -> bool:
    return SAID in browser.get(path).content.decode()


def test_what_accounts_says_survives_a_page_of_messaging_and_is_said_once(become):
    browser = Client()
    become("accounts")
    say(browser)

    become("messaging")
    seen_by_messaging = reads(browser, "/")
    become("accounts")
    seen_by_accounts = [reads(browser, "/accounts/login/") for _ in range(2)]

    assert (seen_by_messaging, seen_by_accounts) == (False, [True, False])


def test_what_messaging_says_survives_a_page_of_accounts(become):
    browser = Client()
    become("messaging")
    say(browser)

    become("accounts")
    assert not reads(browser, "/accounts/login/")
    become("messaging")
    assert reads(browser, "/")


def test_in_one_process_either_says_what_the_other_wanted_to():
    browser = Client()
    say(browser)

    assert reads(browser, "/")
