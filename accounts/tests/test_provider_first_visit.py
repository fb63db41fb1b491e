"""It is true of whoever comes by a provider for the first time that…"""

import threading

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken

from accounts.models import SignIn, User
from accounts.tests.visits import Visitor, other, parameters_of

pytestmark = [pytest.mark.wide, pytest.mark.django_db]


def test_they_get_an_account_with_their_name_and_picture_and_are_in(somebody, told):
    answer = somebody.come(next="/p/x")

    user = User.objects.get()
    (event,) = told("user:created")
    assert (answer.status_code, answer["Location"]) == (302, "/p/x")
    assert (user.display_name, user.email) == ("Nia Castell", "nia@example.net")
    assert user.username == {"google": "nia_castell", "github": "niacastell"}[somebody.provider]
    assert requests.get(user.avatar_url, timeout=5).headers["Content-Type"] == "image/svg+xml"
    assert (event["display_name"], event["avatar_url"]) == (user.display_name, user.avatar_url)
    assert not user.has_usable_password()
    assert somebody.user() == user


def test_what_the_provider_vouches_for_is_kept_as_proved_and_nothing_more(somebody):
    somebody.come()

    address = EmailAddress.objects.get()
    account = SocialAccount.objects.get()
    assert (address.email, address.verified, address.primary) == ("nia@example.net", True, True)
    assert set(account.extra_data) <= {"name", "login", "email", "picture", "avatar_url"}
    assert not SocialToken.objects.exists()


def test_the_sign_in_says_that_another_house_vouched(somebody):
    somebody.come()

    assert SignIn.objects.get().methods == ["fed"]


def test_the_trip_has_state_pkce_and_at_google_a_nonce(somebody):
    first, second = parameters_of(somebody.go()), parameters_of(somebody.go())

    assert first["code_challenge_method"] == "S256"
    for name in ("state", "code_challenge", *(["nonce"] if somebody.provider == "google" else [])):
        assert len(first[name]) >= 16
        assert first[name] != second[name]
    assert ("nonce" in first) == (somebody.provider == "google")


def test_a_github_user_who_hides_their_address_has_it_all_the_same(visitor):
    visitor("github").come(person="tomas")

    assert User.objects.get().email == "tomas@example.net"


def test_somebody_without_any_address_is_in(somebody):
    somebody.come(person="quill")

    user = somebody.user()
    assert (user.username, user.email) == ("quill", None)
    assert not EmailAddress.objects.exists()


def test_two_people_without_an_address_are_two_people(visitor):
    for key in ("one", "two"):
        visitor("github").come(**other("Quill", key=key))

    assert User.objects.count() == 2


def test_an_address_that_the_provider_has_not_verified_is_not_taken(somebody, told):
    somebody.come(**other("Mara", "mara@example.net", unverified="1"))

    assert somebody.user().email is None
    assert not EmailAddress.objects.exists()


def test_it_is_enough_where_addresses_have_to_be_proved(somebody, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    somebody.come()

    assert somebody.user() is not None
    assert not mailoutbox


@pytest.mark.parametrize(
    ("name", "login", "username"),
    [
        ("Bo", "BO", "bo"),
        ("Ädä Straße", "-", "ada_strae"),
        ("admin", "admin", None),
        ("x" * 300, "y" * 300, None),
        ("名前", "名前", None),
        ("‮evil\u0000\n", "", "evil"),
        ("   ", "everyone", None),
    ],
)
def test_odd_and_reserved_names_become_names_that_fit_here(visitor, name, login, username):
    visitor("github").come(**other(name, "mara@example.net", login=login))

    user = User.objects.get()
    user.full_clean()
    assert user.username == username or (username is None and user.username not in {"admin", "everyone"})


def test_a_taken_name_becomes_a_free_one_near_to_it(visitor, sign_up):
    sign_up("niacastell")

    visitor("github").come()

    (user,) = User.objects.exclude(username="niacastell")
    assert user.username.startswith("niacastell")
    assert user.display_name == "Nia Castell"


def test_a_picture_from_anywhere_else_is_not_taken(visitor, settings):
    settings.SIGN_IN_PROVIDERS = [
        house._replace(pictures="https://*.example.com") for house in settings.SIGN_IN_PROVIDERS
    ]
    visitor("google").come()

    assert User.objects.get().avatar_url == ""


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_are_one_person(visitor, told):
    tabs = [visitor("google"), visitor("google")]
    paths = [tab.choose(tab.go(), person="nia") for tab in tabs]
    answers = []
    barrier = threading.Barrier(2)

    def come(tab: Visitor, path: str) -> None:
        from django.db import connections

        barrier.wait(10)
        try:
            answers.append(tab.come_back(path).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come, args=pair) for pair in zip(tabs, paths, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert answers == [302, 302]
    assert User.objects.count() == SocialAccount.objects.count() == len(told("user:created")) == 1
    assert SignIn.objects.count() == 2


@pytest.mark.parametrize("late", ["before the address was looked up", "before they were saved"])
def test_a_second_tab_that_comes_a_moment_later_is_let_in_all_the_same(somebody, monkeypatch, late):
    from allauth.socialaccount.models import SocialLogin

    from accounts.providers import adapter

    somebody.come()
    monkeypatch.setattr(SocialLogin, "_lookup_by_socialaccount", lambda _: False)  # as it was a moment before
    if late == "before they were saved":
        monkeypatch.setattr(adapter, "owner_of", lambda _: None)
    second = Visitor(somebody.provider)
    second.come()

    assert second.user() == somebody.user() == User.objects.get()


def test_a_name_that_is_taken_meanwhile_is_chosen_anew(visitor, sign_up, monkeypatch):
    from accounts.adapters import AccountAdapter

    sign_up("nia")
    names = iter(["nia", "nia", "nia2"])
    monkeypatch.setattr(AccountAdapter, "generate_unique_username", lambda *_: next(names))

    visitor("google").come()

    assert User.objects.filter(username="nia2", email="nia@example.net").exists()


def test_a_failed_event_leaves_nobody(visitor, monkeypatch, told):
    from events import outbox

    def fail(*_, **__):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(outbox, "record", fail)
    with pytest.raises(RuntimeError):
        visitor("google").come()

    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()
    assert not EmailAddress.objects.exists()
