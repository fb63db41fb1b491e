"""It is true that an invite survives sign-in with a provider, and every other way in."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests import arrivals, steps

PARTY = "Paper Kites"


@pytest.fixture
def link(person, site):
    """An invite of somebody else's party."""
    ada = person("ada")
    arrivals.sign_up(ada, site)
    return arrivals.create_party(ada, PARTY)


def come_as(page: Page, name: str, address: str = "") -> None:
    """On the demo provider's page: be somebody who was never here."""
    page.get_by_text("Somebody else", exact=True).click()
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Address").fill(address)
    page.get_by_role("button", name="Continue as somebody else").click()


def expect_to_be_in(page: Page, name: str) -> None:
    expect(page).to_have_url(re.compile("/p/[^/]+/t/"))
    expect(page.get_by_text(f"{name} joined").first).to_be_visible()


def fresh_name() -> str:
    return f"Mara {secrets.token_hex(3)}"


@pytest.mark.parametrize(
    ("house", "name"), [("Google", "Nia Castell"), pytest.param("GitHub", "Tomás Rey", marks=pytest.mark.once)]
)
def test_from_an_invite_through_a_provider_into_the_party_in_two_clicks(person, link, house, name):
    guest = person("guest")
    guest.goto(link)
    guest.page.get_by_role("button", name=f"Continue with {house}").click()  # the first
    expect(guest.page.get_by_text(f"It stands in for {house}")).to_be_visible()
    guest.page.get_by_role("button", name=name).click()  # the second: the provider's own yes

    expect_to_be_in(guest.page, name)
    steps.write(guest.page, "I am in.")
    mine = steps.message(guest.page, "I am in.")
    expect(mine).to_be_visible()
    assert mine.locator("img").first.evaluate("picture => picture.complete && picture.naturalWidth > 0")


@pytest.mark.once
def test_without_scripts_the_join_button_is_the_third_click(person, link):
    mara, name = person("mara", java_script_enabled=False), fresh_name()
    mara.goto(link)
    mara.page.get_by_role("button", name="Continue with GitHub").click()
    come_as(mara.page, name)
    mara.page.get_by_role("button", name=f"Join as {name}").click()

    expect_to_be_in(mara.page, name)


@pytest.mark.long
@pytest.mark.once
def test_whoever_was_here_before_comes_in_by_the_same_account(person, link):
    first, again, name = person("mara"), person("mara again"), fresh_name()
    for one in (first, again):
        one.goto(link)
        one.page.get_by_role("button", name="Continue with Google").click()
        come_as(one.page, name, f"{name.replace(' ', '.')}@example.net")
        expect(one.page).to_have_url(re.compile("/p/[^/]+/t/"))

    ids = {one.context.request.get("/accounts/api/v1/me").json()["user"]["id"] for one in (first, again)}
    assert len(ids) == 1


@pytest.mark.once
def test_saying_no_to_the_provider_and_choosing_e_mail_instead(person, site, link):
    mara = person("mara")
    mara.goto(link)
    mara.page.get_by_role("button", name="Continue with Google").click()
    mara.page.get_by_role("button", name="No, go back").click()
    expect(mara.page.get_by_role("heading", name="Not this time")).to_be_visible()
    mara.page.get_by_role("link", name="Other ways to sign in").click()
    mara.page.get_by_role("link", name="Make an account").click()
    steps.sign_up(mara, site, mara.page.url)

    expect(mara.page).to_have_url(re.compile("/p/[^/]+/t/"))


@pytest.mark.once
def test_by_e_mail_and_its_proof(person, site, link):
    mara = person("mara")
    mara.goto(link)
    mara.page.get_by_role("button", name="Make an account and join").click()
    username = steps.sign_up(mara, site, mara.page.url)

    expect_to_be_in(mara.page, username)


@pytest.mark.once
def test_an_account_with_the_same_address_is_linked_after_its_owner_proves_it(person, site, link):
    mara = person("mara")
    username = arrivals.sign_up(mara, site)
    elsewhere = person("mara elsewhere")
    elsewhere.goto(link)
    page = elsewhere.page
    page.get_by_role("button", name="Continue with Google").click()
    come_as(page, "Mara of Google", f"{username}@example.org")

    expect(page.get_by_role("heading", name="You have been here before")).to_be_visible()
    page.get_by_role("link", name="Sign in as before").click()
    page.get_by_label("E-mail").fill(f"{username}@example.org")
    page.get_by_label("Password").fill(steps.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Link Google").click()
    expect_to_be_in(page, username)

    third = person("mara a third time")
    third.goto("/accounts/login/")
    third.page.get_by_role("button", name="Continue with Google").click()
    come_as(third.page, "Mara of Google", f"{username}@example.org")
    expect(third.page.get_by_text(PARTY).first).to_be_visible()


@pytest.mark.long
@pytest.mark.once
def test_a_provider_that_fails_is_said_kindly(person, link):
    mara = person("mara")
    mara.goto(link)
    mara.page.get_by_role("button", name="Continue with Google").click()
    mara.page.get_by_text("Let something go wrong").click()
    mara.page.get_by_label("What").select_option("wrong_nonce")
    with mara.expecting("401"):
        mara.page.get_by_role("button", name="Nia Castell").click()
        expect(mara.page.get_by_role("heading", name="That did not work")).to_be_visible()
    mara.page.get_by_role("button", name="Try again with Google").click()
    come_as(mara.page, fresh_name())

    expect(mara.page).to_have_url(re.compile("/p/[^/]+/t/"))
