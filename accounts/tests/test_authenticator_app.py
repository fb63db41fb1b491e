"""It is true of an authenticator app that it is set up, asked for and removed by its owner, who hears of it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.models import SignIn, User
from accounts.services import add_app, set_password
from accounts.tests.devices import App, Device, add_passkey, begin_to_sign_in, forget_proofs, send, set_up_app
from conftest import PASSWORD, csrf_of
from events.tokens import verify_access_token

pytestmark = [pytest.mark.wide, pytest.mark.django_db]

ACTIVATE = "/accounts/2fa/totp/activate/"
AUTHENTICATE = "/accounts/2fa/authenticate/"
REMOVE = "/accounts/2fa/totp/deactivate/"
API = "/accounts/api/auth/browser/v1/account/authenticators/totp"
CODES = "/accounts/2fa/recovery-codes/"


def amr_in(browser: Client) -> tuple[str, ...]:
    return verify_access_token(browser.cookies["chatterbox_access"].value).amr


def subjects() -> list[str]:
    return [str(letter.subject) for letter in mail.outbox]


def codes_of(browser: Client) -> list[str]:
    return re.findall(r"\b\d{8}\b", browser.get(CODES).content.decode())


def test_it_is_set_up_with_the_code_that_it_shows_and_its_owner_is_told(ada, browser_of):
    browser = browser_of(ada)
    page = browser.get(ACTIVATE)

    set_up_app(browser)

    assert b"data:image/svg+xml;base64," in page.content
    assert amr_in(browser) == ("pwd", "otp", "mfa"), "whoever has just typed its code has it"
    assert subjects() == ["An authenticator app was set up"]
    assert mail.outbox[0].to == [ada.email]
    assert len(codes_of(browser)) == 10


def test_wrong_code_sets_nothing_up_and_keeps_the_secret(ada, browser_of):
    browser = browser_of(ada)
    secret = browser.get(ACTIVATE).context["form"].secret

    page = send(browser, ACTIVATE, code="000000")

    assert page.status_code == 200
    assert "That was not right. Try once more." in page.content.decode()
    assert page.context["form"].secret == secret
    assert not Authenticator.objects.exists()
    assert mail.outbox == []


def test_secret_and_codes_lie_locked_in_the_database(ada, browser_of):
    browser = browser_of(ada)
    app = set_up_app(browser)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert app.secret not in kept
    assert not any(code in kept for code in codes_of(browser))


def test_sign_in_asks_for_a_code_and_the_token_says_so(ada, browser_of):
    app = set_up_app(browser_of(ada))
    browser = begin_to_sign_in(ada)
    assert "chatterbox_access" not in browser.cookies

    answer = send(browser, AUTHENTICATE, code=app.code())

    assert answer.status_code == 302
    assert amr_in(browser) == ("pwd", "otp", "mfa")


def test_a_password_that_was_changed_meanwhile_ends_a_sign_in_that_waits_for_its_code(ada, browser_of):
    app = set_up_app(browser_of(ada))
    browser = begin_to_sign_in(ada)
    set_password(User.objects.get(pk=ada.pk), "eight folded papers")

    answer = send(browser, AUTHENTICATE, code=app.code())

    assert answer.status_code == 409
    assert "chatterbox_access" not in browser.cookies
    assert not SignIn.objects.exists()


@pytest.mark.parametrize("code", ["", "000000", "not a code", "1" * 500, "１２３４５６", "\x00"])
def test_without_the_right_code_nobody_is_signed_in(ada, browser_of, code):
    set_up_app(browser_of(ada))
    browser = begin_to_sign_in(ada)

    page = send(browser, AUTHENTICATE, code=code)

    assert page.status_code == 200
    assert b'class="error"' in page.content
    assert browser.get("/accounts/api/v1/me").status_code == 401


def test_the_code_that_set_it_up_opens_nothing_afterwards(ada, browser_of):
    browser = browser_of(ada)
    app = App(browser.get(ACTIVATE).context["form"].secret)
    code = app.code()
    send(browser, ACTIVATE, code=code)

    page = send(begin_to_sign_in(ada), AUTHENTICATE, code=code)

    assert "That was not right" in page.content.decode()


def test_guessing_is_stopped(ada, browser_of):
    app = set_up_app(browser_of(ada))
    browser = begin_to_sign_in(ada)
    for _ in range(5):
        send(browser, AUTHENTICATE, code="000000")

    page = send(browser, AUTHENTICATE, code=app.code())

    assert browser.get("/accounts/api/v1/me").status_code == 401
    assert page.status_code in {200, 429}


def test_recovery_code_opens_the_account_once_and_its_owner_is_told(ada, browser_of):
    browser = browser_of(ada)
    set_up_app(browser)
    code = codes_of(browser)[0]
    mail.outbox.clear()

    first = send(begin_to_sign_in(ada), AUTHENTICATE, code=f"{code[:4]}-{code[4:]}")
    second = send(begin_to_sign_in(ada), AUTHENTICATE, code=code)

    assert (first.status_code, second.status_code) == (302, 200)
    assert subjects() == ["A recovery code was used"]
    assert "9 codes are left" in mail.outbox[0].body


def test_new_codes_are_mailed_and_saved_as_a_file(ada, browser_of):
    browser = browser_of(ada)
    set_up_app(browser)
    old = codes_of(browser)
    mail.outbox.clear()

    assert send(browser, f"{CODES}generate/")["Location"] == CODES

    file = browser.get(f"{CODES}download/")
    new = re.findall(r"^\d{8}$", file.content.decode(), re.M)
    assert len(new) == 10
    assert not set(new) & set(old)
    assert file["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert "no-store" in file["Cache-Control"]
    assert subjects() == ["There are new recovery codes"]


def test_there_are_no_codes_without_a_factor(ada, browser_of):
    browser = browser_of(ada)

    assert browser.get(CODES).status_code == 404
    page = send(browser, f"{CODES}generate/")
    assert "Set up an authenticator app or a passkey first." in page.content.decode()


def test_removing_it_ends_the_other_sign_ins_is_mailed_and_weakens_this_one(ada, browser_of, told):
    browser = browser_of(ada)
    app = set_up_app(browser)
    other = begin_to_sign_in(ada)
    send(other, AUTHENTICATE, code=app.code())
    mail.outbox.clear()

    assert send(browser, REMOVE)["Location"] == "/accounts/2fa/"

    assert [event["reason"] for event in told("session:revoked")] == ["factor_removed"]
    assert other.get("/accounts/api/v1/me").status_code == 401
    assert browser.get("/accounts/api/v1/me").status_code == 200
    assert amr_in(browser) == ("pwd", "otp")
    assert SignIn.objects.get().methods == ["pwd", "otp"]
    assert subjects() == ["The authenticator app was removed"]
    assert not Authenticator.objects.exists(), "recovery codes alone stand in for nothing"


def test_removing_it_wants_a_post_with_csrf_token_and_a_recent_proof(ada, browser_of):
    browser = browser_of(ada)
    set_up_app(browser)

    assert browser.get(REMOVE).status_code == 200
    assert browser.post(REMOVE).status_code == 403
    forget_proofs(browser)
    answer = send(browser, REMOVE)

    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/?next=")
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_session_from_before_it_was_set_up_cannot_take_it_away_by_the_password(ada, browser_of):
    older = browser_of(ada)
    app = set_up_app(browser_of(ada))

    asked = older.get(REMOVE)["Location"]
    by_password = send(older, "/accounts/reauthenticate/", password=PASSWORD)
    assert asked.startswith("/accounts/2fa/reauthenticate/?next=")
    assert by_password["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert older.get("/accounts/2fa/webauthn/add/").status_code == 302
    older.get(asked)
    send(older, asked, code=app.code(), next=REMOVE)

    assert older.get(REMOVE).status_code == 200


def test_the_question_offers_a_passkey_to_those_who_have_one(ada, browser_of):
    browser = browser_of(ada)
    set_up_app(browser)
    assert "Use a passkey" not in begin_to_sign_in(ada).get(AUTHENTICATE).content.decode()

    add_passkey(browser, Device(settings.PUBLIC_URL))

    assert "Use a passkey" in begin_to_sign_in(ada).get(AUTHENTICATE).content.decode()


def test_a_second_app_is_refused(ada, browser_of):
    browser = browser_of(ada)
    add_passkey(browser, Device(settings.PUBLIC_URL))
    browser.get(ACTIVATE)
    add_app(ada, App().secret, step=0)  # in another tab, meanwhile

    assert browser.get(ACTIVATE)["Location"] == REMOVE
    assert send(browser, ACTIVATE, code="123456")["Location"] == REMOVE
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_scripts_set_it_up_too_and_one_that_comes_second_is_a_conflict(ada, browser_of):
    browser = browser_of(ada)
    add_passkey(browser, Device(settings.PUBLIC_URL))
    header = {"X-CSRFToken": csrf_of(browser)}
    app = App(browser.get(API).json()["meta"]["secret"])
    add_app(ada, App().secret, step=0)  # in another tab, meanwhile

    second = browser.post(API, {"code": app.code()}, content_type="application/json", headers=header)
    removed = browser.delete(API, headers=header)
    app = App(browser.get(API).json()["meta"]["secret"])
    again = browser.post(API, {"code": app.code()}, content_type="application/json", headers=header)

    assert (second.status_code, second.json()["code"]) == (409, "conflict")
    assert (removed.status_code, again.status_code) == (200, 200)
    assert amr_in(browser) == ("pwd", "hwk", "mfa", "otp")


def test_without_the_key_that_locked_it_a_factor_is_out_of_order_and_never_open(ada, browser_of, settings):
    app = set_up_app(browser_of(ada))
    browser = begin_to_sign_in(ada)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-" * 5
    by_old_key = send(begin_to_sign_in(ada), AUTHENTICATE, code=app.code())
    settings.SECRET_KEY_FALLBACKS = []
    by_none = send(begin_to_sign_in(ada), AUTHENTICATE, code=app.code())

    assert by_old_key.status_code == 302
    assert by_none.status_code == 503
    assert browser.get("/accounts/api/v1/me").status_code == 401
