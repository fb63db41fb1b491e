"""It is true of how a page comes in, on a telephone, that…"""

import re

import pytest
from playwright.sync_api import expect

from tests import steps
from tests.sites import DEMO_PASSWORD
from tests.weight import modules_of_a_topic

pytestmark = pytest.mark.once

PHONE = {"viewport": {"width": 390, "height": 844}}
WATCH = """
window.shifts = 0;
window.requests = 1;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => { window.requests += list.getEntries().length; })
  .observe({ type: "resource", buffered: true });
"""
#: How far what one comes in to is from the part of the list that is seen, in heights of that part.
FAR_FROM_BEGIN = """
() => {
  const seen = document.querySelector(".message-scroller").getBoundingClientRect();
  const begin = document.querySelector(".new-line, #messages > .day:last-of-type > article:last-of-type");
  if (!begin) return 0;
  const { top, bottom } = begin.getBoundingClientRect();
  return Math.max(seen.top - bottom, top - seen.bottom, 0) / seen.height;
}
"""
#: Twice the modules of a topic would be a mistake in what imports what. Fonts, styles and icons are in it.
MOST_REQUESTS = {"topic": 80, "home": 70, "sign-in": 46}


@pytest.fixture
def ada(person):
    somebody = person("ada", **PHONE)
    somebody.context.add_init_script(WATCH)
    steps.sign_in(somebody, "ada@example.org", DEMO_PASSWORD)
    return somebody


@pytest.fixture
def topics(ada):
    ada.page.get_by_role("link", name="Small Telescope Club").first.click()
    expect(ada.page).to_have_url(re.compile("/p/"))
    return ada.page.locator("a.topic-link").evaluate_all(
        "(links) => links.map(({ href }) => href).filter((href) => /\\/t\\//.test(href))"
    )


def quiet(page):
    page.wait_for_load_state("networkidle")


def test_nothing_moves_by_itself_while_a_topic_comes_in(ada, topics):
    for address in topics:
        ada.page.goto(address)
        quiet(ada.page)

        assert ada.page.evaluate("window.shifts") < 0.05, address


#: A line over which a page comes in many pieces, in bytes per second and milliseconds.
SLOW_LINE = {"offline": False, "latency": 20, "downloadThroughput": 20_000, "uploadThroughput": 20_000}


@pytest.mark.parametrize("size", [PHONE, {"viewport": {"width": 1280, "height": 720}}], ids=["phone", "desktop"])
def test_nothing_moves_either_when_the_page_comes_in_pieces(person, size):
    ada = person("ada", **size)
    ada.context.add_init_script(WATCH)
    steps.sign_in(ada, "ada@example.org", DEMO_PASSWORD)
    ada.page.get_by_role("link", name="Small Telescope Club").first.click()
    expect(ada.page).to_have_url(re.compile("/p/"))
    address = ada.page.locator("a.topic-link").first.get_attribute("href")
    ada.page.goto(address)
    quiet(ada.page)  # what never changes is in the cache now: it is the page alone that comes slowly
    ada.context.new_cdp_session(ada.page).send("Network.emulateNetworkConditions", SLOW_LINE)
    ada.page.goto(address)
    expect(ada.page.locator("#messages article").last).to_be_visible()

    assert ada.page.evaluate("window.shifts") < 0.001


def test_where_reading_begins_is_on_screen_before_any_module(ada, topics):
    page = ada.page
    with ada.expecting("Failed to load resource"):
        page.route("**/js/app*.js", lambda route: route.abort())
        for address in topics:
            page.goto(address)
            # A font that comes late moves the end a little; whoever holds it there is a module.
            assert page.evaluate(FAR_FROM_BEGIN) < 0.5, address


def test_messages_are_shown_without_the_script_that_finds_the_place(ada, topics):
    page = ada.page
    with ada.expecting("Failed to load resource"):
        page.route("**/js/conversation/place*.js", lambda route: route.abort())
        page.goto(topics[0])

        expect(page.locator("#messages article").last).to_be_visible()
        quiet(page)


def test_no_page_asks_for_more_files_than_it_may(ada, topics, person):
    stranger = person("stranger")
    stranger.context.add_init_script(WATCH)
    counted = {}
    for name, who, path in (("topic", ada, topics[0]), ("home", ada, "/"), ("sign-in", stranger, "/accounts/login/")):
        who.page.goto(path)
        quiet(who.page)
        counted[name] = who.page.evaluate("window.requests")

    assert all(1 < count <= MOST_REQUESTS[name] for name, count in counted.items()), counted


#: Our modules that a page has loaded, under the names that they have in the sources.
LOADED = """
performance.getEntriesByType("resource")
  .map(({ name }) => /\\/static\\/(js\\/.*?)(?:\\.[0-9a-f]{12})?\\.js$/.exec(name))
  .filter(Boolean).map((found) => `${found[1]}.js`)
"""


def test_a_topic_loads_by_itself_what_is_weighed_as_that_and_nothing_else(ada, topics):
    ada.page.goto(topics[0])
    weighed = {*modules_of_a_topic(), "js/conversation/place.js"}
    ada.page.wait_for_function(f"() => {LOADED.strip()}.length >= {len(weighed)}")
    quiet(ada.page)

    assert set(ada.page.evaluate(LOADED)) == weighed
