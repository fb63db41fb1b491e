"""It is true of moving through topics and history that…"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests import arrivals, steps
from tests.people import Person

pytestmark = pytest.mark.once

#: A mark on the page that a page load would take away.
SET_MARK = "document.documentElement.dataset.mark = 'here';"
#: Tells later whether the part of the page that is open now is still somebody's.
KEEP_WEAKLY = "window.kept = new WeakRef(document.getElementById('main'));"


def topic_link(page: Page, name: str):
    return page.get_by_role("navigation", name=re.compile("^Topics")).get_by_role("link", name=name)


@pytest.fixture
def pair(person, site) -> tuple[Person, Person]:
    """ada and bo in a party with the topics general and kites; bo has general open."""
    ada, bo = person("ada"), person("bo")
    ada.username = arrivals.sign_up(ada, site)
    link = arrivals.create_party(ada, "Paper Boats")
    arrivals.create_topic(ada, "kites")
    arrivals.sign_up(bo, site)
    arrivals.join(bo, link)
    expect(bo.page.get_by_role("heading", name="general")).to_be_visible()
    steps.came(bo.page, "conversation/switching")
    return ada, bo


def test_another_topic_comes_without_a_page_load_and_lives_and_back_leads_back(pair):
    ada, bo = pair
    page = bo.page
    page.evaluate(SET_MARK + KEEP_WEAKLY)
    first = page.url

    with held_back(page, re.compile(r"panel=pins")):  # what is asked for here and comes late is nothing to the next
        page.get_by_role("link", name="Pinned messages").click()
        topic_link(page, "kites").click()
        expect(page.get_by_role("heading", name="kites")).to_be_visible()
    second = page.url
    expect(page).to_have_title(re.compile("kites, Paper Boats"))
    expect(topic_link(page, "kites")).to_have_attribute("aria-current", "page")
    expect(topic_link(page, "general")).not_to_have_attribute("aria-current", "page")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    steps.write(ada.page, "High up")
    expect(steps.message(page, "High up")).to_be_visible()
    steps.write(page, "Seen from below")
    expect(steps.message(ada.page, "Seen from below")).to_be_visible()
    assert (page.url, page.get_by_role("heading", name="Pinned messages").count()) == (second, 0)
    page.context.new_cdp_session(page).send("HeapProfiler.collectGarbage")
    assert page.evaluate("kept.deref() === undefined"), "what was left is still in memory"
    page.get_by_label("Message", exact=True).press("ArrowUp")
    edit = page.get_by_label("Edit the message")
    edit.fill("Seen from far below")

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
    expect(edit).to_have_value("Seen from far below")  # what was being edited is still being it
    expect(edit).not_to_be_focused()
    edit.press("Enter")
    expect(edit).to_have_count(0)
    expect(steps.message(page, "Seen from far below")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.mark") == "here"


def test_back_from_a_panel_leads_to_where_one_was_reading(pair):
    ada, bo = pair
    page = bo.page
    ada.page.evaluate(POST_MANY, {"count": 61, "words": "wind"})
    topic_link(page, "kites").click()
    expect(page.locator(".new-line")).to_be_in_viewport()
    page.wait_for_load_state("networkidle")
    page.evaluate(SCROLL_TO, "end")  # so that nothing comes in later
    expect(page.locator("#m-61")).to_be_attached()
    page.evaluate(SHOW, 30)
    before = page.evaluate(TOP, 30)

    page.get_by_role("link", name="Pinned messages").click()
    expect(page.get_by_role("heading", name="Pinned messages")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Pinned messages")).to_have_count(0)
    expect(page.locator("#m-30")).to_be_in_viewport()
    assert abs(page.evaluate(TOP, 30) - before) < STILL_PX

    # On a phone the panel stands before the conversation, and what comes meanwhile leads nobody to the end.
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate(SCROLL_TO, "end")  # so that the newest are on the page
    expect(page.locator("#m-61")).to_be_attached()
    page.evaluate(SHOW, 20)
    page.locator("#to-people").click()
    expect(page.locator("#panel")).to_be_visible()
    expect(page.locator("#m-20")).to_be_hidden()
    steps.write(ada.page, "meanwhile")
    expect(steps.message(page, "meanwhile")).to_be_attached()
    page.locator("#panel .back-link").click()
    expect(page.locator("#m-20")).to_be_in_viewport()
    expect(steps.message(page, "meanwhile")).not_to_be_in_viewport()


def test_back_leads_to_the_end_where_one_had_read_to_it_from_a_message(pair):
    ada, bo = pair
    page, kites = bo.page, ada.page.url.split("?")[0]
    ada.page.evaluate(POST_MANY, {"count": 61, "words": "wind"})
    page.goto(f"{kites}?around=20#m-20")
    for module in ("base/keys", "conversation/switching"):
        steps.came(page, module)
    expect(page.locator("#m-20")).to_be_in_viewport()
    page.get_by_role("region", name="Messages in kites").focus()
    with page.expect_response(READS):  # so that nothing is new when one comes back
        page.keyboard.press("End")
    expect(page.locator("#m-61")).to_be_in_viewport()

    topic_link(page, "general").click()
    expect(page.get_by_role("heading", name="general")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="kites")).to_be_visible()
    expect(page.locator("#m-61")).to_be_in_viewport()
    expect(page.locator("#m-20")).not_to_be_in_viewport()


#: Posts many messages, a few at a time, as the API takes them.
POST_MANY = """
async ({count, words}) => {
  const [, , , , topic] = location.pathname.split("/");
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  const post = (n) => fetch(`/api/v1/topics/${topic}/messages`, {
    method: "POST", headers: {"Content-Type": "application/json", "X-CSRFToken": token},
    body: JSON.stringify({client_id: `${words}-${n}`, text: `${words} ${n}`}),
  });
  await post(0);
  for (let n = 1; n < count; n += 30) await Promise.all([...Array(30).keys()].map((k) => post(n + k)));
}
"""
#: Deletes the message with a number.
DELETE = """
async (n) => {
  const [, , , , topic] = location.pathname.split("/");
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  const { items } = await (await fetch(`/api/v1/topics/${topic}/messages?around=${n}`)).json();
  const { id } = items.find((each) => each.n === n);
  await fetch(`/api/v1/messages/${id}`, {method: "DELETE", headers: {"X-CSRFToken": token}});
}
"""
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
#: The most messages that ever were on the page, counted after every change of it.
WATCH_COUNT = """
window.most = 0;
new MutationObserver(() => {
  window.most = Math.max(window.most, document.querySelectorAll("#messages article").length);
}).observe(document, { childList: true, subtree: true });
"""
MOST_ON_PAGE = 300
#: Whether so many messages were said, each by itself or as one of "n new messages".
HAS_SAID = "(count) => said.reduce((sum, one) => sum + (parseInt(one) || 1), 0) >= count"
#: Where a message is, once two frames have passed.
TOP = """
async (n) => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return document.getElementById(`m-${n}`).getBoundingClientRect().top;
}
"""
#: Puts a message to the upper edge.
SHOW = "(n) => document.getElementById(`m-${n}`).scrollIntoView({ block: 'start' })"
SCROLL_TO = """
(place) => {
  const box = document.querySelector('.message-scroller');
  box.scrollTop = place === 'top' ? 0 : box.scrollHeight;
}
"""
NUMBERS = "[...document.querySelectorAll('#messages article[data-n]')].map((one) => Number(one.dataset.n))"
POSTS = re.compile(r"/messages$")
#: The newest page of a topic.
NEWEST = re.compile(r"/t/[^/?]+$")
#: What says how far somebody has read.
READS = re.compile(r"/topics/[^/]+/read$")
#: Longer than a page waits before it says so.
SURELY_READ_MS = 1_500
#: Less than one sees.
STILL_PX = 3


def numbers(page: Page) -> list[int]:
    return page.evaluate(NUMBERS)


def lacks_newest(page: Page) -> bool:
    return bool(page.evaluate("'hasAfter' in document.getElementById('messages').dataset"))


@contextmanager
def held_back(page: Page, address: re.Pattern[str]) -> Iterator[list[Route]]:
    """Inside, requests of this kind wait; at the end they go on."""
    waiting: list[Route] = []
    is_open = False
    page.route(address, lambda route: route.continue_() if is_open else waiting.append(route))
    yield waiting
    is_open = True
    for route in waiting:
        route.continue_()
    page.unroute(address)


def test_a_topic_that_takes_long_shows_meanwhile_where_its_messages_will_be(pair):
    _ada, bo = pair
    page = bo.page
    with held_back(page, NEWEST):
        topic_link(page, "kites").click()
        expect(page.locator(".message-skeleton")).to_have_count(8)
    expect(page.get_by_role("heading", name="kites")).to_be_visible()
    expect(page.locator(".message-skeleton")).to_have_count(0)


def test_the_bar_above_what_is_new_stays_until_all_of_that_was_seen(pair):
    ada, bo = pair
    page, general, kites = bo.page, bo.page.url, ada.page.url
    bar = page.get_by_role("form", name="New messages")
    for text in ("High up", "Higher still"):
        steps.write(ada.page, text)
        expect(steps.message(ada.page, text)).to_have_attribute("data-id", re.compile("."))
    with held_back(page, READS):
        with page.expect_request(READS):
            page.goto(kites)
        expect(bar).to_contain_text("2 new")
    expect(bar).to_be_hidden()
    expect(page.locator(".new-line")).to_be_in_viewport()

    page.goto(general)
    ada.page.evaluate(POST_MANY, {"count": 61, "words": "wind"})
    page.goto(kites)
    steps.keys_are_there(page)
    page.wait_for_timeout(SURELY_READ_MS)
    expect(bar).to_contain_text("61 new")
    bar.get_by_role("link", name="Jump to present").click()
    expect(bar).to_be_hidden()
    expect(page.locator("article.message").last).to_be_in_viewport()
    assert numbers(page)[-1] == 63
    expect(page.locator(".new-line")).to_have_count(0)  # what is unread does not begin on this page


def test_beyond_the_last_message_one_is_in_the_present_and_can_read_back(pair):
    ada, bo = pair
    topic_link(ada.page, "general").click()
    expect(ada.page.get_by_role("heading", name="general")).to_be_visible()
    steps.write(ada.page, "said before")
    expect(steps.message(ada.page, "said before")).to_have_attribute("data-id", re.compile("."))

    bo.page.goto(f"{bo.page.url.split('?')[0]}?after=999")
    expect(steps.message(bo.page, "said before")).to_be_visible()
    steps.write(bo.page, "said since")
    expect(steps.message(ada.page, "said since")).to_be_visible()
    expect(steps.message(bo.page, "said since")).to_have_attribute("data-id", re.compile("."))
    assert not lacks_newest(bo.page)


def test_many_unread_messages_are_met_at_the_new_line_and_scrolling_never_jumps(pair):
    ada, bo = pair
    topic_link(bo.page, "kites").click()
    expect(bo.page.get_by_role("heading", name="kites")).to_be_visible()
    steps.write(ada.page, "the first")
    expect(steps.message(bo.page, "the first")).to_be_visible()
    topic_link(bo.page, "general").click()
    expect(bo.page.get_by_role("heading", name="general")).to_be_visible()
    ada.page.evaluate(POST_MANY, {"count": 391, "words": "wind"})

    page = bo.page
    page.add_init_script(SHIFTS + WATCH_COUNT + steps.WATCH_SAID)
    page.reload()
    topic_link(page, "kites").click()
    bar = page.get_by_role("form", name="New messages")
    expect(bar).to_contain_text("99+ new")
    expect(page.locator(".new-line")).to_be_in_viewport()
    expect(steps.message(page, "wind 0")).to_be_in_viewport()
    page.reload()
    expect(page.locator(".new-line")).to_be_in_viewport()
    assert page.evaluate("window.shifts") < 0.05

    for _ in range(10):  # down, page after page
        if not lacks_newest(page):
            break
        last = numbers(page)[-1]
        page.evaluate(SCROLL_TO, "end")
        expect(page.locator(f"#m-{last + 1}")).to_be_attached()
    page.evaluate(SCROLL_TO, "end")
    expect(steps.message(page, "wind 390")).to_be_in_viewport()
    before = numbers(page)[0]
    assert page.evaluate("said") == []  # what one comes to by scrolling is no news
    ada.page.evaluate(POST_MANY, {"count": 31, "words": "gust"})  # and what comes while one is there
    expect(page.locator("#m-423")).to_be_in_viewport()
    assert numbers(page)[0] > before > 1
    page.wait_for_function(HAS_SAID, arg=31)
    assert any("new messages" in one for one in page.evaluate("said"))
    page.evaluate("said.length = 0")

    for round in range(3):  # and up again: what one reads stays where it is
        first = numbers(page)[0]
        with held_back(page, re.compile(r"[?&]before=")) as requests:
            with page.expect_request(re.compile(r"[?&]before=")):
                page.evaluate(SCROLL_TO, "top")
            before = page.evaluate(TOP, first)
            assert len(requests) == 1
            if round == 0:  # what changes while a page is on its way
                route = requests.pop()
                answer = route.fetch()
                ada.page.evaluate(DELETE, first - 2)
                steps.write(ada.page, "brand new")
                expect(page.locator(".to-present")).to_contain_text("1 new")
                assert abs(page.evaluate(TOP, first) - before) < STILL_PX, "what came made it jump"
                route.fulfill(response=answer)
                expect(page.locator(f"#m-{first - 2}")).to_have_attribute("data-state", "deleted")
        expect(page.locator(f"#m-{first - 1}")).to_be_attached()
        assert abs(page.evaluate(TOP, first) - before) < STILL_PX, f"page {round} up made it jump"
    assert sorted(numbers(page)) == numbers(page)
    assert 250 < page.evaluate("window.most") <= MOST_ON_PAGE
    expect(page.locator("#announcer")).to_contain_text("brand new")
    assert page.evaluate("said") == [f"{ada.username}: brand new"]

    pill = page.locator(".to-present")
    expect(steps.message(page, "brand new")).to_have_count(0)
    pill.click()
    expect(steps.message(page, "brand new")).to_be_in_viewport()
    expect(bar).to_be_hidden()

    # What was refused waits at the end, and leads nobody there; what is said now does.
    refused = {"code": "archived", "message": "This topic is archived."}
    failed = page.locator("article.message[data-state=failed]")
    page.route(POSTS, lambda route: route.fulfill(status=403, json=refused))
    with bo.expecting("403"):
        steps.write(page, "too late")
        expect(failed).to_be_in_viewport()
    page.unroute(POSTS)
    topic = page.url.split("?")[0].split("#")[0]
    last = numbers(page)[-1]
    page.goto(f"{topic}?panel=none#m-{last - 15}")
    expect(failed).to_be_attached()
    expect(page.locator(f"#m-{last - 15}")).to_be_in_viewport()
    expect(failed).not_to_be_in_viewport()
    page.goto(f"{topic}?around=20")
    expect(steps.message(page, "brand new")).to_have_count(0)
    with held_back(page, POSTS), held_back(page, NEWEST):  # also while the present is on its way
        steps.write(page, "said in the present")
        expect(page.locator("article.message[data-state=pending]")).to_be_in_viewport()
    expect(steps.message(page, "said in the present")).to_be_in_viewport()
