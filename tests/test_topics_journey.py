"""It is true that one finds what was said, and that topics are only seen by whom they are for."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import arrivals, steps
from tests.people import PHONE, Person

#: What a script of the page may do: the API with the CSRF token of the cookie.
CALL = """async ([method, path]) => {
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  return (await fetch(`/api/v1/${path}`, { method, headers: { "X-CSRFToken": token } })).status;
}"""


@pytest.fixture
def pair(person, site) -> tuple[Person, Person, str, str]:
    """ada, who owns a party, and bo, who is in it and has its topic open; the invite link and bo's username."""
    ada, bo = person("ada"), person("bo")
    link, name = arrivals.meet(ada, bo, site)
    expect(bo.page.get_by_label("Message", exact=True)).to_be_visible()
    return ada, bo, link, name


def menu(page: Page, entry: str) -> None:
    page.get_by_role("button", name="More about this topic").click()
    page.get_by_role("link", name=entry, exact=True).click()


def message_id(page: Page, text: str) -> str:
    settled = page.locator("article.message[data-id]", has_text=text)
    expect(settled).to_be_visible()
    return str(settled.get_attribute("data-id"))


@pytest.mark.once
def test_a_search_leads_to_the_place_and_pins_follow_by_themselves(pair):
    ada, bo, *_ = pair
    menu(ada.page, "Topic settings")
    expect(ada.page.get_by_role("dialog")).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(ada.page.get_by_role("button", name="More about this topic")).to_be_focused()

    page = bo.page
    for text in ("The glue is in the shed", "Bring cake"):
        steps.write(ada.page, text)
    expect(steps.message(page, "Bring cake")).to_be_visible()

    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.get_by_role("searchbox", name="Search Paper Boats").last).to_be_focused()
    page.keyboard.type("shed")
    expect(page.locator("#results mark")).to_have_text("shed")
    page.locator("#results a.result").click()
    expect(page.locator("article:is(:target, .highlighted)")).to_contain_text("The glue is in the shed")
    expect(page.locator("#results mark")).to_have_text("shed")

    page.get_by_role("link", name="Pinned messages").first.click()
    expect(page.get_by_text("Nothing is pinned yet")).to_be_visible()
    assert ada.page.evaluate(CALL, ["PUT", f"messages/{message_id(ada.page, 'Bring cake')}/pin"]) == 200
    way = page.locator("#pins .card", has_text="Bring cake").get_by_role("link", name="Go there")
    way.focus()
    assert ada.page.evaluate(CALL, ["PUT", f"messages/{message_id(ada.page, 'The glue is in the shed')}/pin"]) == 200
    expect(page.locator("#pins")).to_contain_text("The glue is in the shed")
    expect(way).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.get_by_role("link", name="Pinned messages").first).to_be_focused()


@pytest.mark.once
def test_a_private_topic_is_seen_by_whom_it_is_for_and_ends_when_it_is_archived(pair, person, site):
    ada, bo, link, name = pair
    cleo = person("cleo")
    outsider = arrivals.sign_up(cleo, site)
    arrivals.join(cleo, link)

    ada.page.get_by_role("link", name="New topic").first.click()
    ada.page.get_by_label("Name").fill("Surprise")
    ada.page.get_by_label(re.compile("^Private")).check()
    ada.page.get_by_label(re.compile(f"@{name}")).check()
    ada.page.get_by_role("button", name="Create", exact=True).click()
    expect(ada.page.get_by_role("heading", name="Surprise")).to_be_visible()
    bo.page.get_by_role("link", name="Surprise").click()
    expect(bo.page.get_by_label("Message", exact=True)).to_be_visible()

    # Whoever names somebody who is not in it is offered to let them in.
    field = ada.page.get_by_label("Message", exact=True)
    field.press_sequentially(f"and @{outsider} ")
    note = ada.page.locator(".composer-note.outside")
    expect(note).to_contain_text(re.compile("cleo.* can't see this topic", re.IGNORECASE))
    expect(note.get_by_role("link", name="Let in")).to_have_attribute("href", re.compile("/members$"))
    field.fill("")
    expect(note).to_have_count(0)

    me = bo.page.locator("html").get_attribute("data-user-id")
    place = f"topics/{ada.page.url.split('/t/')[1].split('?')[0]}/members/{me}"
    assert ada.page.evaluate(CALL, ["DELETE", place]) == 204  # taken out while reading it
    expect(bo.page.locator(".composer-bar")).to_contain_text("You can't see this topic any more")
    expect(bo.page.locator(".strip")).to_contain_text("You can't see this topic any more")
    expect(bo.page.get_by_label("Message", exact=True)).to_have_count(0)
    expect(bo.page.get_by_role("link", name="Surprise")).to_have_count(0)
    assert ada.page.evaluate(CALL, ["PUT", place]) in (200, 201)
    bo.page.get_by_role("link", name="Surprise").click()
    expect(bo.page.get_by_label("Message", exact=True)).to_be_visible()
    expect(bo.page.locator(".strip")).to_be_empty()

    menu(ada.page, "Archive")
    ada.page.get_by_role("button", name="Archive", exact=True).click()
    expect(bo.page.get_by_text("This topic is archived")).to_be_visible()
    expect(bo.page.get_by_label("Message", exact=True)).to_have_count(0)

    steps.write(cleo.page, "Anything going on?")
    expect(steps.message(cleo.page, "Anything going on?")).to_be_visible()
    expect(cleo.page.get_by_text("Surprise")).to_have_count(0)


@pytest.mark.once
def test_another_name_of_a_topic_is_seen_at_once_by_whoever_is_in_it(pair):
    ada, bo, *_ = pair
    page = bo.page
    field = page.get_by_label("Message", exact=True)
    topics = page.get_by_role("navigation", name=re.compile("^Topics"))
    page.evaluate("document.documentElement.dataset.mark = 'here'")
    field.fill("half a thought")
    expect(page).to_have_title(re.compile("^general, Paper Boats"))
    steps.came(ada.page, "base/dialogs")

    menu(ada.page, "Topic settings")
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("harbour")
    dialog.get_by_label("Description").fill("Where boats are")
    dialog.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="harbour", level=1)).to_be_visible()
    expect(page.locator("#topic-title")).to_contain_text("Where boats are")
    expect(topics.get_by_role("link", name="harbour")).to_have_attribute("aria-current", "page")
    expect(topics.get_by_role("link", name="general")).to_have_count(0)
    expect(page.locator(".system-line", has_text="named this topic harbour")).to_be_visible()
    expect(page).to_have_title(re.compile("^harbour, Paper Boats"))
    expect(field).to_have_attribute("placeholder", "Write to harbour")
    expect(field).to_have_value("half a thought")
    assert page.evaluate("document.documentElement.dataset.mark") == "here"


@pytest.mark.once
def test_a_phone_shows_what_is_unread_and_goes_back(pair, person):
    ada, bo, *_ = pair
    topic = bo.page.url.split("?")[0].split("#")[0]
    bo.page.goto("about:blank")
    steps.write(ada.page, "One more boat")
    message_id(ada.page, "One more boat")
    phone = bo.context.new_page()
    phone.set_viewport_size(PHONE["viewport"])

    phone.goto(f"{topic}?panel=unread")
    expect(phone.get_by_role("heading", name="Why unread?", level=1)).to_be_visible()
    expect(phone.locator("#unread a.result")).to_have_count(1)
    phone.locator("#unread a.result").click()
    expect(steps.message(phone, "One more boat")).to_be_visible()
    expect(phone.locator("#panel")).to_be_hidden()
    phone.go_back()
    expect(phone.get_by_role("heading", name="Why unread?")).to_be_visible()
    phone.get_by_role("link", name="Back to the conversation").click()
    expect(phone.locator("#messages")).to_be_visible()
    expect(phone.locator("#panel")).to_be_hidden()
