"""It is true of a finger on messages that pulling replies, holding opens what one can do, and all else is scrolling."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import arrivals, steps
from tests.people import PHONE, Person

pytestmark = pytest.mark.once

#: Milliseconds that one has to hold a message down.
HELD = 500
#: As on an iPhone, where holding a finger down asks for no menu by itself.
NO_MENU = """
addEventListener("contextmenu", event => {
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });
"""


class Finger:
    """One finger, by the events of the device."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._device = page.context.new_cdp_session(page)

    def _send(self, what: str, *points: tuple[float, float]) -> None:
        told = {"type": what, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        self._device.send("Input.dispatchTouchEvent", told)

    def pull(self, message: Locator, along: float, across: float = 0.0, *, start: float = 150.0, lift: bool = True):
        """Begin `start` px from the left, on the words, and rest at the end: nothing is flung."""
        box = message.locator(".message-text").bounding_box()
        assert box
        x, y = start, box["y"] + box["height"] / 2
        self._send("touchStart", (x, y))
        for part in range(1, 11):
            self._send("touchMove", (x + along * part / 10, y + across * part / 10))
        self.page.wait_for_timeout(200)
        self._send("touchMove", (x + along, y + across))
        if lift:
            self.lift()

    def hold(self, message: Locator, milliseconds: int) -> float:
        """The milliseconds that it may have been down: a busy machine takes longer than it is told to."""
        began = time.monotonic()
        box = message.locator(".message-text").bounding_box()
        assert box
        self._send("touchStart", (box["x"] + 20, box["y"] + box["height"] / 2))
        # By the page's own clock: what it counts since the touch began is over before this.
        self.page.evaluate("(milliseconds) => new Promise((done) => setTimeout(done, milliseconds))", milliseconds)
        self.lift()
        return 1000 * (time.monotonic() - began)

    def lift(self) -> None:
        self._send("touchEnd")


@pytest.fixture
def bo(person, site) -> Person:
    """With a phone, before what ada has said."""
    ada, bo = person("ada"), person("bo", **PHONE)
    arrivals.sign_up(ada, site)
    link = arrivals.create_party(ada, "Paper Boats")
    arrivals.sign_up(bo, site)
    bo.page.add_init_script(NO_MENU)
    arrivals.join(bo, link)
    steps.say_many(ada.page, 30, "boat")
    steps.write(ada.page, "Saturn at nine")
    expect(steps.message(bo.page, "Saturn")).to_be_visible()
    steps.came(bo.page, "conversation/handling")
    return bo


def test_pulling_a_message_replies_to_it_and_a_short_pull_or_a_scroll_does_not(bo):
    page = bo.page
    finger, saturn = Finger(page), steps.message(page, "Saturn")
    note = page.locator(".reply-note")
    with page.expect_response(lambda answer: "/conversation/swipe" in answer.url):
        saturn.locator(".message-text").tap()
    page.wait_for_load_state("networkidle")

    finger.pull(saturn, 90, lift=False)
    expect(saturn.locator(".pull-sign")).to_be_visible()
    finger.lift()
    expect(note).to_contain_text("Saturn at nine")
    expect(saturn.locator(".pull-sign")).to_have_count(0)
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    note.locator("[data-reply-clear]").tap()
    expect(note).to_be_hidden()

    finger.pull(saturn, 40)
    finger.pull(saturn, 100, start=8)
    place = page.locator(".message-scroller")
    before = place.evaluate("box => box.scrollTop")
    finger.pull(saturn, 20, 200)
    page.wait_for_function("before => document.querySelector('.message-scroller').scrollTop < before - 50", arg=before)
    expect(saturn.locator(".pull-sign")).to_have_count(0)
    expect(note).to_be_hidden()


#: How many pixels high what one can touch of something is, in its middle.
REACH = """
(one) => {
  const box = one.getBoundingClientRect();
  const hits = (y) => one.contains(document.elementFromPoint(box.left + box.width / 2, y));
  let [top, bottom] = [box.top + 1, box.bottom - 1];
  while (hits(top - 1)) top -= 1;
  while (hits(bottom + 1)) bottom += 1;
  return bottom - top + 1;
}
"""


def test_a_quotation_and_the_name_of_a_day_are_large_enough_for_it(bo):
    page = bo.page
    saturn = steps.message(page, "Saturn at nine").first
    saturn.locator(".message-text").tap()
    saturn.get_by_role("button", name="Reply", exact=True).tap()
    steps.write(page, "I bring the flask")
    page.get_by_role("button", name="Send", exact=True).tap()
    quotation = steps.message(page, "flask").locator(".reply-to")
    expect(steps.message(page, "flask")).to_have_attribute("data-id", re.compile("."))
    assert quotation.evaluate(REACH) >= 43
    page.locator(".message-scroller").evaluate("box => { box.scrollTop = 0; }")
    assert page.locator(".day-label button").first.evaluate(REACH) >= 43


def test_holding_a_message_opens_its_menu_and_a_touch_does_not(bo):
    finger, saturn = Finger(bo.page), steps.message(bo.page, "Saturn")
    menu = bo.page.get_by_role("menu", name="Message actions")

    for _ in range(10):
        if finger.hold(saturn, HELD // 5) < HELD:
            break
        bo.page.reload()
        steps.came(bo.page, "conversation/handling")
    bo.page.wait_for_timeout(HELD)
    expect(menu).to_be_hidden()

    finger.hold(saturn, HELD + 200)
    expect(menu).to_be_visible()
    menu.get_by_role("menuitem", name="Reply").tap()
    expect(bo.page.locator(".reply-note")).to_contain_text("Saturn at nine")
