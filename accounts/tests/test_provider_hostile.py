"""It is true that whatever a provider, or somebody between us, answers: nobody gets in by it, and the page is kind."""

import logging
import re
import time

import pytest
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialAccount

from accounts.models import SignIn, User
from accounts.providers import http
from accounts.tests.visits import Visitor, other, parameters_of
from chatterbox.settings.providers import DEMO_CLIENT

pytestmark = [pytest.mark.wide, pytest.mark.portable, pytest.mark.django_db]

OVER, REFUSED, SILENT = (401, "This sign-in is over"), (401, "That did not work"), (503, "does not answer")

#: What a provider does, and what the person sees.
BOTH = {
    "error": SILENT,
    "wrong_state": OVER,
    "no_state": OVER,
    "no_code": SILENT,
    "token_500": SILENT,
    "token_slow": SILENT,
    "token_drip": SILENT,
    "token_malformed": SILENT,
    "token_odd": REFUSED,
    "token_huge": SILENT,
    "token_refused": REFUSED,
    "token_redirect": REFUSED,
    "odd_types": SILENT,
    "long_name": SILENT,
}
GOOGLE = {
    "wrong_nonce": REFUSED,
    "no_nonce": REFUSED,
    "other_audience": REFUSED,
    "other_issuer": REFUSED,
    "expired": REFUSED,
    "no_id_token": REFUSED,
    "no_subject": SILENT,
    "no_algorithm": SILENT,
}
GITHUB = {"user_500": SILENT, "user_slow": SILENT, "user_malformed": SILENT, "user_huge": SILENT, "no_id": SILENT}
TABLE = [
    *((house, fault, seen) for house in ("google", "github") for fault, seen in BOTH.items()),
    *(("google", fault, seen) for fault, seen in GOOGLE.items()),
    *(("github", fault, seen) for fault, seen in GITHUB.items()),
]
#: What takes half a minute and more, if one waits for it.
SLOW = {"token_slow", "token_drip", "user_slow"}


def is_kept_out(browser: Visitor) -> bool:
    nobody = not (User.objects.exists() or SocialAccount.objects.exists() or SignIn.objects.exists())
    return nobody and browser.user() is None


def heading(answer) -> str:
    (found,) = re.findall(r"<h1>(.*?)</h1>", answer.content.decode(), re.S)
    return str(found).strip()


@pytest.mark.parametrize(("house", "fault", "seen"), TABLE, ids=[f"{house}-{fault}" for house, fault, _ in TABLE])
def test_a_bad_answer_lets_nobody_in_and_says_what_to_do(visitor, monkeypatch, house, fault, seen):
    if fault in SLOW:
        monkeypatch.setattr(http, "SILENT_SECONDS", 0.5)
        monkeypatch.setattr(http, "ANSWER_SECONDS", 0.5)
    browser = visitor(house)
    began = time.monotonic()
    answer = browser.come(fault=fault, next="/i/abc")

    status, sentence = seen
    assert answer.status_code == status
    assert sentence in heading(answer)
    assert is_kept_out(browser)
    assert time.monotonic() - began < 20
    page = answer.content.decode()
    assert f"/accounts/{house}/login/" in page  # to try again …
    assert (f"next={'%2F'}i{'%2F'}abc" in page or "next=/i/abc" in page) == (seen is not OVER)  # … and go on as before
    assert answer.get("Retry-After") == ("30" if seen is SILENT else None)


@pytest.mark.parametrize("fault", ["unverified_email", "missing_email", "odd_email", "no_content_type"])
def test_an_answer_that_is_merely_odd_lets_them_in_without_what_is_odd_about_it(somebody, fault):
    somebody.come(fault=fault)

    assert somebody.user().email == ("nia@example.net" if fault == "no_content_type" else None)


def test_who_says_no_is_not_in_and_may_choose_again(somebody):
    answer = somebody.come(next="/i/abc", deny="1")

    assert (answer.status_code, heading(answer)) == (200, "Not this time")
    assert "next=/i/abc" in answer.content.decode() or "next=%2Fi%2Fabc" in answer.content.decode()
    assert is_kept_out(somebody)


def test_a_state_ends_after_ten_minutes(somebody, monkeypatch):
    path = somebody.choose(somebody.go(), person="nia")
    monkeypatch.setattr(statekit, "STATE_TTL", -1)

    assert (somebody.come_back(path).status_code, is_kept_out(somebody)) == (401, True)


def test_a_callback_counts_once(somebody):
    path = somebody.choose(somebody.go(), person="nia")
    assert somebody.come_back(path).status_code == 302
    again = somebody.come_back(path)

    assert (again.status_code, heading(again)) == (401, "You are in already")
    assert "signed in as Nia Castell" in again.content.decode()
    assert somebody.user() is not None
    assert SignIn.objects.count() == 1


def test_a_callback_of_another_browser_is_refused(somebody):
    path = somebody.choose(somebody.go(), person="nia")
    thief = Visitor(somebody.provider)

    assert thief.come_back(path).status_code == 401
    assert is_kept_out(thief)


def test_somebody_elses_code_is_of_no_use(somebody):
    """PKCE: the code was given to whoever knows the other verifier."""
    stolen = parameters_of(somebody.choose(somebody.go(), person="nia"))["code"]
    thief = Visitor(somebody.provider)
    state = parameters_of(thief.go())["state"]
    answer = thief.come_back(f"/accounts/{somebody.provider}/login/callback/?code={stolen}&state={state}")

    assert (answer.status_code, heading(answer)) == (401, "That did not work")
    assert is_kept_out(thief)


def test_a_state_of_the_other_provider_is_none(somebody):
    there = {"google": "github", "github": "google"}[somebody.provider]
    path = somebody.choose(somebody.go(), person="nia")

    assert somebody.come_back(path.replace(somebody.provider, there)).status_code == 401
    assert is_kept_out(somebody)


QUERIES = ["", "?code=x", "?state=x", "?code=%00&state=%00", "?state=" + "x" * 4000, "?error=x"]


@pytest.mark.parametrize("query", QUERIES)
def test_a_callback_out_of_nowhere_is_answered_kindly(somebody, query):
    answer = somebody.client.get(f"/accounts/{somebody.provider}/login/callback/{query}")

    assert (answer.status_code, heading(answer)) == (401, "This sign-in is over")


def test_a_provider_that_is_gone_is_said_at_once(somebody, settings):
    from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
    from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter

    from accounts.providers import answers

    path = somebody.choose(somebody.go(), person="nia")
    adapter = {"google": GoogleOAuth2Adapter, "github": GitHubOAuth2Adapter}[somebody.provider]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adapter, "access_token_url", "http://127.0.0.1:9/token")
        patch.setitem(answers.SHAPES, "http://127.0.0.1:9/token", answers._token)
        answer = somebody.come_back(path)

    assert (answer.status_code, is_kept_out(somebody)) == (503, True)


def test_next_never_leads_elsewhere(somebody):
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        browser = Visitor(somebody.provider)
        assert browser.come(next=elsewhere)["Location"] == "/"


def test_a_link_can_not_change_what_is_asked_of_the_provider(somebody):
    plain = parameters_of(somebody.go())
    bent = parameters_of(somebody.go(scope="repo,admin", auth_params="nonce=x&redirect_uri=http://evil&prompt=none"))

    assert set(bent) == set(plain)
    assert set(bent["scope"].split()) == set(plain["scope"].split())
    assert bent["redirect_uri"] == plain["redirect_uri"]


def test_a_link_can_not_skip_the_sign_in(somebody):
    somebody.client.post(f"/accounts/{somebody.provider}/login/?process=redirect&next=/p/x")
    page = somebody.go(process="redirect")
    somebody.come_back(somebody.choose(page, person="nia"))

    assert somebody.user() is not None


def test_a_plain_link_asks_for_the_button_first(somebody):
    page = somebody.client.get(f"/accounts/{somebody.provider}/login/?process=login")

    assert page.status_code == 200
    assert "Continue with" in page.content.decode()


def test_the_button_wants_a_csrf_token(provider):
    for house in ("google", "github"):
        answer = Visitor(house, enforce_csrf_checks=True).client.post(f"/accounts/{house}/login/?process=login")
        assert answer.status_code == 403


def test_googles_other_door_is_closed(somebody):
    assert somebody.client.post("/accounts/google/login/token/", {"credential": "x"}).status_code == 404


def test_where_no_provider_is_offered_its_doors_are_closed(somebody, settings):
    settings.SIGN_IN_PROVIDERS = []
    settings.SOCIALACCOUNT_PROVIDERS = {}
    door = f"/accounts/{somebody.provider}/login/"
    script = "/accounts/api/auth/browser/v1/auth/provider/redirect"
    given = {"provider": somebody.provider, "callback_url": "/", "process": "login"}

    assert somebody.client.post(door).status_code == 404
    assert somebody.client.get(f"{door}callback/?code=x&state=y").status_code == 404
    assert somebody.client.post(script, given).status_code == 404


@pytest.mark.parametrize("fault", ["", "token_refused", "token_malformed", "wrong_nonce", "other_audience", "user_500"])
def test_nothing_secret_is_logged(somebody, fault, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("urllib3", "django"):
        caplog.set_level(logging.DEBUG, logger=name)
    page = somebody.go()
    said = capfd.readouterr().err + caplog.text
    path = somebody.choose(page, fault=fault, **other("Mara", "mara@example.net"))
    capfd.readouterr()  # what this test itself said to the provider
    caplog.clear()
    somebody.come_back(path)
    said += capfd.readouterr().err + caplog.text

    asked, back = parameters_of(page), parameters_of(path)
    assert "token" in said
    for secret in (DEMO_CLIENT[1], back["code"], asked["state"], asked["code_challenge"], "mara@example.net", "eyJ"):
        assert secret not in said
