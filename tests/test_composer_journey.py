"""It is true of the field that one writes in that…"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests import arrivals, steps
from tests.people import Person
from tests.sites import Site

pytestmark = pytest.mark.once

TELESCOPE = "🔭"
ANY = re.compile(".")
NARROW = ViewportSize(width=320, height=640)
WIDE = ViewportSize(width=1280, height=720)
SELECTION = "one => [one.selectionStart, one.selectionEnd]"
SELECT = "(one, [start, end]) => one.setSelectionRange(start, end)"


@pytest.fixture(scope="module")
def writer(browser: Browser, site: Site) -> Iterator[Person]:
    """Somebody with a party of their own."""
    ada = Person(browser, "ada", site.url)
    arrivals.sign_up(ada, site)
    arrivals.create_party(ada, "Paper Boats")
    yield ada
    ada.close()


@pytest.fixture
def page(writer: Person) -> Iterator[Page]:
    """Its topic, with an empty field. Fails when the browser has complained."""
    writer.page.set_viewport_size(WIDE)
    writer.page.goto(writer.page.url)
    field(writer.page).fill("")
    yield writer.page
    assert not writer.faults, "\n".join(writer.faults)


def field(page: Page) -> Locator:
    return page.get_by_label("Message", exact=True)


def opener(page: Page) -> Locator:
    """The button that opens the picker, which has the same name."""
    return page.locator("#composer").get_by_role("button", name="Emoji")


def picker(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Emoji")


def look_for(page: Page, name: str) -> None:
    """In an open picker, which is ready for it."""
    expect(page.get_by_label("Search emoji")).to_be_focused()
    page.keyboard.type(name)
    expect(picker(page).get_by_role("button", name=name, exact=True)).to_be_visible()


def test_an_emoji_comes_where_the_caret_is_by_mouse_and_by_key_and_is_kept_as_a_draft(page):
    field(page).fill("Look up now")
    field(page).evaluate(SELECT, [7, 7])
    opener(page).click()
    expect(opener(page)).to_have_attribute("aria-expanded", "true")
    look_for(page, "telescope")
    picker(page).get_by_role("button", name="telescope", exact=True).click()
    expect(field(page)).to_have_value(f"Look up{TELESCOPE} now")
    expect(field(page)).to_be_focused()
    expect(picker(page)).to_have_count(0)
    page.keyboard.type("!")
    expect(field(page)).to_have_value(f"Look up{TELESCOPE}! now")

    # By key, in place of what is selected; and none at all.
    field(page).evaluate(SELECT, [11, 14])
    page.keyboard.press("Tab")
    expect(opener(page)).to_be_focused()
    page.keyboard.press("Enter")
    look_for(page, "telescope")
    steps.end_word(page.get_by_label("Search emoji"))
    expect(picker(page)).to_be_visible()
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value(f"Look up{TELESCOPE}! {TELESCOPE}")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    look_for(page, "telescope")
    page.keyboard.press("Escape")
    expect(picker(page)).to_have_count(0)
    expect(field(page)).to_be_focused()
    expect(opener(page)).to_have_attribute("aria-expanded", "false")
    page.reload()
    expect(field(page)).to_have_value(f"Look up{TELESCOPE}! {TELESCOPE}")

    # A second press of the button closes what the first has opened; so does a click on the field.
    opener(page).click()
    expect(picker(page)).to_be_visible()
    opener(page).click()
    expect(picker(page)).to_have_count(0)
    expect(field(page)).to_be_focused()
    opener(page).click()
    expect(picker(page)).to_be_visible()
    field(page).click()
    expect(picker(page)).to_have_count(0)
    expect(field(page)).to_be_focused()


def test_on_the_narrowest_phone_the_buttons_leave_room_to_write(page):
    page.set_viewport_size(NARROW)
    send = page.get_by_role("button", name="Send")
    boxes = [each.bounding_box() for each in (field(page), opener(page), send)]
    assert all(boxes)
    (text, emoji, last) = boxes

    assert text["width"] >= 140, boxes
    assert text["x"] + text["width"] <= emoji["x"], boxes
    assert emoji["x"] + emoji["width"] <= last["x"], boxes
    assert last["x"] + last["width"] <= NARROW["width"], boxes
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    opener(page).click()
    look_for(page, "telescope")
    box = picker(page).bounding_box()
    assert box
    assert box["x"] >= 0, box
    assert box["x"] + box["width"] <= NARROW["width"], box


def test_the_field_counts_near_the_limit_and_refuses_beyond_it_with_a_sentence(page):
    counter = page.locator("#composer .counter")
    refusal = page.locator("#composer").get_by_role("alert")
    field(page).fill("x" * 3_199)
    expect(counter).to_be_hidden()
    field(page).fill("x" * 3_300)
    expect(counter).to_have_text("700")
    field(page).fill("🔭" * 4_001)  # each counts once, as the server counts it
    expect(counter).to_have_text("-1")
    expect(refusal).to_have_count(0)

    field(page).press("Enter")
    expect(refusal).to_contain_text("A message can have 4,000 characters; this one has 4,001.")
    expect(field(page)).to_have_attribute("aria-invalid", "true")
    expect(field(page)).to_have_value("🔭" * 4_001)
    expect(page.locator("article.message", has_text=TELESCOPE)).to_have_count(0)

    field(page).press("End")
    field(page).press("Backspace")
    expect(counter).to_have_text("0")
    expect(refusal).to_have_count(0)
    expect(field(page)).not_to_have_attribute("aria-invalid", "true")
    field(page).press("Enter")
    expect(page.locator("article.message[data-id]", has_text=TELESCOPE)).to_have_count(1)
    expect(field(page)).to_have_value("")
    expect(counter).to_be_hidden()


def test_the_field_grows_to_six_lines_and_then_scrolls(page):
    def height(lines: int) -> float:
        field(page).fill("\n".join(["a line"] * lines))
        box = field(page).bounding_box()
        assert box
        return box["height"]

    one, three, six, twenty = (height(lines) for lines in (1, 3, 6, 20))
    line = (three - one) / 2
    assert line > 16, (one, three)
    assert abs(six - one - 5 * line) < 1, (one, three, six)
    assert twenty - six < line / 2, (six, twenty)
    assert field(page).evaluate("one => one.scrollHeight > one.clientHeight + 1")
    assert height(1) == one


def test_words_become_bold_or_a_link_and_can_be_had_back(page):
    field(page).fill("say it now")
    field(page).evaluate(SELECT, [4, 6])
    field(page).press("Control+b")
    expect(field(page)).to_have_value("say **it** now")
    assert field(page).evaluate(SELECTION) == [6, 8]
    field(page).press("Control+b")
    expect(field(page)).to_have_value("say it now")
    field(page).press("Control+z")
    expect(field(page)).to_have_value("say **it** now")

    field(page).fill("https://example.org/map_(old)")
    field(page).press("Control+a")
    field(page).press("Control+x")
    field(page).fill("here is the map")
    field(page).evaluate(SELECT, [8, 15])
    field(page).press("Control+v")
    expect(field(page)).to_have_value("here is [the map](https://example.org/map_%28old%29)")
    field(page).fill("")
    field(page).press("Control+v")
    expect(field(page)).to_have_value("https://example.org/map_(old)")


def test_what_was_copied_with_its_looks_comes_as_markdown(page):
    said = "We **fold** [boats](https://example.org/)"
    steps.write(page, said)
    words = steps.message(page, "We fold boats").locator(".message-text")
    expect(words.get_by_role("link", name="boats")).to_be_visible()
    field(page).blur()
    words.evaluate("(words) => getSelection().selectAllChildren(words)")
    page.keyboard.press("Control+c")
    field(page).press("Control+v")
    expect(field(page)).to_have_value(said)
    field(page).fill("```\n")  # in code it is words alone
    field(page).press("Control+v")
    expect(field(page)).to_have_value(re.compile(r"^```\nWe fold boats\s*$"))


def test_that_enter_starts_a_new_line_is_kept_on_the_device(page):
    def choose(breaks: bool) -> None:
        page.get_by_role("button", name="How to write").click()
        page.get_by_label("Enter starts a new line, Ctrl-Enter sends").set_checked(breaks)
        page.keyboard.press("Escape")

    choose(True)
    for word in ("first", "second"):  # at once, and after the page was loaded again
        field(page).fill(word)
        field(page).press("Enter")
        expect(field(page)).to_have_value(f"{word}\n")
        page.reload()
        expect(field(page)).to_have_value(f"{word}\n")  # the draft: nothing was sent
    field(page).press("Control+Enter")
    expect(steps.message(page, "second")).to_have_attribute("data-id", ANY)
    expect(steps.message(page, "first")).to_have_count(0)

    choose(False)
    field(page).fill("third")
    field(page).press("Enter")
    expect(steps.message(page, "third")).to_have_attribute("data-id", ANY)
