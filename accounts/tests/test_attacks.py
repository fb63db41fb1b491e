"""It is true of attacks on signing in that each is refused: foreign forms, foreign targets, foreign hosts, frames."""

from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import SignIn, User
from accounts.requests import is_local_path
from accounts.tests.test_same_answer import PAGES
from conftest import PASSWORD

pytestmark = [pytest.mark.wide, pytest.mark.portable, pytest.mark.django_db]

#: Ways to write another site that some browser or some parser takes for a path, or a path for another site.
FOREIGN = [
    "https://evil.example/",
    "HTTPS://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\n//evil.example",
    "/\x00/evil.example",
    "\x00//evil.example",
    " //evil.example",
    "/\u2028/evil.example/\u0000",
    "http:evil.example",
    "http:///evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "//localhost:8000@evil.example",
    "http://localhost:8000.evil.example/",
    "@evil.example",
    ".evil.example",
    "?next=//evil.example",
    "#//evil.example",
]
PATHS = [path for path, _ in (door("x") for door in PAGES.values())]
LOCAL = ["/", "/p/1", "/i/abc?x=1#y", "/p/1?next=//evil.example", "/%2F%2Fevil.example", "/p/ä"]


def is_foreign(place: str) -> bool:
    """Whether a browser that follows a Location leaves the site."""
    return not place.startswith("/") or place.startswith(("//", "/\\")) or any(ord(sign) < 32 for sign in place)


@pytest.mark.parametrize("place", FOREIGN)
@pytest.mark.parametrize("encode", [str, quote], ids=["plain", "encoded"])
def test_nobody_is_sent_to_a_foreign_place(ada, browser_of, place, encode):
    browser = browser_of(ada)
    wished = encode(place)

    places = [
        Client().post("/accounts/login/", {"login": ada.email, "password": PASSWORD, "next": wished})["Location"],
        browser.get("/accounts/login/", {"next": wished})["Location"],
        browser.get("/accounts/renew", {"next": wished})["Location"],
        Client().get("/accounts/renew", {"next": wished})["Location"],
        Client().post("/accounts/logout/", {"next": wished})["Location"],
        Client().post("/accounts/login/code/", {"email": ada.email, "next": wished})["Location"],
    ]

    assert not any(is_foreign(each) for each in places), places


@pytest.mark.parametrize("place", FOREIGN)
def test_letter_carries_no_foreign_place_either(settings, place):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    given = {"email": "mara@example.org", "username": "mara", "password1": PASSWORD, "next": place}

    Client().post("/accounts/signup/", given)

    assert "evil.example" not in mail.outbox[0].body


@pytest.mark.parametrize("place", LOCAL)
def test_paths_of_ours_are_followed(ada, place):
    assert is_local_path(place)
    answer = Client().get("/accounts/renew", {"next": place})

    assert not is_foreign(answer["Location"])
    assert answer["Location"] != "/" or place == "/"


@pytest.mark.parametrize("door", PAGES)
def test_form_without_a_token_does_nothing(ada, door):
    path, form = PAGES[door]("ada")
    forger = Client(enforce_csrf_checks=True, headers={"Origin": "https://evil.example"})

    answer = forger.post(path, form)

    assert answer.status_code == 403
    assert not SignIn.objects.exists()
    assert User.objects.count() == 1
    assert len(mail.outbox) == 0


@pytest.mark.parametrize("door", ["auth/login", "auth/signup", "auth/password/request", "auth/code/request"])
def test_script_without_a_token_does_nothing_in_a_browser(ada, door):
    body = {"email": ada.email, "username": "mara", "password": PASSWORD}
    forger = Client(enforce_csrf_checks=True, headers={"Origin": "https://evil.example"})

    answer = forger.post(f"/accounts/api/auth/browser/v1/{door}", body, content_type="application/json")

    assert answer.status_code == 403
    assert answer.json()["code"] == "csrf_failed"
    assert not SignIn.objects.exists()
    assert len(mail.outbox) == 0


@pytest.mark.parametrize("path", PATHS)
def test_no_page_lets_itself_be_framed_or_cached(path):
    page = Client().get(path)

    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:8000@evil.example", "[::1", ""])
def test_foreign_host_is_refused_at_every_door(path, host):
    answer = Client().post(path, {}, headers={"Host": host})

    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()
    assert len(mail.outbox) == 0


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "Forwarded"])
def test_letter_names_us_whatever_headers_say(ada, header):
    Client().post("/accounts/password/reset/", {"email": ada.email}, headers={header: "evil.example"})

    assert "http://localhost:8000/accounts/password/reset/key/" in mail.outbox[0].body
    assert "evil.example" not in mail.outbox[0].body


def test_forged_address_does_not_escape_the_limits(ada):
    """Without a proxy in front, X-Forwarded-For is whatever the sender likes."""
    statuses = [
        Client(headers={"X-Forwarded-For": f"192.0.2.{number}"})
        .post("/accounts/login/", {"login": f"somebody{number}@example.org", "password": "wrong"})
        .status_code
        for number in range(11)
    ]

    assert statuses == [200] * 10 + [429]


@pytest.mark.parametrize("way", ["password", "code", "reset"])
def test_session_that_somebody_planted_is_worthless_after_signing_in(ada, way):
    thief, victim = Client(), Client()
    thief.post("/accounts/login/code/", {"email": ada.email})
    planted = thief.cookies["chatterbox_session"].value
    victim.cookies["chatterbox_session"] = planted
    if way == "password":
        victim.post("/accounts/logout/")
        victim.cookies["chatterbox_session"] = planted
        victim.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    elif way == "code":
        victim.post("/accounts/login/code/confirm/", {"code": mail.outbox[-1].subject.split()[0]})
    else:
        _reset(victim, ada.email)
        victim.post("/accounts/login/", {"login": ada.email, "password": "eight folded papers"})

    assert thief.post("/accounts/renew").status_code == 401
    assert victim.cookies["chatterbox_session"].value != planted


def _reset(browser: Client, address: str) -> None:
    browser.post("/accounts/logout/")
    browser.post("/accounts/password/reset/", {"email": address})
    link = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    form = browser.get(link.removeprefix("http://localhost:8000"))["Location"]
    browser.post(form, {"password1": "eight folded papers", "password2": "eight folded papers"})


def test_reset_link_works_once(ada):
    Client().post("/accounts/password/reset/", {"email": ada.email})
    link = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    path = link.removeprefix("http://localhost:8000")
    first, second = Client(), Client()
    form = first.get(path)["Location"]
    new = {"password1": "eight folded papers", "password2": "eight folded papers"}

    assert first.post(form, new).status_code == 302
    assert second.get(path).status_code == 200  # the page that says so, and no form
    ada.refresh_from_db()
    assert ada.check_password("eight folded papers")
    second.post(form, {"password1": "nine folded papers", "password2": "nine folded papers"})
    ada.refresh_from_db()
    assert ada.check_password("eight folded papers")


@pytest.mark.parametrize("password", ["password", "12345678", "qwertyuiop", "iloveyou1", "Password123"])
def test_common_password_is_refused_at_every_door(ada, browser_of, password):
    page = Client().post("/accounts/signup/", {"email": "m@example.org", "username": "mara", "password1": password})
    body = {"email": "m@example.org", "username": "mara", "password": password}
    phone = Client().post("/accounts/api/auth/app/v1/auth/signup", body, content_type="application/json")
    change = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    changed = browser_of(ada).post("/accounts/password/change/", change)

    assert "password1" in page.context["form"].errors
    assert (phone.status_code, phone.json()["errors"][0]["param"]) == (400, "password")
    assert changed.status_code in {200, 403}
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert not EmailAddress.objects.filter(email="m@example.org").exists()


NONSENSE = ["\x00", "a\x00@example.org", "ä@example.org", "x" * 5000, "<b>@example.org", "' OR 1=1"]


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("door", PAGES)
def test_nonsense_gets_an_answer(door, value):
    path, form = PAGES[door]("x")
    for name in form:
        answer = Client(raise_request_exception=False).post(path, form | {name: value})
        assert answer.status_code in {200, 302, 400, 429}
