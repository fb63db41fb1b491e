"""It is true of PARTY_CREATION that only staff makes parties where it says so, at every door, and others see why."""

import pytest

from messaging import services
from messaging.models import Party
from messaging.permissions import PartiesByStaff
from messaging.tests.clients import refused
from messaging.tests.forms import submit, text_of

pytestmark = pytest.mark.django_db(databases="__all__")

NEW = "/parties/new"


@pytest.fixture
def staff(eve):
    eve.is_staff = True
    eve.save()
    return eve


@pytest.fixture
def _by_staff(settings):
    settings.PARTY_CREATION = "staff"


@pytest.mark.usefixtures("_by_staff")
def test_page_makes_none_for_others_and_says_so(browser, eve):
    eves = browser(eve)
    page = eves.get(NEW)
    eves.handler.enforce_csrf_checks = (
        False  # this page has no form any more, so the one that is sent is an older one's
    )
    answer = eves.post(NEW, {"name": "Rowing", "client_id": "one"})

    assert (page.status_code, answer.status_code) == (200, 403)
    assert "New parties are made by staff here" in text_of(page)
    assert "New parties are made by staff here" in text_of(answer)
    assert 'name="name"' not in page.content.decode()
    assert 'name="link"' in page.content.decode()  # everybody may join one
    assert not Party.objects.exists()


@pytest.mark.usefixtures("_by_staff")
def test_api_makes_none_for_others_and_says_so(api, eve):
    answer = api(eve).post("/parties", {"client_id": "one", "name": "Rowing"})

    refused(answer, 403, "staff_only")
    assert not Party.objects.exists()


@pytest.mark.usefixtures("_by_staff")
def test_service_makes_none_for_others(eve):
    with pytest.raises(PartiesByStaff):
        services.create_party(eve, client_id="one", name="Rowing")


@pytest.mark.usefixtures("_by_staff")
def test_staff_makes_them_by_page_and_api(browser, api, staff):
    by_page = submit(browser(staff, is_staff=True), NEW, name="Rowing", client_id="one")
    by_api = api(staff, is_staff=True).post("/parties", {"client_id": "two", "name": "Sailing"})

    assert (by_page.status_code, by_api.status_code) == (302, 201)
    assert set(Party.objects.values_list("name", flat=True)) == {"Rowing", "Sailing"}


def test_what_was_made_before_is_answered_again_and_stays(api, eve, settings):
    made = api(eve).post("/parties", {"client_id": "one", "name": "Rowing"})
    settings.PARTY_CREATION = "staff"

    again = api(eve).post("/parties", {"client_id": "one", "name": "Rowing"})

    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json()["party"]["id"] == again.json()["party"]["id"]


@pytest.mark.parametrize(("who", "offered"), [("all", True), ("staff", False)])
def test_home_offers_it_only_to_those_who_may(browser, eve, ada, party, settings, who, offered):
    settings.PARTY_CREATION = who

    without, within = browser(eve).get("/"), browser(ada).get("/")

    assert ("Create a party" in text_of(without)) is offered
    assert ("Create a party" in text_of(within)) is offered
    assert ("Start something new" in text_of(within)) is offered


@pytest.mark.parametrize(
    ("who", "signup", "offered"), [("all", "open", True), ("staff", "open", False), ("all", "invite", False)]
)
def test_landing_page_offers_it_only_where_a_stranger_may(browser, settings, who, signup, offered):
    settings.PARTY_CREATION, settings.SIGNUP = who, signup

    page = browser().get("/")

    assert ("/accounts/signup/" in page.content.decode()) is offered


@pytest.mark.parametrize(("signup", "offered"), [("open", True), ("invite", True), ("closed", False)])
def test_invite_offers_an_account_only_where_one_can_be_made(browser, invite, settings, signup, offered):
    settings.SIGNUP = signup

    page = browser().get(f"/i/{invite.code}")

    assert ("Make an account and join" in text_of(page)) is offered
    assert "Sign in and join" in text_of(page)


@pytest.mark.usefixtures("_by_staff")
def test_house_makes_them_for_anybody(ada):
    assert services.create_party(ada, client_id="one", name="Rowing", by_house=True).party.name == "Rowing"
