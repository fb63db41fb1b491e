"""It is true of limits that they stop guessing by address and by account, everywhere, and say when to come back."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from accounts.models import SignIn
from accounts.tests.devices import App
from accounts.tests.test_same_answer import PAGES, PHONES
from conftest import PASSWORD
from events import limiter

pytestmark = [pytest.mark.wide, pytest.mark.django_db]

#: Closed for good: a Redis that is down.
NOBODY = "redis://127.0.0.1:1/0"
#: How often each door opens for one address in a minute.
BY_ADDRESS = {"sign-up": 20, "sign-in": 10, "reset": 20, "code": 20}
#: How often it opens in a minute for one account that one place asks for, and for one that all ask for. At sign-up the
#: letters are counted, silently.
BY_PLACE = {"sign-in": 5, "reset": 3, "code": 3}
BY_ACCOUNT = {"sign-in": 25, "reset": 15, "code": 15}


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = 1
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def at(number: int, host: str = "testserver") -> Client:
    """A new browser at an address of its own, which asks for `host`."""
    return Client(headers={"X-Forwarded-For": f"192.0.2.{number}", "Host": host})


def ask(browser: Client, door: str, name: str):
    path, form = PAGES[door](name)
    return browser.post(path, form)


def ask_by_phone(phone: Client, door: str, name: str):
    path, body = PHONES[door](name)
    return phone.post(f"/accounts/api/auth/app/v1/{path}", body, content_type="application/json")


@pytest.mark.parametrize("door", PAGES)
def test_many_accounts_from_one_address_are_refused_and_other_addresses_go_on(door):
    statuses = [ask(at(1), door, f"somebody{number}").status_code for number in range(BY_ADDRESS[door])]

    refused = ask(at(1), door, "one-more")

    assert 429 not in statuses
    assert refused.status_code == 429
    assert any(template.name == "error.html" for template in refused.templates)
    assert 0 < int(refused["Retry-After"]) <= 60
    assert ask(at(2), door, "another").status_code != 429


@pytest.mark.parametrize("door", BY_ACCOUNT)
def test_one_account_from_many_addresses_is_refused_and_other_accounts_go_on(ada, door):
    statuses = [ask(at(number), door, "ada").status_code for number in range(BY_ACCOUNT[door])]

    refused = ask(at(100), door, "ada")

    assert 429 not in statuses
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 300
    assert ask(at(100), door, "bo").status_code != 429


@pytest.mark.parametrize("door", BY_PLACE)
def test_one_account_from_one_place_is_refused_there_and_nowhere_else(ada, door):
    statuses = [ask(at(1), door, "ada").status_code for _ in range(BY_PLACE[door])]

    refused = ask(at(1), door, "ada")

    assert 429 not in statuses
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 300
    assert ask(at(1), door, "bo").status_code != 429
    assert ask(at(2), door, "ada").status_code != 429


def test_stranger_who_spends_every_limit_shuts_nobody_out_of_their_account(ada):
    for door in BY_PLACE:
        while ask(at(1), door, "ada").status_code != 429:
            pass
    mail.outbox.clear()
    browser, given = at(2), {"login": "ada@example.org", "password": PASSWORD}

    ask(browser, "code", "ada")
    by_code = browser.post("/accounts/login/code/confirm/", {"code": mail.outbox[-1].subject.split()[0]})
    by_password = at(3).post("/accounts/login/", given)
    ask(at(4), "reset", "ada")

    assert (by_code.status_code, by_password.status_code) == (302, 302)
    assert SignIn.objects.filter(user=ada).count() == 2
    assert "/password/reset/key/" in mail.outbox[-1].body


def test_line_with_many_networks_is_one_place(ada):
    def ask_from(network: str) -> int:
        return int(ask(Client(headers={"X-Forwarded-For": f"2001:db8:{network}::1"}), "sign-in", "ada").status_code)

    assert [ask_from(f"1:{number}") for number in range(6)] == [200] * 5 + [429]
    assert ask_from("2:1") == 200


@pytest.mark.parametrize("ask_at", [ask, ask_by_phone])
def test_one_account_is_counted_once_whatever_host_is_asked(ada, settings, ask_at):
    settings.ALLOWED_HOSTS = ["chat.example.org"]
    hosts = ["chat.example.org", "CHAT.example.org", "chat.example.org:1", "chat.example.org:2", "chat.example.org.:3"]

    statuses = [ask_at(at(1, host), "sign-in", "ada").status_code for host in hosts]

    assert 429 not in statuses
    assert ask_at(at(1, "chat.example.org:4"), "sign-in", "ada").status_code == 429
    assert ask_at(at(1, "chat.example.org:4"), "sign-in", "bo").status_code != 429


@pytest.mark.parametrize("door", BY_PLACE)
def test_phone_is_told_in_both_shapes(ada, door):
    for _ in range(BY_PLACE[door]):
        assert ask_by_phone(at(1), door, "ada").status_code != 429

    refused = ask_by_phone(at(1), door, "ada")

    said = refused.json()
    assert (refused.status_code, said["status"], said["code"]) == (429, 429, "rate_limited")
    assert 0 < said["retry_after"] <= int(refused["Retry-After"])
    assert said["message"]


@pytest.mark.parametrize(
    ("homes", "next_door"),
    [
        (["2001:db8:1:2::1", "2001:db8:1:2:a:b:c:d", "2001:DB8:1:2::ffff"], "2001:db8:1:3::1"),
        (["::ffff:192.0.2.7", "192.0.2.7"], "::ffff:192.0.2.8"),
    ],
    ids=["IPv6", "IPv4"],
)
def test_address_of_a_home_counts_as_one_however_many_it_has_and_not_with_its_neighbours(homes, next_door):
    def asked_from(address: str, number: int) -> int:
        return int(ask(Client(headers={"X-Forwarded-For": address}), "sign-in", f"somebody{number}").status_code)

    statuses = [asked_from(homes[number % len(homes)], number) for number in range(11)]

    assert statuses == [200] * 10 + [429]
    assert asked_from(next_door, 11) == 200


def test_letters_to_one_address_are_few_however_often_it_is_signed_up(ada):
    answers = [ask(at(number), "sign-up", "ada") for number in range(4)]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/accounts/confirm-email/")}
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]


def test_who_gets_in_has_used_up_nothing(ada):
    given = {"login": "ada@example.org", "password": PASSWORD}

    answers = [at(1).post("/accounts/login/", given) for _ in range(7)]

    assert {answer.status_code for answer in answers} == {302}


def test_many_people_behind_one_address_sign_in_with_a_second_factor(sign_up):
    for number in range(BY_ADDRESS["sign-in"] + 2):
        user, app, browser = sign_up(f"clerk{number}"), App(), at(1)
        TOTP.activate(user, app.secret)
        assert browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
        answer = browser.post("/accounts/2fa/authenticate/", {"code": app.code()})
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/")


def test_wrong_codes_of_a_second_factor_count_by_address(sign_up):
    for number in range(BY_ADDRESS["sign-in"]):
        user, browser = sign_up(f"clerk{number}"), at(1)
        TOTP.activate(user, App().secret)
        browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        assert browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200

    assert ask(at(1), "sign-in", "one-more").status_code == 429
    assert ask(at(2), "sign-in", "another").status_code != 429


def test_wrong_codes_of_a_second_factor_count_in_one_wherever_they_come_from(sign_up):
    user = sign_up("clerk")
    TOTP.activate(user, App().secret)
    statuses = []
    for number in range(6):
        browser = at(number)
        browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        statuses.append(browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code)

    assert statuses == [200] * 5 + [429]


def test_account_that_is_shut_to_passwords_opens_by_a_new_one(ada):
    statuses = [ask(at(number), "sign-in", "ada").status_code for number in range(BY_ACCOUNT["sign-in"] + 1)]
    assert statuses[-1] == 429
    browser = at(50)
    browser.post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    form = browser.get(link.removeprefix("http://localhost:8000"))["Location"]
    new = "eight folded papers"
    browser.post(form, {"password1": new, "password2": new})

    answer = at(51).post("/accounts/login/", {"login": "ada@example.org", "password": new})

    assert answer.status_code == 302
    assert SignIn.objects.filter(user=ada).exists()


def test_getting_into_an_account_says_nothing_about_the_other_tries_from_there(ada):
    """Else whoever has one account could go on guessing at all others."""
    for number in range(10):
        ask(at(1), "sign-in", f"somebody{number}")
    browser = at(1)
    browser.post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    form = browser.get(link.removeprefix("http://localhost:8000"))["Location"]
    new = "eight folded papers"
    browser.post(form, {"password1": new, "password2": new})

    assert ask(at(1), "sign-in", "bo").status_code == 429


def test_without_redis_sign_in_works_soon_and_the_process_counts_for_itself(ada, settings):
    settings.REDIS_URL = NOBODY
    limiter.forget()
    started = time.monotonic()

    signed_in = at(1).post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})
    taken = time.monotonic() - started
    statuses = [ask(at(1), "sign-in", "bo").status_code for _ in range(6)]

    assert signed_in.status_code == 302
    assert taken < 10
    assert statuses == [200] * 5 + [429]


@pytest.mark.servers
def test_all_processes_count_together(ada):
    statuses = []
    for _ in range(6):
        limiter.forget()  # whatever this process alone knew, as in another one
        statuses.append(ask(at(1), "sign-in", "ada").status_code)

    assert statuses == [200] * 5 + [429]
