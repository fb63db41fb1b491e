import pytest
from django.test import Client

from accounts.models import SignIn, User
from conftest import PASSWORD
from events.tokens import verify_access_token

pytestmark = [pytest.mark.embedded, pytest.mark.django_db]


def sign_in(browser: Client, email="ada@example.org", password=PASSWORD, **query):
    return browser.post("/accounts/login/", {"login": email, "password": password}, query_params=query)


def test_sign_in_gives_an_access_cookie_that_names_person_and_sign_in(ada):
    browser = Client(headers={"User-Agent": "Firefox"})

    answer = sign_in(browser, email="ADA@example.org")

    claims = verify_access_token(answer.cookies["chatterbox_access"].value)
    row = SignIn.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert (claims.user_id, claims.username, claims.ses, claims.amr) == (ada.pk, "ada", row.ses, ("pwd",))
    assert (row.user_agent, row.session_key) == ("Firefox", browser.cookies["chatterbox_session"].value)


def test_cookies_say_where_and_how_long_they_are_good(ada):
    answer = sign_in(Client())

    access, session = answer.cookies["chatterbox_access"], answer.cookies["chatterbox_session"]
    assert (access["path"], access["httponly"], access["samesite"]) == ("/", True, "Lax")
    assert (session["path"], session["httponly"], session["samesite"]) == ("/accounts/", True, "Lax")
    assert access["max-age"] == session["max-age"] == 60 * 24 * 3600


def test_access_cookie_is_secure_where_the_site_is(ada, settings):
    settings.SESSION_COOKIE_SECURE = True

    assert sign_in(Client()).cookies["chatterbox_access"]["secure"]


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("ada@example.org", ""), ("\x00", PASSWORD)],
)
def test_wrong_address_or_password_signs_nobody_in(ada, email, password):
    answer = sign_in(Client(), email=email, password=password)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "chatterbox_access" not in answer.cookies
    assert not SignIn.objects.exists()


def test_unknown_address_and_wrong_password_look_alike(ada):
    known, unknown = (
        sign_in(Client(), email=email, password="wrong") for email in ("ada@example.org", "x@example.org")
    )

    assert known.context["form"].errors == unknown.context["form"].errors


def test_disabled_person_does_not_come_in(ada):
    User.objects.filter(pk=ada.pk).update(is_active=False)

    answer = sign_in(Client())

    assert "chatterbox_access" not in answer.cookies
    assert not SignIn.objects.exists()


def test_five_wrong_passwords_stop_the_sixth_try_even_with_the_right_one(ada):
    browser = Client()
    for _ in range(5):
        sign_in(browser, password="wrong")

    assert "chatterbox_access" not in sign_in(browser).cookies


def test_too_many_tries_from_one_address_get_a_page_of_ours_and_a_time_to_wait(ada, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    browser = Client()
    sign_in(browser, password="wrong")

    answer = sign_in(browser)

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer.templates[0].name == "error.html"


def test_session_key_from_before_is_worthless_afterwards(ada):
    browser = Client()
    browser.get("/accounts/login/")
    session = browser.session
    session["planted"] = "yes"
    session.save()
    planted = str(session.session_key)
    browser.cookies["chatterbox_session"] = planted

    sign_in(browser)

    assert browser.cookies["chatterbox_session"].value != planted
    thief = Client()
    thief.cookies["chatterbox_session"] = planted
    assert thief.post("/accounts/renew").status_code == 401


@pytest.mark.parametrize("path", ["/p/1", "/i/abc?x=1", "/accounts/email/"])
def test_sign_in_goes_on_to_a_path_of_ours(ada, path):
    assert sign_in(Client(), next=path)["Location"] == path


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "http://localhost:8000/p/1",
        "evil",
    ],
)
def test_sign_in_never_goes_on_to_a_foreign_place(ada, url):
    assert sign_in(Client(), next=url)["Location"] == "/"


def test_sign_in_needs_a_csrf_token(ada):
    assert sign_in(Client(enforce_csrf_checks=True)).status_code == 403
    assert not SignIn.objects.exists()


def test_unknown_host_is_refused():
    assert Client().get("/accounts/login/", headers={"Host": "evil.example"}).status_code == 400


def test_reset_mail_names_our_own_host_whatever_the_request_says(ada, mailoutbox):
    answer = Client().post("/accounts/password/reset/", {"email": "ada@example.org"}, headers={"Host": "127.0.0.1"})

    assert answer.status_code == 302
    assert "http://localhost:8000/accounts/password/reset/key/" in mailoutbox[0].body
    assert "127.0.0.1" not in mailoutbox[0].body


def test_signing_in_again_in_the_same_session_keeps_its_name(ada, browser_of):
    browser = browser_of(ada)
    before = SignIn.objects.get()

    browser.force_login(ada)

    after = SignIn.objects.get()
    assert (after.pk, after.user_id) == (before.pk, ada.pk)
    assert after.session_key == browser.cookies["chatterbox_session"].value


def test_signing_in_as_somebody_else_ends_the_sign_in_before(ada, bo, browser_of, told):
    browser = browser_of(ada)
    (old,) = SignIn.objects.all()

    browser.force_login(bo)

    assert SignIn.objects.get().user_id == bo.pk
    assert [event["ses"] for event in told("session:revoked")] == [old.ses]
