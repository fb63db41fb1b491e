"""It is true of looking after people that it is done where one is, and that those whom it meets see it at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import arrivals, steps
from tests.people import AT_ONCE_MS, Person

DIALOG, CARD = "#dialog[open]", "#profile-card:popover-open"


@pytest.fixture
def pair(person, site) -> tuple[Person, Person, str]:
    """ada, who owns a party and looks at a message of bo's in it; bo, who has the same topic open; bo's username."""
    ada, bo = person("ada"), person("bo")
    _link, name = arrivals.meet(ada, bo, site)
    expect(bo.page.get_by_label("Message", exact=True)).to_be_visible()
    steps.write(bo.page, "Buy my lenses.")
    expect(steps.message(ada.page, "Buy my lenses.")).to_be_visible()
    for one in (ada, bo):
        steps.came(one.page, "base/dialogs")
        steps.came(one.page, "conversation/handling")
    return ada, bo, name


def ask(page: Page, action: str) -> None:
    """Open bo's card by their name in the conversation, and a form from it."""
    steps.message(page, "Buy my lenses.").locator("a.author").click()
    page.locator(CARD).get_by_role("link", name=action, exact=True).click()
    expect(page.locator(DIALOG)).to_be_visible()


def answer(page: Page, button: str) -> None:
    page.locator(DIALOG).get_by_role("button", name=button, exact=True).click()


def may_pin(page: Page) -> bool:
    """Whether the menu of bo's message, as it is now, has that."""
    steps.message(page, "Buy my lenses.").focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem", name="Copy link")).to_be_visible()
    found = page.get_by_role("menuitem", name="Pin", exact=True).count() == 1
    page.keyboard.press("Escape")
    return found


@pytest.mark.once
def test_by_keyboard_a_member_is_removed_who_sees_it_at_once_and_it_is_undone(pair):
    ada, bo, name = pair
    page, topic = ada.page, bo.page.url
    author = steps.message(page, "Buy my lenses.").locator("a.author")

    author.focus()
    page.keyboard.press("Enter")
    expect(page.locator(CARD)).to_be_focused()
    remove = page.locator(CARD).get_by_role("link", name="Remove", exact=True)
    for _ in range(8):
        page.keyboard.press("Tab")
        if remove.evaluate("one => one === document.activeElement"):
            break
    else:
        raise AssertionError(f"8 times Tab did not lead to {remove}")
    page.keyboard.press("Enter")
    reason = page.locator(DIALOG).get_by_label("Reason")
    expect(reason).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_have_count(0)
    expect(author).to_be_focused()

    ask(page, "Remove")
    expect(reason).to_be_focused()
    page.keyboard.type("x" * 20)
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("was removed")
    expect(page.locator(DIALOG)).to_have_count(0)
    expect(bo.page).to_have_url(re.compile("/gone$"), timeout=AT_ONCE_MS)
    expect(bo.page.get_by_role("heading", name="You are not in this party any more")).to_be_visible()
    expect(page.locator("#members").get_by_role("link", name=re.compile(name))).to_have_count(0)
    before = page.url
    with ada.expecting("404"):
        author.click()
        expect(page.locator("#toast")).to_contain_text("That person is not in this party any more.")
    assert page.url == before

    page.get_by_role("link", name="Party settings").click()
    page.get_by_role("link", name="Audit log").click()
    undo = page.get_by_role("link", name="Undo").first
    expect(undo).to_be_visible()
    steps.came(page, "base/dialogs")
    undo.click()
    expect(page.locator(DIALOG)).to_contain_text("is a member again, as before")
    answer(page, "Undo")
    expect(page.get_by_text("It is undone.")).to_be_visible()
    bo.goto(topic)
    expect(bo.page.get_by_label("Message", exact=True)).to_be_visible()


@pytest.mark.once
def test_roles_breaks_and_the_party_itself_change_hands_before_the_eyes_of_both(pair):
    ada, bo, name = pair
    page = ada.page
    mine = bo.page.locator("#members").get_by_role("link", name=re.compile(name))

    assert not may_pin(bo.page)
    ask(page, "Change role")
    page.locator(DIALOG).get_by_role("radio", name=re.compile("Moderator")).check()
    answer(page, "Change role")
    expect(mine).to_contain_text("moderator")
    for each in (page, bo.page):
        expect(steps.message(each, "Buy my lenses.").locator(".message-head .tag")).to_have_text("moderator")
    assert may_pin(bo.page)

    ask(page, "Hand the party over")
    answer(page, "Ask them")
    bo.page.get_by_role("link", name="Decline").click()
    answer(bo.page, "Decline")
    expect(bo.page.locator(".notice.for-you")).to_have_count(0)

    ask(page, "Time out")
    answer(page, "Time out")
    expect(page.locator(".toast")).to_contain_text("has a break from writing now")

    page.get_by_role("link", name="Party settings").click()
    page.get_by_label("Name").fill("Tin Boats")
    page.get_by_role("button", name="Save").click()
    expect(bo.page.locator("[data-party-name]")).to_have_text("Tin Boats")

    page.get_by_role("link", name="People and roles").click()
    row = page.get_by_role("listitem").filter(has_text=f"@{name}")
    expect(row).to_be_visible()
    steps.came(page, "base/dialogs")
    row.get_by_role("link", name=re.compile("What you can do")).click()
    page.locator(CARD).get_by_role("link", name="Ban", exact=True).click()
    page.locator(DIALOG).get_by_label("Reason").fill("adverts")
    answer(page, "Ban")
    expect(page.get_by_text("is banned.")).to_be_visible()
    expect(bo.page).to_have_url(re.compile("/gone$"), timeout=AT_ONCE_MS)
