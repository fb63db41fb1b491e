"""It is true of reading that…"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import arrivals, steps
from tests.sites import DEMO_PASSWORD

pytestmark = pytest.mark.once

#: The days on the page, as they are written in it.
DAYS = "[...document.querySelectorAll('#messages > .day')].map((section) => section.dataset.day)"
#: Everything that the browser keeps for pages of this site, and for the way back.
KEPT = """[
  ...Object.entries({ ...localStorage }), ...Object.entries({ ...sessionStorage }), JSON.stringify(history.state),
].join("\\n")"""
SCHEME = "getComputedStyle(document.documentElement).colorScheme"
GROUND = "getComputedStyle(document.documentElement).backgroundColor"
#: Of the list of topics, in rem.
WIDTH = """
document.querySelector('.topic-list').offsetWidth / parseFloat(getComputedStyle(document.documentElement).fontSize)
"""


def test_the_name_of_a_day_leads_to_another_day(person):
    ada = person("ada")
    steps.sign_in(ada, "ada@example.org", DEMO_PASSWORD)
    page = ada.page
    page.get_by_role("link", name="Small Telescope Club").first.click()
    expect(page).to_have_url(re.compile("/p/"))
    steps.came(page, "conversation/switching")
    page.get_by_role("navigation", name=re.compile("^Topics")).get_by_role("link", name="general").click()
    expect(page.get_by_role("heading", name="general")).to_be_visible()
    page.evaluate("document.documentElement.dataset.mark = 'here'")
    days = page.evaluate(DAYS)
    assert len(days) > 1, "the demo party has talked on one day only"

    field = page.get_by_label("Go to a day", exact=True).and_(page.locator("input"))
    expect(field).to_be_hidden()
    page.locator(".day-label button").last.click()
    expect(field).to_have_value(days[-1])  # it begins with the day that was pressed
    field.fill(days[0])
    field.press("Enter")

    expect(page).to_have_url(re.compile(f"date={days[0]}"))
    expect(field).to_be_hidden()
    expect(page.locator(f'.day[data-day="{days[0]}"] article').first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.dataset.mark") == "here"


def test_code_is_copied_by_its_button(person, site):
    ada = person("ada", permissions=["clipboard-read", "clipboard-write"])
    arrivals.sign_up(ada, site)
    arrivals.create_party(ada, "Paper Boats")
    page = ada.page
    steps.write(page, "```python\nfold(paper)\n    twice()\n```\nThat is all.")

    head = steps.message(page, "That is all.").locator("figcaption")
    expect(head).to_contain_text("python")
    head.get_by_role("button", name="Copy").click()

    expect(page.locator(".toast")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").strip() == "fold(paper)\n    twice()"

    steps.message(page, "That is all.").focus()
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Delete", exact=True).click()
    quote = page.get_by_role("dialog", name="Delete this message?").locator("blockquote")
    expect(quote).to_have_text("fold(paper) twice() That is all.")  # and not what the page says of it


def test_of_many_notes_of_the_house_the_last_one_shows_until_one_wants_to_read_the_others(person, site):
    ada = person("ada")
    arrivals.sign_up(ada, site)
    arrivals.create_party(ada, "Paper Boats")
    page, topic = ada.page, ada.page.url.rpartition("/")[2]
    steps.came(page, "conversation/handling")
    steps.write(page, "We need a better name")
    expect(steps.message(page, "better name")).to_have_attribute("data-id", re.compile("."))
    notes = page.locator("article.system-line", has_text="named this topic boat")
    shown, others = notes.filter(visible=True), page.get_by_role("button", name=re.compile("earlier note"))

    def rename(*numbers: int) -> None:
        for number in numbers:
            assert steps.api(ada.context, "PATCH", f"/topics/{topic}", {"name": f"boat {number}"}) == 200
        expect(notes).to_have_count(numbers[-1])

    rename(1, 2, 3)
    expect(shown).to_have_count(3)
    expect(others).to_have_count(0)
    rename(4)
    for _ in range(2):  # as they come, and when the page is loaded
        expect(others).to_have_text("3 earlier notes")
        expect(shown).to_have_count(1)
        expect(shown).to_contain_text("boat 4")
        page.reload()

    others.click()
    expect(shown).to_have_count(4)
    expect(shown.first).to_be_focused()
    expect(others).to_have_count(0)
    rename(5)
    expect(shown).to_have_count(5)
    expect(others).to_have_count(0)


def read_around(page: Page) -> None:
    """A panel and back, another topic and back: what a browser would keep pages for."""
    topic = page.url
    page.get_by_role("link", name="Pinned messages").first.click()
    expect(page.get_by_text("Nothing is pinned yet")).to_be_visible()
    page.go_back()
    expect(page.locator("#pins")).to_have_count(0)
    page.get_by_role("navigation", name=re.compile("^Topics")).get_by_role("link", name="kites").click()
    expect(page.get_by_role("heading", name="kites")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(topic)
    expect(steps.message(page, "under the blue roof")).to_be_visible()


def test_nothing_of_what_was_read_stays_in_the_browser(person, site):
    ada = person("ada")
    arrivals.sign_up(ada, site)
    arrivals.create_party(ada, "Paper Boats")
    page = ada.page
    general = page.url
    arrivals.create_topic(ada, "kites")
    answer = page.goto(general)
    assert "no-store" in answer.headers["cache-control"]
    steps.write(page, "We meet under the blue roof")
    expect(steps.message(page, "under the blue roof")).to_be_visible()

    read_around(page)
    kept = page.evaluate(KEPT)
    assert "blue roof" not in kept
    assert "htmx-history-cache" not in kept

    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    for _ in range(2):
        page.go_back()
        expect(page).to_have_url(re.compile("/accounts/login/"))
        expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
        assert "blue roof" not in page.content()


def test_a_theme_that_was_chosen_is_there_from_the_first_byte(person, site):
    ada = person("ada", color_scheme="light")
    arrivals.sign_up(ada, site)
    page = ada.page
    page.goto("/accounts/")
    light = page.evaluate(GROUND)
    page.get_by_label("Dark").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = page.evaluate(GROUND)
    assert dark != light

    page.route("**/static/js/**", lambda route: route.abort())  # so that no script has a hand in it
    with ada.expecting("Failed to load resource"):
        for path in ("/", "/parties/new", "/accounts/"):
            html = page.goto(path).text()
            assert 'data-theme="dark"' in html
            assert (page.evaluate(SCHEME), page.evaluate(GROUND)) == ("dark", dark)
    page.unroute("**/static/js/**")

    page.goto("/accounts/")
    page.get_by_label("As my device").check()
    html = page.goto("/").text()
    assert "data-theme" not in html
    assert page.evaluate(GROUND) == light


def test_the_list_of_topics_is_as_wide_as_one_has_made_it(person, site):
    ada = person("ada")
    arrivals.sign_up(ada, site)
    arrivals.create_party(ada, "Paper Boats")
    page = ada.page
    edge = page.get_by_role("separator", name="Width of the list of topics")
    expect(edge).to_be_visible()
    before = page.evaluate(WIDTH)
    edge.focus()
    steps.came(page, "desk/list_edge")  # fetched by now, for whoever comes to it
    expect(edge).to_have_attribute("aria-valuenow", "16")
    for _ in range(3):
        edge.press("ArrowRight")
    expect(edge).to_have_attribute("aria-valuenow", "19")
    assert page.evaluate(WIDTH) == 19

    box = edge.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"] + 300)
    assert 14 <= page.evaluate(WIDTH) <= 16
    page.mouse.move(5, box["y"] + 300)
    page.mouse.up()
    assert page.evaluate(WIDTH) == 13

    page.route("**/static/js/**", lambda route: route.abort())  # so that no script has a hand in it
    with ada.expecting("Failed to load resource"):
        page.reload()
        assert page.evaluate(WIDTH) == 13
        expect(edge).to_be_hidden()
    page.unroute("**/static/js/**")
    page.reload()
    edge.hover()
    steps.came(page, "desk/list_edge")
    edge.dblclick()
    assert page.evaluate(WIDTH) == before
    assert "data-list" not in page.reload().text()
