"""It is true of a code by mail that it signs its owner in once, within its time and tries, and nobody else."""

import pytest
from allauth.account.internal.flows import code_verification
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import SignIn, User

pytestmark = pytest.mark.django_db

ASK = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"


def ask(browser: Client, name: str = "ada", **more: str):
    return browser.post(ASK, {"email": f"{name}@example.org"} | more)


def code() -> str:
    return mail.outbox[-1].subject.split()[0]


def test_code_signs_in_and_goes_on_to_where_one_was_going(ada):
    browser = Client()

    asked = ask(browser, next="/p/1")
    page = browser.get(asked["Location"])
    answer = browser.post(CONFIRM, {"code": code(), "next": "/p/1"})

    assert (asked.status_code, page.status_code) == (302, 200)
    assert "ada@example.org" in page.content.decode()
    assert answer["Location"] == "/p/1"
    assert SignIn.objects.get().methods == ["otp"]
    assert browser.cookies["chatterbox_access"].value


def test_code_opens_an_account_without_a_password(sign_up):
    sign_up("nia", password=None)
    browser = Client()

    ask(browser, "nia")
    browser.post(CONFIRM, {"code": code()})

    assert SignIn.objects.get().user.username == "nia"


def test_code_works_once_and_in_its_own_browser_only(ada):
    browser, thief = Client(), Client()
    ask(browser)
    ask(thief, "nobody")
    mine = next(letter for letter in mail.outbox if letter.to == ["ada@example.org"]).subject.split()[0]

    stolen = thief.post(CONFIRM, {"code": mine})
    browser.post(CONFIRM, {"code": mine})
    browser.post("/accounts/logout/")
    again = browser.post(CONFIRM, {"code": mine})

    assert (stolen.status_code, again.status_code) == (200, 302)
    assert again["Location"].startswith("/accounts/login/")
    assert not SignIn.objects.exists()


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_three_wrong_codes_end_it_whoever_it_is(ada, name):
    browser = Client()
    ask(browser, name)
    right = code()

    answers = [browser.post(CONFIRM, {"code": wrong}) for wrong in ("AAAA-AAAA", "", "BBBB-BBBB")]

    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert browser.post(CONFIRM, {"code": right}).status_code == 302
    assert not SignIn.objects.exists()


def test_code_is_good_for_a_quarter_of_an_hour(ada, monkeypatch):
    browser = Client()
    ask(browser)
    now = code_verification.time.time()

    monkeypatch.setattr(code_verification.time, "time", lambda: now + 15 * 60 + 1)

    assert browser.post(CONFIRM, {"code": code()})["Location"] == ASK
    assert not SignIn.objects.exists()


def test_start_again_leads_back_to_asking(ada):
    browser = Client()
    ask(browser)
    assert browser.get(ASK)["Location"] == CONFIRM  # allauth: what has begun goes on

    browser.post("/accounts/logout/", {"next": ASK})

    assert browser.get(ASK).status_code == 200


def test_second_factor_is_wanted_after_the_code(ada):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(ada, generate_totp_secret())
    browser = Client()
    ask(browser)

    answer = browser.post(CONFIRM, {"code": code()})

    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert not SignIn.objects.exists()


def test_disabled_person_gets_no_code(ada):
    ada.is_active = False
    ada.save()

    ask(Client())

    assert "code" not in mail.outbox[-1].subject


def test_fourth_code_within_a_minute_is_refused_with_a_time_to_wait(ada):
    answers = [ask(Client()) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302] * 3 + [429]
    assert 0 < int(answers[3]["Retry-After"]) <= 60
    assert len(mail.outbox) == 3


def test_nobody_is_flooded_from_many_addresses_either(ada, settings):
    settings.TRUSTED_PROXIES = 1

    def ask_from(number: int, name: str) -> int:
        browser = Client(headers={"X-Forwarded-For": f"192.0.2.{number}"})
        return int(browser.post(ASK, {"email": f"{name}@example.org"}).status_code)

    assert [ask_from(number, "ADA") for number in range(17)] == [302] * 15 + [429] * 2
    assert ask_from(0, "nobody") == 302
    assert len(mail.outbox) == 16


def test_phone_signs_in_by_a_code(ada):
    phone = Client()
    base = "/accounts/api/auth/app/v1/auth/code"
    asked = phone.post(f"{base}/request", {"email": "ada@example.org"}, content_type="application/json").json()
    token = {"X-Session-Token": asked["meta"]["session_token"]}

    answer = phone.post(f"{base}/confirm", {"code": code()}, content_type="application/json", headers=token)

    assert answer.status_code == 200
    assert answer.json()["meta"]["refresh_token"]


def test_code_to_an_address_that_is_theirs_no_more_opens_nothing_and_leaves_their_password(ada):
    EmailAddress.objects.create(user=ada, email="old@example.org", verified=True)
    thief = Client()
    thief.post(ASK, {"email": "old@example.org"})
    sent = code()
    EmailAddress.objects.filter(email="old@example.org").delete()

    answer = thief.post(CONFIRM, {"code": sent})

    assert answer.status_code == 409
    assert not SignIn.objects.exists()
    assert User.objects.get(pk=ada.pk).has_usable_password()
