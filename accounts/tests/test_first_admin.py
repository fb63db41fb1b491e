"""It is true of an empty deployment that one person becomes its administrator by the printed link, and only one."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from accounts import services
from accounts.first_admin import setup_link
from accounts.models import FirstAdmin, User
from accounts.tests.devices import send, set_up_app
from conftest import PASSWORD
from events.times import now

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN = {"email": "root@example.org", "username": "grace", "password": PASSWORD}


@pytest.fixture
def link():
    """The path of the link that the command prints."""
    said = StringIO()
    call_command("first_admin", stdout=said)
    address = said.getvalue().splitlines()[-1]
    assert address.startswith(f"{settings.PUBLIC_URL}/accounts/first-admin/")
    return address.removeprefix(settings.PUBLIC_URL)


def visitor(link: str) -> Client:
    browser = Client(enforce_csrf_checks=True)
    browser.get(link)
    return browser


def test_whoever_has_the_link_becomes_administrator_and_goes_on_to_a_second_factor(link, told):
    browser = visitor(link)

    answer = send(browser, link, **GIVEN)

    user = User.objects.get()
    assert (user.username, user.is_staff, user.is_superuser) == ("grace", True, True)
    assert EmailAddress.objects.get().verified
    assert [event["is_staff"] for event in told("user:created")] == [True]
    assert told("user:updated") == []
    assert answer["Location"] == "/accounts/second-factor?next=%2Faccounts%2Fadmin%2F"
    assert "A second factor first" in browser.get(answer["Location"]).content.decode()
    set_up_app(browser)
    assert browser.get(answer["Location"], follow=True).redirect_chain[-1] == ("/accounts/admin/", 302)


def test_somebody_who_is_signed_in_is_raised_by_a_button(link, ada, browser_of, told):
    browser = browser_of(ada)
    page = browser.get(link)
    assert "Make me the administrator" in page.content.decode()
    assert not User.objects.get().is_superuser, "looking changes nothing"

    send(browser, link)

    assert User.objects.get().is_superuser
    assert [event["version"] for event in told("user:updated")] == [2]
    assert told("session:revoked") == []


def test_it_works_once(link):
    assert send(visitor(link), link, **GIVEN).status_code == 302

    page = Client().get(link)

    assert page.status_code == 410
    assert "the command first_admin" in page.content.decode()
    assert Client().post(link, GIVEN | {"username": "eve", "email": "eve@example.org"}).status_code == 410
    assert User.objects.count() == 1


@pytest.mark.parametrize("secret", ["x", "x" * 500, "..", "%00"])
def test_a_link_that_was_made_up_opens_nothing(link, secret):
    page = Client().get(f"/accounts/first-admin/{secret}", headers={"Accept": "application/json"})

    assert page.status_code in {404, 410}
    assert page.json()["code"] in {"setup_link_over", "not_found"}


def test_it_is_over_after_a_day_and_when_a_newer_one_was_printed(link):
    newer = setup_link().removeprefix(settings.PUBLIC_URL)
    assert (Client().get(link).status_code, Client().get(newer).status_code) == (410, 200)

    FirstAdmin.objects.update(expires_at=now() - timedelta(seconds=1))

    assert Client().get(newer).status_code == 410


def test_where_there_is_an_administrator_no_link_is_printed_and_none_opens(link, sign_up):
    sign_up("grace", is_staff=True, is_superuser=True)

    assert Client().get(link).status_code == 410
    assert setup_link() is None
    with pytest.raises(CommandError, match="There is an administrator already"):
        call_command("first_admin")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"password": "password1"}, "too common"),
        ({"password": ""}, "required"),
        ({"username": "admin"}, "reserved"),
        ({"username": "!"}, "letters"),
        ({"email": "nobody"}, "valid email"),
        ({"username": "ada"}, "taken"),
        ({"email": "ada@example.org"}, "taken"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays_open(link, ada, wrong, sentence):
    page = send(visitor(link), link, **GIVEN | wrong)

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not User.objects.filter(is_superuser=True).exists()
    assert send(visitor(link), link, **GIVEN).status_code == 302


def test_a_strangers_page_cannot_press_the_button(link, ada, browser_of):
    assert browser_of(ada).post(link).status_code == 403
    assert not User.objects.get().is_superuser


def at_once(*calls):
    """What each call, in a thread with a connection of its own, answered or raised."""
    barrier, outcomes = threading.Barrier(len(calls)), []

    def work(call):
        try:
            barrier.wait(60)
            outcomes.append(call())
        except Exception as error:
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return outcomes


def test_of_many_visitors_at_the_same_moment_one_becomes_administrator(link, told):
    names = [f"visitor{number}" for number in range(8)]
    browsers = {name: visitor(link) for name in names}

    def come(name):
        return send(browsers[name], link, username=name, email=f"{name}@example.org", password=PASSWORD).status_code

    outcomes = at_once(*(lambda name=name: come(name) for name in names))

    assert sorted(outcomes) == [302] + [410] * 7
    assert User.objects.filter(is_superuser=True).count() == User.objects.count() == 1
    assert len(told("user:created")) == 1


def test_a_new_person_and_one_who_is_here_race_for_one_place(link, ada):
    secret = link.rsplit("/", 1)[1]

    outcomes = at_once(
        lambda: services.make_first_admin(secret, ada.pk), lambda: services.sign_up_first_admin(secret, **GIVEN)
    )

    assert User.objects.filter(is_superuser=True).count() == 1
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["SetupLinkOver", "User"]
