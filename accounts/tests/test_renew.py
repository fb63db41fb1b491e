from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import SignIn, User
from events.times import now
from events.tokens import verify_access_token

pytestmark = pytest.mark.django_db


def cleared(answer) -> bool:
    return "chatterbox_access" in answer.cookies and answer.cookies["chatterbox_access"]["max-age"] == 0


def test_renewal_gives_a_fresh_cookie_of_the_same_sign_in_and_says_when_it_expires(ada, browser_of, csrf):
    browser = browser_of(ada)
    before = verify_access_token(browser.cookies["chatterbox_access"].value)

    answer = browser.post("/accounts/renew", headers=csrf(browser))

    claims = verify_access_token(answer.cookies["chatterbox_access"].value)
    expires_at = datetime.fromisoformat(answer.json()["expires_at"])
    assert answer.status_code == 200
    assert claims.ses == before.ses
    assert claims.expires_at == expires_at
    assert abs(now() - datetime.fromisoformat(answer.json()["server_time"])) < timedelta(seconds=60)
    assert answer["Cache-Control"] == "no-store"


def test_expired_access_cookie_is_renewed(ada, browser_of, csrf, settings):
    settings.ACCESS_TOKEN_SECONDS, settings.JWT_LEEWAY_SECONDS = -10, 0
    browser = browser_of(ada)
    refused = browser.get("/accounts/api/v1/me")
    settings.ACCESS_TOKEN_SECONDS = 300

    assert (refused.status_code, refused.json()["code"]) == (401, "token_expired")
    assert browser.post("/accounts/renew", headers=csrf(browser)).status_code == 200
    assert browser.get("/accounts/api/v1/me").status_code == 200


def test_renewal_reads_who_one_is_now(ada, browser_of, csrf):
    browser = browser_of(ada)
    User.objects.filter(pk=ada.pk).update(display_name="Countess")

    answer = browser.post("/accounts/renew", headers=csrf(browser))

    assert verify_access_token(answer.cookies["chatterbox_access"].value).display_name == "Countess"


@pytest.mark.parametrize("gone", ["no session", "deleted", "disabled", "ended"])
def test_without_a_living_session_the_cookie_is_cleared(ada, browser_of, csrf, gone):
    browser = browser_of(ada)
    if gone == "no session":
        browser.cookies.pop(settings.SESSION_COOKIE_NAME)
    elif gone == "deleted":
        Session.objects.all().delete()
    elif gone == "disabled":
        User.objects.update(is_active=False)
    else:
        SignIn.objects.all().delete()

    posted, plain = browser.post("/accounts/renew"), browser.get("/accounts/renew?next=/p/1")

    assert (posted.status_code, posted.json()["code"]) == (401, "not_signed_in")
    assert (plain.status_code, plain["Location"]) == (302, "/p/1")
    assert cleared(posted)
    assert cleared(plain)


def test_renewal_by_script_needs_a_csrf_token(ada, browser_of):
    answer = browser_of(ada).post("/accounts/renew")

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert "chatterbox_access" not in answer.cookies


def test_page_of_a_foreign_origin_can_not_renew(ada, browser_of, csrf):
    browser = browser_of(ada)

    answer = browser.post("/accounts/renew", headers=csrf(browser) | {"Origin": "https://evil.example"})

    assert answer.json()["code"] == "csrf_failed"


def test_plain_navigation_goes_back_with_a_fresh_cookie_and_a_mark_against_loops(ada, browser_of):
    answer = browser_of(ada).get("/accounts/renew", {"next": "/p/1?after=2"})

    mark = answer.cookies["chatterbox_renewed"]
    assert (answer.status_code, answer["Location"]) == (302, "/p/1?after=2")
    assert answer.cookies["chatterbox_access"].value
    assert (mark.value, mark["path"], mark["max-age"]) == ("1", "/", 10)


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", "", "p/1"]
)
def test_plain_navigation_never_leaves_the_site(ada, browser_of, url):
    assert browser_of(ada).get("/accounts/renew", {"next": url})["Location"] == "/"


def test_session_slides_on_at_most_once_a_day(ada, browser_of, csrf):
    browser = browser_of(ada)
    SignIn.objects.update(seen_at=now() - timedelta(days=2))
    Session.objects.update(expire_date=now() + timedelta(days=58))

    first = browser.post("/accounts/renew", headers=csrf(browser))
    second = browser.post("/accounts/renew", headers=csrf(browser))

    assert "chatterbox_session" in first.cookies
    assert "chatterbox_session" not in second.cookies
    assert Session.objects.get().expire_date > now() + timedelta(days=59)
    assert SignIn.objects.get().seen_at > now() - timedelta(minutes=1)


def test_renewal_needs_few_statements(ada, browser_of, csrf, django_assert_max_num_queries):
    browser = browser_of(ada)
    headers = csrf(browser)

    with django_assert_max_num_queries(3):
        assert browser.post("/accounts/renew", headers=headers).status_code == 200
    with django_assert_max_num_queries(3):
        assert browser.get("/accounts/renew?next=/p/1").status_code == 302


def test_looking_at_pages_and_the_api_writes_nothing(ada, browser_of):
    browser = browser_of(ada)
    seen = SignIn.objects.get().seen_at
    browser.get("/accounts/sessions/")
    browser.get("/accounts/api/v1/me/sessions")

    assert SignIn.objects.get().seen_at == seen


def test_a_form_of_another_site_takes_no_cookie_away(ada, browser_of):
    """It comes without any, as SameSite wants it."""
    stranger = Client(enforce_csrf_checks=True)

    answer = stranger.post("/accounts/renew", headers={"Origin": "https://evil.example"})

    assert answer.status_code in {401, 403}
    assert "chatterbox_access" not in answer.cookies
