"""It is true of a stranger who wants to join by an invite, and signs in first, that…"""

from datetime import UTC, datetime

import pytest
from django.conf import settings as current

from chatterbox.settings.providers import HOUSES
from messaging import entering
from messaging.models import Membership
from messaging.tests.forms import ORIGIN, submit, text_of
from messaging.tests.tokens import token_of

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def _offered(settings):
    settings.SIGN_IN_PROVIDERS = list(HOUSES)


def is_member(user, party):
    return Membership.objects.using(current.MESSAGING_DB).filter(user=user, party=party).exists()


def press(client, invite, way):
    return submit(client, f"/i/{invite.code}", f"/i/{invite.code}/enter", way=way)


def signed_in(client, user):
    """The same browser, after somebody has signed in at accounts."""
    client.cookies[current.ACCESS_COOKIE_NAME] = token_of(user)
    return client


def page_of(client, invite):
    return client.get(f"/i/{invite.code}", HTTP_HOST="localhost").content.decode()


@pytest.mark.parametrize("way", ["signup", "login"])
def test_each_button_leads_to_its_way_and_back_to_the_invite(browser, invite, way):
    answer = press(browser(), invite, way)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/{way}/?next=%2Fi%2F{invite.code}")


@pytest.mark.usefixtures("_offered")
@pytest.mark.parametrize("house", ["google", "github"])
def test_a_providers_button_goes_on_as_the_post_that_it_is(browser, invite, house):
    answer = press(browser(), invite, house)

    assert answer.status_code == 307
    assert answer["Location"] == f"/accounts/{house}/login/?process=login&next=%2Fi%2F{invite.code}"


def test_only_what_is_offered_has_a_button(browser, invite, settings):
    assert "Continue with" not in page_of(browser(), invite)
    settings.SIGN_IN_PROVIDERS = list(HOUSES)
    assert page_of(browser(), invite).count("Continue with") == 2


@pytest.mark.parametrize("way", ["", "google", "https://evil.example", "../admin", "login/?next=//evil.example#"])
def test_any_other_way_is_the_sign_in_page(browser, invite, way):
    assert press(browser(), invite, way)["Location"].startswith("/accounts/login/?next=%2Fi%2F")


def test_once_signed_in_the_page_presses_the_button_itself_and_one_is_in(browser, eve, party, topic, invite):
    client = browser()
    press(client, invite, "login")
    page = page_of(signed_in(client, eve), invite)
    joined_by_looking = is_member(eve, party)
    answer = submit(client, f"/i/{invite.code}", f"/i/{invite.code}/join")

    assert "data-ready" in page
    assert "Join as Eve" in page
    assert not joined_by_looking
    assert answer["Location"] == f"/p/{party.id}/t/{topic.id}"
    assert is_member(eve, party)
    assert "data-ready" not in page_of(client, invite)


def test_who_did_not_press_is_not_hurried(browser, eve, invite):
    assert "data-ready" not in page_of(browser(eve), invite)


def test_the_wish_is_for_one_invite(browser, eve, ada, party, invite):
    from messaging.services import create_invite

    other, _ = create_invite(ada, party_id=str(party.id), client_id="other")
    client = browser()
    press(client, invite, "login")

    assert "data-ready" not in page_of(signed_in(client, eve), other)


def test_a_wish_ends(browser, eve, invite, monkeypatch):
    client = browser()
    press(client, invite, "login")
    monkeypatch.setattr(entering, "LASTS", -1)

    assert "data-ready" not in page_of(signed_in(client, eve), invite)


def test_a_forged_wish_is_none(browser, eve, invite):
    client = browser(eve)
    for value in (invite.code, f"{invite.code}:1:x", "", "x" * 5000):
        client.cookies[entering.COOKIE] = value
        assert "data-ready" not in page_of(client, invite)


def test_nobody_elses_page_can_press_it(browser, invite):
    client = browser()
    page_of(client, invite)
    there = {"HTTP_HOST": "localhost", "HTTP_ORIGIN": "https://evil.example"}
    answer = client.post(f"/i/{invite.code}/enter", {"way": "login"}, **there)

    assert answer.status_code == 403
    assert entering.COOKIE not in client.cookies


def test_the_cookie_is_for_the_pages_of_invites_alone(browser, invite):
    client = browser()
    press(client, invite, "login")
    cookie = client.cookies[entering.COOKIE]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/i/", True, "Lax")
    assert int(cookie["max-age"]) <= 3600


def test_a_member_who_comes_back_this_way_is_led_in(browser, bo, party, topic, invite):
    client = browser()
    press(client, invite, "login")
    assert "data-ready" in page_of(signed_in(client, bo), invite)
    assert submit(client, f"/i/{invite.code}", f"/i/{invite.code}/join")["Location"] == f"/p/{party.id}/t/{topic.id}"


def test_an_invite_that_ended_meanwhile_says_so_and_the_wish_is_over(browser, eve, party, invite):
    from messaging.models import Invite

    client = browser()
    press(client, invite, "login")
    signed_in(client, eve)
    client.get("/parties/new", HTTP_HOST="localhost")
    Invite.objects.using(current.MESSAGING_DB).filter(id=invite.id).update(max_uses=1, uses=1)
    page = submit(client, "/parties/new", f"/i/{invite.code}/join")

    assert page.status_code == 410
    assert "This invite is full" in text_of(page)
    assert client.cookies[entering.COOKIE].value == ""
    assert not is_member(eve, party)


def test_get_presses_nothing(browser, invite):
    client = browser()
    assert client.get(f"/i/{invite.code}/enter", HTTP_HOST="localhost", HTTP_ORIGIN=ORIGIN).status_code == 405
    assert entering.COOKIE not in client.cookies


@pytest.mark.parametrize("code", ["ä", "x" * 33, "a b"])
def test_what_can_be_no_code_is_not_found(browser, invite, code):
    client = browser()
    page_of(client, invite)
    token = client.cookies["csrftoken"].value
    given = {"way": "login", "csrfmiddlewaretoken": token}
    answer = client.post(f"/i/{code}/enter", given, HTTP_HOST="localhost", HTTP_ORIGIN=ORIGIN)

    assert answer.status_code == 404


def test_whoever_is_in_too_many_parties_is_told_so(browser, eve, invite, monkeypatch):
    monkeypatch.setattr("messaging.queries.MOST_PARTIES", 0)

    page = submit(browser(eve), f"/i/{invite.code}", f"/i/{invite.code}/join")

    assert page.status_code == 409
    assert "You are in too many parties" in text_of(page)
    assert "Leave one first." in text_of(page)


def test_an_invite_says_how_long_it_works_by_the_readers_clock(browser, invite):
    type(invite).objects.filter(id=invite.id).update(expires_at=datetime(2099, 3, 31, 22, 30, tzinfo=UTC))
    reader = browser()
    reader.cookies["zone"] = "Asia/Tokyo"

    assert "It works until 1 April, 07:30." in text_of(reader.get(f"/i/{invite.code}"))

    type(invite).objects.filter(id=invite.id).update(expires_at=None)
    assert "It works until" not in text_of(reader.get(f"/i/{invite.code}"))
