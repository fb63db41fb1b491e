"""It is true of moving through topics and history that…"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import steps
from tests.people import Person

pytestmark = pytest.mark.once

#: A mark on the page that a page load would take away.
SET_MARK = "document.documentElement.dataset.mark = 'here'"


def create_topic(page: Page, name: str) -> None:
    page.get_by_role("link", name="New topic").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create", exact=False).first.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def topic_link(page: Page, name: str):
    return page.get_by_role("navigation", name=re.compile("^Topics")).get_by_role("link", name=name)


@pytest.fixture
def pair(person, site) -> tuple[Person, Person]:
    """ada and bo in a party with the topics general and kites; bo has general open."""
    ada, bo = person("ada"), person("bo")
    steps.sign_up(ada, site)
    link = steps.create_party(ada, "Paper Boats")
    create_topic(ada.page, "kites")
    steps.sign_up(bo, site)
    steps.join(bo, link)
    topic_link(bo.page, "general").click()
    expect(bo.page.get_by_role("heading", name="general")).to_be_visible()
    return ada, bo


def test_another_topic_comes_without_a_page_load_and_lives_and_back_leads_back(pair):
    ada, bo = pair
    page = bo.page
    page.evaluate(SET_MARK)
    first = page.url

    topic_link(page, "kites").click()
    expect(page.get_by_role("heading", name="kites")).to_be_visible()
    expect(page).to_have_title(re.compile("kites, Paper Boats"))
    expect(topic_link(page, "kites")).to_have_attribute("aria-current", "page")
    expect(topic_link(page, "general")).not_to_have_attribute("aria-current", "page")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    steps.write(ada.page, "High up")
    expect(steps.message(page, "High up")).to_be_visible()
    steps.write(page, "Seen from below")
    expect(steps.message(ada.page, "Seen from below")).to_be_visible()

    page.go_back()
    expect(page).to_have_url(first)
    expect(page.get_by_role("heading", name="general")).to_be_visible()
    steps.write(ada.page, "Higher still")
    expect(steps.message(ada.page, "Higher still")).to_be_visible()
    topic_link(ada.page, "general").click()
    expect(ada.page.get_by_role("heading", name="general")).to_be_visible()
    steps.write(ada.page, "Down here")
    expect(steps.message(page, "Down here")).to_be_visible()
    expect(steps.message(page, "Higher still")).to_have_count(0)

    page.go_forward()
    expect(steps.message(page, "Higher still")).to_be_visible()
    expect(steps.message(page, "Down here")).to_have_count(0)
    assert page.evaluate("document.documentElement.dataset.mark") == "here"
