"""It is true that a keyboard is enough, from signing in to giving somebody a break and taking it back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import arrivals, steps
from tests.people import Person

pytestmark = pytest.mark.once

#: Presses of the Tab key after which something counts as out of reach.
MOST_TABS = 80


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key that moves the focus until it is there."""
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{MOST_TABS} times {key} did not lead to {target}")


def press(page: Page, target: Locator) -> None:
    """Go there by Tab, and press Enter."""
    expect(target).to_be_visible()
    tab_to(page, target)
    page.keyboard.press("Enter")


def stand(page: Page) -> None:
    """Wait until the keys are there, which come after what one sees."""
    page.wait_for_load_state("networkidle")
    steps.keys_are_there(page)


def switch_to(page: Page, name: str) -> None:
    """By the switcher."""
    stand(page)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.type(name)
    expect(page.get_by_role("option", name=re.compile(name))).to_have_attribute("aria-selected", "true")
    steps.end_word(page.get_by_role("dialog").get_by_role("combobox"))
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


@pytest.fixture
def walk(person, site) -> tuple[Page, Person, str]:
    """The page of ada, who owns a party and has not signed in here; bo, who has its topic open; bo's username."""
    elsewhere, bo = person("ada"), person("bo")
    ada = arrivals.sign_up(elsewhere, site)
    link = arrivals.create_party(elsewhere, "Paper Boats")
    elsewhere.page.goto("/")  # what ada looks at is read
    name = arrivals.sign_up(bo, site)
    arrivals.join(bo, link)
    expect(bo.page.get_by_label("Message", exact=True)).to_be_visible()
    steps.write(bo.page, "Saturn at nine")
    expect(steps.message(bo.page, "Saturn")).to_have_attribute("data-id", re.compile("."))
    here = person("ada")
    here.page.goto("/accounts/login/")
    tab_to(here.page, here.page.get_by_label("E-mail", exact=False).first)
    here.page.keyboard.type(f"{ada}@example.org")
    tab_to(here.page, here.page.get_by_label("Password"))
    here.page.keyboard.type(steps.PASSWORD)
    here.page.keyboard.press("Enter")
    expect(here.page.get_by_role("heading", name="My parties")).to_be_visible()
    return here.page, bo, name


def test_one_reads_writes_moves_about_and_looks_after_people(walk):
    page, bo, name = walk
    bos = bo.page

    # In, by a link of home that leads to what came in.
    press(page, page.locator("#missed").get_by_role("link", name=re.compile("Saturn at nine")))
    theirs = steps.message(page, "Saturn at nine")
    expect(theirs).to_be_in_viewport()

    # Write, and change one's mind.
    stand(page)
    tab_to(page, page.get_by_role("region", name="Messages in general"), "F6")
    tab_to(page, page.get_by_label("Message", exact=True))
    page.keyboard.type("I bring the flask")
    page.keyboard.press("Enter")
    mine = steps.message(page, "flask")
    expect(mine).to_have_attribute("data-id", re.compile("."))
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Edit the message")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(" and cake")
    page.keyboard.press("Enter")
    expect(steps.message(bos, "flask and cake")).to_be_visible()

    # Read up, message by message, and react.
    tab_to(page, mine, "Shift+Tab")
    page.keyboard.press("ArrowUp")
    expect(theirs).to_be_focused()
    page.keyboard.press("+")
    expect(page.get_by_label("Search emoji")).to_be_focused()
    page.keyboard.type("telescope")
    expect(page.get_by_role("button", name="telescope")).to_be_visible()
    page.keyboard.press("Enter")
    expect(bos.locator('.reaction[data-emoji="🔭"]')).to_be_visible()
    expect(theirs).to_be_focused()

    # Another topic, made and left by key.
    press(page, page.get_by_role("link", name="New topic"))
    tab_to(page, page.get_by_label("Name"))
    page.keyboard.type("kites")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="kites")).to_be_visible()
    switch_to(page, "general")

    # A break for somebody, from the list of people.
    press(page, page.locator("#members").get_by_role("link", name=re.compile(name)))
    press(page, page.locator("#profile-card:popover-open").get_by_role("link", name="Time out", exact=True))
    dialog = page.locator("#dialog[open]")
    press(page, dialog.get_by_role("button", name="Time out", exact=True))
    expect(page.locator(".toast")).to_contain_text("has a break from writing now")
    expect(bos.get_by_label("Message", exact=True)).to_have_count(0)

    # And undone, where it is written down.
    press(page, page.get_by_role("link", name="Party settings"))
    press(page, page.get_by_role("link", name="Audit log"))
    press(page, page.get_by_role("link", name="Undo").first)
    press(page, dialog.get_by_role("button", name="Undo", exact=True))
    expect(page.get_by_text("It is undone.")).to_be_visible()
    expect(bos.get_by_label("Message", exact=True)).to_be_visible()
