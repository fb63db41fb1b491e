"""It is true of a phone, which shows one pane at a time, that…"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import arrivals, steps
from tests.people import PHONE, TABLET, Person

pytestmark = pytest.mark.once

KEYBOARD = 336
#: What keyboard.js does where a keyboard is laid over the page.
COVER = "height => document.documentElement.style.setProperty('--keyboard', `${height}px`)"


@pytest.fixture
def pair(person, site) -> tuple[Person, Person]:
    """ada, who owns a party with two topics; bo, who is in it, at home with a phone."""
    ada, bo = person("ada"), person("bo", **PHONE)
    arrivals.sign_up(ada, site)
    link = arrivals.create_party(ada, "Paper Boats")
    arrivals.create_topic(ada, "kites")
    arrivals.sign_up(bo, site)
    arrivals.join(bo, link)
    bo.page.goto("/")
    return ada, bo


def pane(page: Page, name: str, heading: str) -> None:
    """It is the one that shows, and says where one is."""
    expect(page.locator(".desk")).to_have_attribute("data-pane", name)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(heading))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_back_leads_through_all_panes_to_where_one_came_from(pair):
    _ada, bo = pair
    page = bo.page
    pane(page, "home", "My parties")
    page.locator(".party-card").get_by_role("link", name="Paper Boats").tap()
    pane(page, "topics", "Paper Boats")
    page.get_by_role("navigation", name=re.compile("^Topics")).get_by_role("link", name="general").tap()
    pane(page, "conversation", "general")
    composer = page.get_by_label("Message", exact=True)
    expect(composer).to_be_visible()
    page.locator("#to-people").tap()
    expect(page.locator(".desk")).to_have_attribute("data-pane", "panel")
    expect(page.get_by_role("heading", name=re.compile("^People"))).to_be_visible()
    expect(composer).to_be_hidden()

    page.go_back()
    pane(page, "conversation", "general")
    expect(composer).to_be_visible()
    page.go_back()
    pane(page, "topics", "Paper Boats")
    page.go_back()
    pane(page, "home", "My parties")
    page.go_forward()
    page.go_forward()
    pane(page, "conversation", "general")
    page.get_by_role("link", name="Back to topics").tap()
    pane(page, "topics", "Paper Boats")


def test_going_to_another_topic_opens_no_keyboard(pair):
    _ada, bo = pair
    page = bo.page
    page.locator(".party-card").get_by_role("link", name="Paper Boats").tap()
    page.get_by_role("navigation", name=re.compile("^Topics")).get_by_role("link", name="general").tap()
    pane(page, "conversation", "general")
    steps.keys_are_there(page)
    steps.came(page, "conversation/switching")
    page.evaluate("document.documentElement.dataset.mark = 'here'")

    page.keyboard.press("Alt+ArrowDown")  # as a link among the messages would
    pane(page, "conversation", "kites")
    assert page.evaluate("document.documentElement.dataset.mark") == "here"
    expect(page.get_by_label("Message", exact=True)).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).not_to_be_focused()


def test_enter_breaks_the_line_where_one_writes_with_a_finger(pair):
    _ada, bo = pair
    page = bo.page
    page.locator(".party-card").get_by_role("link", name="Paper Boats").tap()
    page.get_by_role("navigation", name=re.compile("^Topics")).get_by_role("link", name="general").tap()
    steps.keys_are_there(page)
    field = page.get_by_label("Message", exact=True)
    field.fill("one")
    field.press("Enter")

    expect(field).to_have_value("one\n")
    expect(page.locator("article.message", has_text="one")).to_have_count(0)


def test_a_search_that_led_to_a_message_is_there_again_at_one_touch(pair):
    ada, bo = pair
    page = bo.page
    steps.write(ada.page, "High up")
    page.locator(".party-card").get_by_role("link", name="Paper Boats").tap()
    page.get_by_role("navigation", name=re.compile("^Topics")).get_by_role("link", name="kites").tap()
    search = page.get_by_role("link", name="Search", exact=True)
    steps.came(page, "base/panels")
    search.tap()
    field = page.locator("#panel").get_by_role("searchbox")
    expect(field).to_be_focused()
    field.fill("high")
    page.locator("#results a.result").tap()
    expect(page.locator("article:is(:target, .highlighted)")).to_contain_text("High up")
    expect(field).to_be_hidden()

    search.tap()
    expect(field).to_be_visible()
    expect(page.locator("#messages")).to_be_hidden()


def test_in_a_window_without_room_for_a_panel_its_link_opens_it_at_once(pair):
    ada, _bo = pair
    page = ada.page
    page.set_viewport_size({"width": 1024, "height": 768})
    steps.came(page, "base/panels")
    people = page.get_by_role("link", name="People", exact=True)
    heading = page.get_by_role("heading", name=re.compile("^People"))
    expect(heading).to_be_hidden()
    expect(people).not_to_have_attribute("aria-current", "true")

    people.click()
    expect(heading).to_be_visible()
    expect(page.locator("#panel")).to_be_focused()
    expect(people).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(heading).to_be_hidden()
    expect(people).to_be_focused()

    page.set_viewport_size({"width": 1280, "height": 768})
    people.click()
    expect(heading).to_be_visible()
    people.click()
    expect(heading).to_be_hidden()
    expect(people).to_be_focused()


def test_a_number_in_the_list_is_a_target_of_its_own_and_says_why(pair):
    ada, bo = pair
    page = bo.page
    steps.write(ada.page, "High up")
    page.locator(".party-card").get_by_role("link", name="Paper Boats").tap()
    row = page.locator(".topic-row", has_text="kites")
    why = row.get_by_role("link", name="1 unread")
    box = why.bounding_box()
    assert box["width"] >= 44, box
    assert box["height"] >= 44, box

    why.tap()
    expect(page.locator("#unread")).to_contain_text("High up")
    page.go_back()
    row.get_by_role("link", name="kites").tap()
    expect(steps.message(page, "High up")).to_be_visible()


def test_what_one_writes_stays_above_a_keyboard_that_covers_the_page(pair):
    _ada, bo = pair
    page = bo.page
    page.locator(".party-card").get_by_role("link", name="Paper Boats").tap()
    page.get_by_role("navigation", name=re.compile("^Topics")).get_by_role("link", name="general").tap()
    composer = page.locator("#composer")
    free = PHONE["viewport"]["height"] - KEYBOARD

    def bottom() -> float:
        box = composer.bounding_box()
        return box["y"] + box["height"]

    expect(composer).to_be_visible()
    assert bottom() > free
    page.evaluate(COVER, KEYBOARD)
    assert bottom() <= free
    page.evaluate(COVER, 0)
    assert bottom() > free


def test_what_another_app_shares_waits_in_the_topic_that_one_chooses(pair):
    ada, bo = pair
    page = bo.page
    field = page.get_by_label("Message", exact=True)
    page.goto("/share?title=A+map&url=https://example.org/map")
    page.get_by_role("button", name="kites").tap()
    expect(field).to_have_value("A map\nhttps://example.org/map")

    page.get_by_role("button", name="Send").tap()
    expect(steps.message(ada.page, "https://example.org/map")).to_be_visible()
    expect(field).to_have_value("")
    page.go_back()
    expect(page.get_by_role("heading", name="Share")).to_be_visible()
    page.go_forward()
    expect(field).to_have_value("")


def test_a_tablet_has_room_for_topics_and_conversation_beside_each_other(person, site):
    ada = person("ada", **TABLET)
    arrivals.sign_up(ada, site)
    arrivals.create_party(ada, "Paper Boats")
    topics = ada.page.locator(".topic-list").bounding_box()
    conversation = ada.page.locator(".conversation").bounding_box()

    assert 200 < topics["width"] < 320
    assert topics["x"] + topics["width"] <= conversation["x"]
    assert conversation["width"] > 500
    assert conversation["x"] + conversation["width"] <= TABLET["viewport"]["width"]
