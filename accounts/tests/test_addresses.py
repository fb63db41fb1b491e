"""It is true of an address that it opens the account of whoever has proved it, whoever else entered it first."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts import jobs, services
from accounts.models import SignIn, User
from accounts.services import addresses
from accounts.tests.devices import send
from conftest import PASSWORD
from events.times import now

pytestmark = pytest.mark.django_db

X = "nia@example.net"
API = "/accounts/api/auth/app/v1"
NEW = "eight folded papers"


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


@pytest.fixture
def mallory(sign_up) -> User:
    """Somebody who signed up with the address of another person and can't confirm it."""
    return sign_up("mallory", email=X, verified=False)


def claim(user: User, **more: bool) -> EmailAddress:
    return EmailAddress.objects.create(user=user, email=X, **more)


def by_code(browser: Client) -> Any:
    """What the owner of X gets for the code that is mailed to them."""
    browser.post("/accounts/login/code/", {"email": X})
    code = mail.outbox[-1].subject.split()[0]
    return browser.post("/accounts/login/code/confirm/", {"code": code})


def link_in(letter: Any, part: str) -> str:
    return next(word for word in letter.body.split() if part in word).removeprefix("http://localhost:8000")


def try_password(password: str, login: str = X) -> bool:
    browser = Client()
    browser.post("/accounts/login/", {"login": login, "password": password})
    return bool(browser.get("/accounts/api/v1/me").status_code == 200)


# A claim beside one's own address


@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_a_claim_gets_neither_code_nor_link_for_the_account_of_whoever_made_it(ada, path):
    claim(ada)

    Client().post(path, {"email": X})
    Client().post(path, {"email": ada.email})

    to_stranger, to_ada = mail.outbox
    assert (to_stranger.to, to_ada.to) == ([X], [ada.email])
    assert "/signup/" in to_stranger.body
    assert "/signup/" not in to_ada.body


@pytest.mark.parametrize("path", ["auth/code/request", "auth/password/request"])
def test_phone_gets_none_either(ada, path):
    claim(ada)

    Client().post(f"{API}/{path}", {"email": X}, content_type="application/json")

    (letter,) = mail.outbox
    assert "/signup/" in letter.body


def test_a_claim_is_no_name_to_sign_in_with(ada):
    claimed = claim(ada)
    assert not try_password(PASSWORD)
    assert mail.outbox == []  # and nobody is asked to confirm it

    claimed.verified = True
    claimed.save()
    assert try_password(PASSWORD)


def test_a_claim_shuts_its_owner_out_of_nothing(eve):
    claim(eve)
    nia = Client()

    nia.post("/accounts/signup/", {"email": X, "username": "nia", "password1": PASSWORD})
    answer = nia.post(link_in(mail.outbox[0], "/confirm-email/"))

    user = User.objects.get(username="nia")
    own = EmailAddress.objects.get(user=user)
    assert answer.status_code == 302
    assert SignIn.objects.get().user == user
    assert (user.email, own.email, own.verified, own.primary) == (X, X, True, True)
    assert not EmailAddress.objects.get(user=eve, email=X).verified


def test_a_proved_address_still_takes_no_second_account(ada):
    claim(ada, verified=True)

    Client().post("/accounts/signup/", {"email": X, "username": "nia", "password1": PASSWORD})

    assert "/confirm-email/" not in mail.outbox[0].body
    assert not User.objects.filter(username="nia").exists()


def test_a_claim_is_said_twice_to_its_maker_only(ada, bo, browser_of):
    claim(ada)

    again = send(browser_of(ada), "/accounts/email/", email=X, action_add="1")
    first = send(browser_of(bo), "/accounts/email/", email=X, action_add="1")

    assert (again.status_code, first.status_code) == (200, 302)
    assert EmailAddress.objects.filter(email=X).count() == 2


def test_eleventh_address_is_refused(ada, browser_of):
    EmailAddress.objects.bulk_create(EmailAddress(user=ada, email=f"ada{n}@example.org") for n in range(8))
    browser = browser_of(ada)

    add = [send(browser, "/accounts/email/", email=address, action_add="1") for address in (X, "one-more@example.org")]

    assert [answer.status_code for answer in add] == [302, 200]
    assert "10" in str(add[1].context["form"].errors)
    assert EmailAddress.objects.filter(user=ada).count() == 10


# A sign-up with somebody else's address


def test_a_code_opens_it_for_the_owner_and_shuts_out_whoever_set_the_password(mallory, told):
    services.start_sign_in(user=mallory, session_key="", user_agent="", amr=["pwd"])
    nia = Client()

    answer = by_code(nia)
    page = nia.get("/accounts/")

    user = User.objects.get()
    assert answer.status_code == 302
    assert SignIn.objects.get().methods == ["otp"]
    assert [event["reason"] for event in told("session:revoked")] == ["password_changed"]
    assert not user.has_usable_password()
    assert not try_password(PASSWORD)
    assert EmailAddress.objects.get(user=user).verified
    assert "does not count any more" in page.content.decode()
    assert "Choose a password" in page.content.decode()


def test_a_letter_says_that_the_password_has_ended_for_the_page_may_never_be_read(mallory):
    by_code(Client())

    letter = mail.outbox[-1]
    assert (letter.to, letter.subject) == ([X], "Your password does not count any more")
    assert "http://localhost:8000/accounts/password/set/" in letter.body


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_no_letter_says_so_where_no_password_has_ended(sign_up, password):
    sign_up("nia", email=X, password=password, verified=password is not None)

    by_code(Client())

    assert ["password" in letter.subject for letter in mail.outbox] == [False]


def test_a_code_leaves_the_password_of_whoever_has_proved_the_address(sign_up, told):
    sign_up("nia", email=X)
    nia = Client()

    by_code(nia)

    assert "does not count any more" not in nia.get("/accounts/").content.decode()
    assert told("session:revoked") == []
    assert try_password(PASSWORD)


def test_a_new_password_takes_the_place_of_the_one_before(mallory):
    nia = Client()
    nia.post("/accounts/password/reset/", {"email": X})
    form = nia.get(link_in(mail.outbox[0], "/password/reset/key/"))["Location"]

    nia.post(form, {"password1": NEW, "password2": NEW})

    user = User.objects.get()
    assert user.check_password(NEW)
    assert not user.check_password(PASSWORD)


# The main address


def make_main_on_page(user: User, browser_of: Any) -> int:
    return int(send(browser_of(user), "/accounts/email/", email=X, action_primary="1").status_code)


def make_main_by_phone(user: User, browser_of: Any) -> int:
    phone = Client()
    given = {"email": user.email, "password": PASSWORD}
    signed_in = phone.post(f"{API}/auth/login", given, content_type="application/json").json()
    headers = {"X-Session-Token": signed_in["meta"]["session_token"]}
    given = {"email": X, "primary": True}
    return int(phone.patch(f"{API}/account/email", given, content_type="application/json", headers=headers).status_code)


DOORS = pytest.mark.parametrize(
    ("door", "done", "refused"), [(make_main_on_page, 302, 400), (make_main_by_phone, 200, 400)], ids=["page", "phone"]
)


@DOORS
def test_a_proved_address_becomes_the_main_one_though_a_sign_up_waits_with_it(
    mallory, ada, browser_of, told, door, done, refused
):
    claim(ada, verified=True)

    assert door(ada, browser_of) == done

    ada.refresh_from_db()
    assert (ada.email, EmailAddress.objects.get(user=ada, primary=True).email) == (X, X)
    assert [event["user_id"] for event in told("user:deleted")] == [str(mallory.pk)]
    assert not User.objects.filter(pk=mallory.pk).exists()


def test_an_account_that_was_used_goes_on_without_an_address_that_another_has_proved(mallory, ada, browser_of, told):
    User.objects.filter(pk=mallory.pk).update(last_login=now())
    claim(ada, verified=True)

    assert make_main_on_page(ada, browser_of) == 302

    mallory.refresh_from_db()
    assert mallory.email is None
    assert not EmailAddress.objects.filter(user=mallory).exists()
    assert told("user:deleted") == []


def test_confirming_the_first_address_of_somebody_takes_it_from_a_sign_up_that_waits(mallory, sign_up):
    nia = sign_up("nia", email=None, password=None)
    letter = claim(nia)
    letter.send_confirmation()

    answer = Client().post(link_in(mail.outbox[0], "/confirm-email/"))

    nia.refresh_from_db()
    assert answer.status_code == 302
    assert (nia.email, EmailAddress.objects.get().verified) == (X, True)


@DOORS
def test_two_who_prove_it_at_the_same_moment_are_told_and_nothing_is_half_changed(
    mallory, ada, browser_of, monkeypatch, door, done, refused
):
    claim(ada, verified=True)
    monkeypatch.setattr(addresses, "_take_from_claimant", lambda _: None)  # who signed up a moment later

    assert door(ada, browser_of) == refused

    assert User.objects.get(pk=ada.pk).email == ada.email
    assert EmailAddress.objects.get(user=ada, primary=True).email == ada.email


@pytest.mark.django_db(transaction=True)
def test_an_address_that_another_proves_meanwhile_is_refused(ada, bo, monkeypatch):
    letter = claim(ada)
    letter.send_confirmation()
    link = link_in(mail.outbox[0], "/confirm-email/")
    claim(bo, verified=True)
    monkeypatch.setattr(EmailAddress, "can_set_verified", lambda _: True)  # looked a moment ago

    assert Client().post(link).status_code == 400
    assert not EmailAddress.objects.get(user=ada, email=X).verified


@DOORS
def test_an_address_that_is_not_proved_never_becomes_the_main_one(sign_up, settings, browser_of, door, done, refused):
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    nia = sign_up("nia", verified=False)  # else nobody is in who has not proved one
    claim(nia)

    door(nia, browser_of)

    assert User.objects.get(pk=nia.pk).email == nia.email
    assert EmailAddress.objects.get(user=nia, primary=True).email == nia.email


# Sign-ups that nobody confirms


def test_sign_ups_that_nobody_confirms_go_and_their_names_are_free(mallory, sign_up, settings, told):
    old = now() - services.UNCONFIRMED_LASTS
    kept = [
        sign_up("confirmed"),
        sign_up("came-in", verified=False, last_login=now()),
        sign_up("hugo", verified=False, is_staff=True),
        sign_up("disabled", verified=False, is_active=False),
    ]
    User.objects.update(date_joined=old)
    kept.append(sign_up("fresh", verified=False))

    assert jobs.delete_unconfirmed_accounts(settings.ACCOUNTS_DB) == 1
    assert jobs.delete_unconfirmed_accounts(settings.ACCOUNTS_DB) == 0

    assert set(User.objects.all()) == set(kept)
    assert [event["user_id"] for event in told("user:deleted")] == [str(mallory.pk)]
    sign_up("mallory", email=X)


def test_none_goes_where_nobody_has_to_confirm(mallory, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    User.objects.update(date_joined=now() - 2 * services.UNCONFIRMED_LASTS)

    assert jobs.delete_unconfirmed_accounts(settings.ACCOUNTS_DB) == 0
    assert User.objects.exists()
