"""It is true that without scripts one comes in, reads back, writes, looks after one's own and leaves."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import arrivals, steps
from tests.people import Person

pytestmark = pytest.mark.once

MANY = 60


@pytest.fixture
def pair(person, site) -> tuple[Person, Person, str, str]:
    """ada in her party's topic, where much has been said; bo, whose browser runs no scripts and is not signed in.

    Bo's username, and the link of an invite.
    """
    ada, before, bo = person("ada"), person("bo"), person("bo", java_script_enabled=False)
    arrivals.sign_up(ada, site)
    link = arrivals.create_party(ada, "Paper Boats")
    steps.say_many(ada.page, MANY, "wind")
    newest = steps.message(ada.page, f"wind {MANY} of")
    expect(newest).to_be_visible()
    place = f"/messages/{newest.get_attribute('data-id')}/reactions/🔭"
    assert steps.api(ada.context, "PUT", place, {}) in (200, 201)
    return ada, bo, arrivals.sign_up(before, site), link


def says(page: Page, text: str):
    return page.locator("article.message", has_text=text)


def test_one_comes_in_reads_writes_and_leaves(pair):
    ada, bo, name, link = pair
    page = bo.page

    # Through the invite: who is not signed in does so on the way.
    page.goto(link)
    page.get_by_role("button", name="Sign in and join").click()
    page.get_by_label("E-mail", exact=False).first.fill(f"{name}@example.org")
    page.get_by_label("Password").fill(steps.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=re.compile("^Join as")).click()
    expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.get_by_role("button", name="Emoji")).to_have_count(0)  # which a script would have to open
    expect(says(page, f"wind {MANY} of").locator(".reaction", has_text="🔭")).to_be_visible()
    expect(page.get_by_role("button", name="Add a reaction")).to_have_count(0)

    # In a window without room for both, what stands beside the conversation comes in its place.
    page.set_viewport_size({"width": 1024, "height": 768})
    expect(page.get_by_role("heading", name=re.compile("^People"))).to_have_count(0)
    page.get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("^People"))).to_be_visible()
    page.go_back()
    page.set_viewport_size({"width": 1280, "height": 720})

    # The newest is in sight; the first is a page back.
    newest = says(page, f"wind {MANY} of")
    expect(newest).to_be_in_viewport()
    expect(page.locator("article.message .tag").first).to_have_text("owner")
    expect(says(page, "wind 1 of")).to_have_count(0)
    page.get_by_role("link", name="Earlier messages").click()
    expect(says(page, "wind 1 of")).to_be_visible()
    expect(newest).to_have_count(0)
    page.go_back()

    page.get_by_label("Message", exact=True).fill("No script here")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(says(page, "No script here")).to_be_in_viewport()
    expect(steps.message(ada.page, "No script here")).to_be_visible()

    # What one wants to hear, and how one leaves, are pages of their own.
    page.get_by_role("link", name="What I hear of this topic").click()
    page.get_by_role("radio", name=re.compile("mention", re.I)).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name="Party settings").click()
    page.get_by_role("link", name="Leave this party").click()
    page.get_by_role("button", name="Leave", exact=True).click()
    expect(page.get_by_role("link", name="Paper Boats")).to_have_count(0)
    expect(ada.page.locator("#members").get_by_role("link", name=re.compile(name))).to_have_count(0)


def test_one_makes_a_party_and_settles_it(pair, site):
    _ada, bo, name, _link = pair
    page = bo.page
    steps.sign_in(bo, f"{name}@example.org", steps.PASSWORD)
    steps.create_party(bo, "Tin Boats")

    page.get_by_role("link", name="Party settings").click()
    page.get_by_label("Name").fill("Copper Boats")
    page.get_by_label("Description").fill("They sink.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Name")).to_have_value("Copper Boats")

    page.goto("/")
    page.get_by_role("link", name="Copper Boats").first.click()
    page.get_by_role("link", name="New topic").click()
    page.get_by_label("Name").fill("kites")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", name="kites", level=1)).to_be_visible()
