"""It is true that people do with messages what they want, by pointer, key and finger, and others see it at once."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import arrivals, steps
from tests.people import PHONE, Person

pytestmark = pytest.mark.once


@pytest.fixture
def pair(person, site):
    """pair(**options) is ada, who owns a party, and bo with these options of a browser, both in its topic."""

    def both(**options) -> tuple[Person, Person]:
        ada, bo = person("ada", permissions=["clipboard-read", "clipboard-write"]), person("bo", **options)
        arrivals.meet(ada, bo, site)
        expect(bo.page.get_by_label("Message", exact=True)).to_be_visible()
        for one in (ada, bo):
            steps.came(one.page, "conversation/handling")
        return ada, bo

    return both


def reaction(message: Locator, emoji: str) -> Locator:
    return message.locator(f'.reaction[data-emoji="{emoji}"]')


def tool(message: Locator, name: str) -> Locator:
    message.hover()
    return message.get_by_role("group", name="Message actions").get_by_role("button", name=name)


def choose(page: Page, message: Locator, name: str) -> None:
    tool(message, "More actions").click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def test_two_people_react_reply_edit_pin_and_delete(pair):
    ada, bo = pair()
    steps.write(ada.page, "Saturn at nine")
    theirs, hers = steps.message(bo.page, "Saturn").first, steps.message(ada.page, "Saturn").first

    # React, from both sides, and take it back.
    tool(theirs, "React with 👍").click()
    expect(reaction(theirs, "👍")).to_have_attribute("aria-pressed", "true")
    expect(reaction(hers, "👍")).to_have_attribute("aria-pressed", "false")
    reaction(hers, "👍").click()
    expect(reaction(theirs, "👍").locator(".count")).to_have_text("2")
    reaction(theirs, "👍").click()
    expect(reaction(hers, "👍").locator(".count")).to_have_text("1")
    expect(reaction(hers, "👍")).to_have_attribute("aria-pressed", "true")
    expect(reaction(theirs, "👍")).to_have_attribute("aria-pressed", "false")

    # Who it was, by name.
    choose(bo.page, theirs, "Who reacted")
    expect(bo.page.get_by_role("dialog", name="Who reacted")).to_contain_text(re.compile("ada", re.I))
    bo.page.get_by_role("button", name="Done").click()

    # What is not theirs they neither edit nor delete nor pin.
    tool(theirs, "More actions").click()
    for name, count in {"Report": 1, "Reply": 1, "Edit": 0, "Delete": 0, "Pin": 0}.items():
        expect(bo.page.get_by_role("menuitem", name=name, exact=True)).to_have_count(count)
    bo.page.keyboard.press("Escape")
    expect(theirs.get_by_role("button", name="More actions")).to_be_focused()

    # The menu comes to the pointer as well, and by it one tells those who look after the party.
    theirs.locator(".message-text").click(button="right")
    bo.page.get_by_role("menuitem", name="Report", exact=True).click()
    dialog = bo.page.get_by_role("dialog", name="Report this message")
    dialog.get_by_label("What is wrong with it?").fill("The wrong planet")
    dialog.get_by_role("button", name="Report", exact=True).click()
    expect(bo.page.locator(".toast")).to_contain_text("Those who look after this party will see it.")

    # A reply quotes, and its quote leads to what it quotes.
    tool(theirs, "Reply").click()
    expect(bo.page.locator(".reply-note")).to_contain_text("Saturn at nine")
    bo.page.keyboard.press("Escape")
    expect(bo.page.locator(".reply-note")).to_be_hidden()
    expect(bo.page.get_by_label("Message", exact=True)).to_be_focused()
    tool(theirs, "Reply").click()
    bo.page.keyboard.type("I bring the flask")
    bo.page.keyboard.press("Enter")
    answer = steps.message(ada.page, "flask")
    expect(answer.locator(".reply-to")).to_contain_text("Saturn at nine")
    expect(bo.page.locator(".reply-note")).to_be_hidden()
    answer.locator(".reply-to").click()
    expect(ada.page.locator("article.highlighted")).to_contain_text("Saturn")

    # While bo edits, ada's reaction comes in and leaves the words alone.
    mine = bo.page.locator("article.message", has=bo.page.locator(".reply-to"))
    choose(bo.page, mine, "Edit")
    field = bo.page.get_by_label("Edit the message")
    field.fill("I bring two flasks")
    tool(answer, "React with 👍").click()
    expect(reaction(mine, "👍")).to_be_visible()
    expect(field).to_have_value("I bring two flasks")

    # Enter saves, but within a code fence it breaks the line.
    field.fill("```\nflasks")
    field.press("Enter")
    expect(field).to_have_value("```\nflasks\n")
    field.fill("I bring two flasks")
    field.press("Enter")
    expect(field).to_have_count(0)
    expect(answer).to_contain_text("two flasks")
    expect(answer).to_contain_text("(edited)")

    choose(ada.page, hers, "Pin")
    expect(theirs).to_have_class(re.compile(r"\bpinned\b"))
    expect(bo.page.locator(".system-line", has_text="pinned a message")).to_be_visible()
    choose(ada.page, hers, "Copy text")
    expect(ada.page.get_by_text("Copied", exact=True).last).to_be_visible()
    assert ada.page.evaluate("navigator.clipboard.readText()") == "Saturn at nine"
    hers.evaluate("(message) => message.focus()")
    ada.page.keyboard.press("c")
    ada.page.wait_for_function("navigator.clipboard.readText().then((text) => /\\/m\\/[0-9a-f-]+$/.test(text))")

    # Deleting asks first.
    choose(ada.page, hers, "Delete")
    ada.page.get_by_role("button", name="Keep it").click()
    expect(theirs).to_contain_text("Saturn at nine")
    tool(theirs, "Reply").click()
    expect(bo.page.locator(".reply-note")).to_contain_text("Saturn at nine")
    choose(ada.page, hers, "Delete")
    ada.page.get_by_role("dialog", name="Delete this message?").get_by_role("button", name="Delete").click()
    expect(bo.page.locator('article[data-state="deleted"]')).to_contain_text("This message was deleted.")
    expect(bo.page.get_by_text("Saturn at nine", exact=True)).to_have_count(0)
    expect(bo.page.locator(".reply-note")).to_be_hidden()
    assert "Saturn at nine" not in bo.page.evaluate("JSON.stringify(localStorage)")

    # Somebody else's with a reason, which Enter sends.
    steps.write(bo.page, "Cheap lenses")
    spam = steps.message(ada.page, "Cheap lenses")
    expect(spam).to_be_visible()
    choose(ada.page, spam, "Delete")
    reason = ada.page.get_by_role("dialog", name="Delete this message?").get_by_label("Why")
    reason.fill("adverts")
    reason.press("Enter")
    expect(bo.page.get_by_text("Cheap lenses", exact=True)).to_have_count(0)


def test_a_keyboard_is_enough_and_a_finger_as_well(pair):
    ada, bo = pair(**PHONE)
    page = ada.page
    steps.write(page, "Saturn at nine")
    mine = steps.message(page, "Saturn")
    expect(mine).to_have_attribute("data-id", re.compile("."))

    # + opens the picker, letters search, Enter takes the first.
    mine.focus()
    page.keyboard.press("+")
    expect(page.get_by_label("Search emoji")).to_be_focused()
    page.keyboard.type("telescope")
    expect(page.get_by_role("button", name="telescope")).to_be_visible()
    page.keyboard.press("Enter")
    expect(reaction(mine, "🔭")).to_have_attribute("aria-pressed", "true")
    expect(mine).to_be_focused()

    # E edits; Esc asks only when something was changed; an empty message asks to be deleted.
    page.keyboard.press("e")
    field = page.get_by_label("Edit the message")
    expect(field).to_have_value("Saturn at nine")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(mine).to_be_focused()
    page.keyboard.press("e")
    expect(field).to_be_focused()
    page.keyboard.type("?")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Leave without saving?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(field).to_have_value("Saturn at nine?")
    field.fill("")
    field.press("Enter")
    expect(page.get_by_role("dialog", name="Delete this message?")).to_be_visible()
    page.keyboard.press("Escape")
    field.fill("Saturn at ten")
    field.press("Enter")
    expect(mine).to_contain_text("Saturn at ten")

    # The menu by Shift-F10, its entries by arrows.
    mine.focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem", name="Reply")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Edit")).to_be_focused()
    page.keyboard.press("Escape")
    expect(mine).to_be_focused()
    page.keyboard.press("r")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()

    # On a phone a tap shows the tools, and holding opens the menu as a sheet from below.
    theirs = steps.message(bo.page, "Saturn")
    theirs.locator(".message-text").tap()
    expect(theirs.get_by_role("button", name="Reply", exact=True)).to_be_visible()
    theirs.locator(".message-text").dispatch_event("contextmenu", {"bubbles": True, "cancelable": True})
    menu = bo.page.get_by_role("menu", name="Message actions")
    expect(menu).to_be_visible()
    expect(menu).to_have_css("opacity", "1")
    expect(menu.locator(".menu-message")).to_contain_text(re.compile(r"\d\d:\d\d\s+Saturn"))
    box = menu.bounding_box()
    assert box["x"] == 0
    assert round(box["y"] + box["height"]) == PHONE["viewport"]["height"]
    menu.get_by_role("menuitemcheckbox", name="React with ❤️").tap()
    expect(reaction(theirs, "❤️")).to_have_attribute("aria-pressed", "true")
    expect(reaction(mine, "❤️")).to_be_visible()

    # Unread from here stays unread while one looks on.
    theirs.locator(".message-text").dispatch_event("contextmenu", {"bubbles": True, "cancelable": True})
    bo.page.get_by_role("menuitem", name="Mark unread from here").tap()
    expect(bo.page.locator(".new-line + article")).to_contain_text("Saturn")


def test_in_an_archived_topic_nothing_is_offered_that_would_not_be_done(pair):
    ada, bo = pair()
    page = bo.page
    steps.write(ada.page, "Saturn at nine")
    theirs, hers = steps.message(page, "Saturn"), steps.message(ada.page, "Saturn")
    tool(hers, "React with 👍").click()
    expect(reaction(theirs, "👍")).to_be_visible()
    tool(theirs, "React with ❤️").click()
    expect(reaction(hers, "❤️")).to_be_visible()
    refused = {"code": "archived", "message": "This topic is archived."}
    page.route("**/api/v1/topics/*/messages", lambda route: route.fulfill(status=403, json=refused))
    failed = page.locator("article.message[data-state=failed]", has_text="too late")
    with bo.expecting("403"):
        steps.write(page, "too late")
        expect(failed.get_by_role("button", name="Edit")).to_be_visible()

    ada.page.get_by_role("button", name="More about this topic").click()
    ada.page.get_by_role("link", name="Archive", exact=True).click()
    ada.page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.get_by_text("This topic is archived. It can be read")).to_be_visible()

    # Words that were not sent stay in sight, where there is no field to take them back to.
    expect(failed.get_by_role("button", name="Discard")).to_be_visible()
    expect(failed.get_by_role("button", name="Edit")).to_have_count(0)
    # Of reactions one's own can be taken back.
    expect(reaction(theirs, "👍")).to_be_disabled()
    expect(theirs.locator(".reactions").get_by_role("button", name="Add a reaction")).to_have_count(0)
    expect(reaction(theirs, "❤️")).to_be_enabled()
    reaction(theirs, "❤️").click()
    expect(reaction(hers, "❤️")).to_have_count(0)


def test_in_a_narrow_window_a_message_within_a_run_says_under_the_pointer_when_it_was(pair):
    ada, _bo = pair()
    page = ada.page
    for text in ("Saturn at nine", "Jupiter at ten"):
        steps.write(page, text)
        expect(steps.message(page, text)).to_have_attribute("data-id", re.compile("."))
    time = steps.message(page, "Jupiter").locator(".message-time")
    page.set_viewport_size({"width": 760, "height": 700})
    steps.message(page, "Saturn").hover()
    expect(time).to_be_hidden()

    steps.message(page, "Jupiter").hover()
    expect(time).to_be_visible()
    expect(time).to_have_css("opacity", "1")
