"""It is true that words arrive once and are never lost, whatever the line, the keys and the topic do meanwhile."""

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests import arrivals, steps
from tests.people import AT_ONCE_MS, NO_LINE, Person
from tests.sites import Site
from tests.steps import api

pytestmark = pytest.mark.once
# Makes parts of the page old: whether one is fetched while there is no line is otherwise a matter of moments.
MAKE_OLD = "htmx.trigger(document.body, 'members-moved'); htmx.trigger(document.body, 'party-moved')"

ANY = re.compile(".")
POSTS = "**/api/v1/topics/*/messages"
#: How far the conversation is scrolled, and how long it is.
SCROLLED = "(({ scrollTop, scrollHeight }) => [scrollTop, scrollHeight])(document.querySelector('.message-scroller'))"
#: Long enough for a second message to be written meanwhile.
SLOW_S = 12
COUNTDOWN = re.compile(r"^0:[01]\d$")


@pytest.fixture(scope="module")
def met(browser: Browser, site: Site) -> Iterator[tuple[Person, Person, str, str]]:
    """ada, who owns a party, and bo, who is in it; bo's username, and the path of the party's topic."""
    ada, bo = Person(browser, "ada", site.url), Person(browser, "bo", site.url)
    _link, name = arrivals.meet(ada, bo, site)
    yield ada, bo, name, ada.page.url
    ada.close()
    bo.close()


@pytest.fixture
def pair(met: tuple[Person, Person, str, str]) -> Iterator[tuple[Person, Person, str]]:
    """Both have the topic open. Fails when a browser has complained."""
    ada, bo, name, topic = met
    for one in (ada, bo):
        one.page.goto(topic)
        expect(field(one.page)).to_be_visible()
    yield ada, bo, name
    faults = [f"{one.name}: {fault}" for one in (ada, bo) for fault in one.faults]
    assert not faults, "\n".join(faults)


def field(page: Page) -> Locator:
    return page.get_by_label("Message", exact=True)


def pending(page: Page, text: str) -> Locator:
    return page.locator("article.message[data-state=pending]", has_text=text)


def type_until(page: Page, sign: Locator) -> None:
    """Type on until something shows: what is said before a socket listens is said to nobody."""
    for _ in range(30):
        field(page).press_sequentially("m")
        with suppress(PlaywrightTimeout):
            sign.wait_for(timeout=1_000)
            return
    raise AssertionError(f"{sign} did not come")


def ids_of(page: Page) -> tuple[str, str]:
    found = re.search("/p/([^/]+)/t/([^/?#]+)", page.url)
    assert found
    return found[1], found[2]


def test_what_was_typed_without_a_line_arrives_once_and_in_order(pair):
    ada, bo, _ = pair
    page = bo.page
    with bo.expecting(NO_LINE):
        bo.context.set_offline(True)
        page.evaluate(MAKE_OLD)
        for text in ("one by candle", "two by candle"):
            steps.write(page, text)
            expect(pending(page, text)).to_be_visible()
        expect(page.locator(".strip")).to_contain_text("Messages will be sent when you are back")
        expect(page.locator(".message-status").last).to_contain_text("Sending")
        bo.context.set_offline(False)

        expect(steps.message(page, "two by candle")).to_be_visible()
    texts = ada.page.locator("article.message .message-text", has_text="by candle")
    expect(texts).to_have_text(["one by candle", "two by candle"])
    expect(pending(page, "candle")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes(':out:'))") == []


def test_a_page_that_was_left_without_a_line_sends_at_the_next_visit(pair):
    ada, bo, _ = pair
    page = bo.page
    page.route(POSTS, lambda route: route.abort())
    with bo.expecting(NO_LINE):
        steps.write(page, "before the tunnel")
        expect(pending(page, "before the tunnel")).to_be_visible()
        page.reload()
        expect(pending(page, "before the tunnel")).to_be_visible()
        page.unroute(POSTS)
        page.reload()

    expect(steps.message(ada.page, "before the tunnel")).to_have_count(1)
    expect(steps.message(page, "before the tunnel")).to_have_count(1)


def test_a_refused_message_keeps_its_words_until_somebody_decides(pair):
    ada, bo, _ = pair
    page = bo.page
    page.route(POSTS, lambda route: route.fulfill(
        status=403, json={"code": "archived", "message": "This topic is archived."}
    ))  # fmt: skip
    with bo.expecting("403"):
        steps.write(page, "too late")
        failed = page.locator("article.message[data-state=failed]", has_text="too late")
        expect(failed.get_by_role("alert")).to_contain_text("This topic is archived.")
        page.reload()
        expect(failed.get_by_role("alert")).to_contain_text("This topic is archived.")

        page.unroute(POSTS)
        failed.get_by_role("button", name="Edit").click()
    expect(failed).to_have_count(0)
    expect(field(page)).to_have_value("too late")
    field(page).press("End")
    field(page).press_sequentially(" after all")
    field(page).press("Enter")
    expect(steps.message(ada.page, "too late after all")).to_be_visible()


def test_a_message_on_its_way_becomes_final_without_moving(pair):
    page = pair[1].page
    steps.write(page, "what stands above")
    expect(steps.message(page, "what stands above")).to_have_attribute("data-id", ANY)
    held: list[Route] = []
    page.route(POSTS, lambda route: held.append(route))

    def places() -> list[FloatRect | None]:
        """Where it stands, its words, and the message above it."""
        boxes = [
            one.bounding_box() for one in (mine, mine.locator(".message-text"), steps.message(page, "stands above"))
        ]
        assert all(boxes)
        return boxes

    steps.write(page, "light as a feather")
    mine = page.locator("article.message", has_text="light as a feather")
    expect(mine).to_have_attribute("data-state", "pending")
    first = places()
    expect(mine.locator(".message-status")).to_contain_text("Sending")
    assert places() == first
    scroll = page.evaluate(SCROLLED)

    held[0].continue_()
    expect(mine).to_have_attribute("data-id", ANY)
    expect(mine).not_to_have_attribute("data-state", "pending")
    assert places() == first
    assert page.evaluate(SCROLLED) == scroll
    page.unroute(POSTS)


def test_what_was_refused_is_sent_by_retry_and_gone_by_discard_also_after_a_reload(pair):
    ada, bo, _ = pair
    page = bo.page
    refused = {"code": "archived", "message": "This topic is archived."}
    answers: list[str] = []

    def refuse(route: Route) -> None:
        answers.append(str((route.request.post_data_json or {})["text"]))
        route.fulfill(status=403, json=refused)

    def failed(text: str) -> Locator:
        return page.locator("article.message[data-state=failed]", has_text=text)

    page.route(POSTS, refuse)
    with bo.expecting("403"):
        for text in ("at once again", "at once away", "later again", "later away"):
            steps.write(page, text)
            expect(failed(text)).to_be_visible()
        with page.expect_response(POSTS):  # only while one waits for the browser is a route answered
            failed("at once again").get_by_role("button", name="Retry").click()
        assert answers.count("at once again") == 2
        expect(failed("at once again").get_by_role("alert")).to_contain_text("This topic is archived.")

        page.unroute(POSTS)
        failed("at once again").get_by_role("button", name="Retry").click()
        expect(steps.message(ada.page, "at once again")).to_be_visible()
        failed("at once away").get_by_role("button", name="Discard").click()
        expect(page.locator("article.message", has_text="at once away")).to_have_count(0)
        page.goto(f"/p/{ids_of(page)[0]}")
        expect(page.locator(".topic-link .failed-mark")).to_be_visible()
        page.go_back()
        expect(page.locator("article.message[data-state=failed] .message-text")).to_have_text(
            ["later again", "later away"]
        )
        failed("later again").get_by_role("button", name="Retry").focus()
        page.keyboard.press("Enter")
        expect(steps.message(page, "later again")).to_have_attribute("data-id", ANY)
        expect(steps.message(page, "later again")).to_be_focused()
        failed("later away").get_by_role("button", name="Discard").click()
        expect(page.locator("article.message[data-state=failed]")).to_have_count(0)
        page.reload()
    expect(
        page.locator("article.message .message-text", has_text=re.compile("(at once|later) (again|away)"))
    ).to_have_text(["at once again", "later again"])
    expect(ada.page.locator("article.message", has_text="later again")).to_have_count(1)
    expect(ada.page.locator("article.message", has_text=re.compile("(at once|later) away"))).to_have_count(0)


def test_a_first_message_that_was_refused_and_is_gone_leaves_a_topic_as_it_was(person, site):
    cleo = person("cleo")
    arrivals.sign_up(cleo, site)
    arrivals.create_party(cleo, "Kites")
    page, invitation = cleo.page, cleo.page.get_by_role("heading", name="Nobody here yet but you")
    expect(invitation).to_be_visible()
    page.route(POSTS, lambda route: route.fulfill(status=403, json={"code": "no", "message": "Not now."}))
    with cleo.expecting("403"):
        steps.write(page, "too early")
        expect(page.get_by_role("alert")).to_contain_text("Not now.")
    expect(invitation).to_have_count(0)

    page.get_by_role("button", name="Discard").click()
    expect(invitation).to_be_visible()
    page.unroute(POSTS)
    steps.write(page, "in time")
    expect(steps.message(page, "in time")).to_have_attribute("data-id", ANY)
    expect(invitation).to_have_count(0)


def test_enter_that_ends_a_composition_sends_nothing(pair):
    page = pair[1].page
    field(page).focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "かな", "selectionStart": 2, "selectionEnd": 2})
    press = {"type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    client.send("Input.dispatchKeyEvent", press)
    client.send("Input.insertText", {"text": "仮名"})
    expect(field(page)).to_have_value("仮名")

    field(page).press("Enter")

    expect(steps.message(page, "仮名")).to_have_count(1)
    expect(field(page)).to_have_value("")


def test_a_draft_is_there_again_until_somebody_signs_out(person, site):
    cleo = person("cleo")
    arrivals.sign_up(cleo, site)
    arrivals.create_party(cleo, "Kites")
    page = cleo.page
    page.locator("body").press("h")  # anywhere on the page
    field(page).press_sequentially("alf a thought")
    page.reload()
    expect(field(page)).to_have_value("half a thought")
    party, _ = ids_of(page)
    page.goto(f"/p/{party}")
    expect(page.locator(".topic-link .draft-mark")).to_be_visible()
    page.go_back()
    expect(field(page)).to_have_value("half a thought")

    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert page.evaluate(steps.KEPT_WORDS) == []


def test_people_topics_and_emoji_are_completed_by_keys(pair):
    ada, _, name = pair
    page = ada.page
    field(page).focus()
    page.keyboard.type("Hi @bo")
    option = page.get_by_role("option", name=re.compile(name))
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field(page)).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value(f"Hi @{name} ")

    page.keyboard.type(":tada")
    expect(page.get_by_role("option").first).to_contain_text("party")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(field(page)).to_have_value(f"Hi @{name} :tada")
    page.keyboard.type(" #gen")
    expect(page.get_by_role("option", name="general")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(field(page)).to_have_value(re.compile(r":tada \[#general\]\(http\S+\) $"))
    page.keyboard.type("@everyone")
    expect(page.get_by_text("@everyone notifies 1 person.")).to_be_visible()

    # A draft says so as well, before anything is typed.
    page.reload()
    expect(field(page)).to_have_value(re.compile("@everyone$"))
    expect(page.get_by_text("@everyone notifies 1 person.")).to_be_visible()
    expect(page.get_by_role("option")).to_have_count(0)

    # What has been sent is not minded any more.
    field(page).press_sequentially(" @")
    expect(page.get_by_role("option").first).to_be_visible()
    field(page).press("Control+Enter")
    expect(field(page)).to_have_value("")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.get_by_text("@everyone notifies 1 person.")).to_have_count(0)


def test_a_break_from_writing_comes_and_goes_while_somebody_writes(pair):
    ada, bo, _ = pair
    page = bo.page
    party, _ = ids_of(page)
    field(page).fill("in the middle of")
    user = page.locator("html").get_attribute("data-user-id")
    until = page.evaluate("new Date(Date.now() + 3600_000).toISOString()")
    assert api(ada.context, "PATCH", f"/parties/{party}/members/{user}", {"timeout_until": until}) == 200
    expect(page.locator(".composer-bar")).to_contain_text("You can write again on")
    expect(page.locator(".composer-bar .left")).to_have_text(re.compile(r"^(59|1:00):\d\d"))

    assert api(ada.context, "PATCH", f"/parties/{party}/members/{user}", {"timeout_until": None}) == 200
    expect(field(page)).to_have_value("in the middle of")


def test_in_slow_mode_the_wait_is_counted_and_what_is_written_goes_out_by_itself(pair):
    ada, bo, _ = pair
    page = bo.page
    _, topic = ids_of(page)
    note = page.locator(".composer-note.slow")
    assert api(ada.context, "PATCH", f"/topics/{topic}", {"slow_mode_s": SLOW_S}) == 200
    with bo.expecting("429"):  # of the first as well, when something was said just before
        steps.write(page, "one drop")
        expect(steps.message(page, "one drop")).to_have_attribute("data-id", ANY)
        expect(note).to_contain_text("Slow mode: you can send again at")
        expect(note.locator(".left")).to_have_text(COUNTDOWN)

        steps.write(page, "another drop")
        status = pending(page, "another drop").locator(".message-status")
        expect(status).to_contain_text("This goes out by itself in")
        expect(status.locator(".left")).to_have_text(COUNTDOWN)
        left = status.locator(".left").inner_text()
        expect(status.locator(".left")).not_to_have_text(left)
        expect(steps.message(ada.page, "another drop")).to_have_count(0)
        expect(steps.message(page, "another drop")).to_have_attribute("data-id", ANY)
    expect(steps.message(ada.page, "another drop")).to_have_count(1)
    expect(pending(page, "another drop")).to_have_count(0)
    expect(field(page)).to_have_value("")
    assert api(ada.context, "PATCH", f"/topics/{topic}", {"slow_mode_s": 0}) == 200
    expect(note).to_have_count(0)


def test_others_see_that_somebody_writes_and_an_archived_topic_closes(pair):
    ada, bo, _ = pair
    _, topic = ids_of(bo.page)
    sign = ada.page.locator(".strip", has_text="is writing")
    type_until(bo.page, sign)
    steps.write(bo.page, "hm, no")
    expect(steps.message(ada.page, "hm, no")).to_be_visible()
    expect(ada.page.locator(".strip")).to_be_empty(timeout=AT_ONCE_MS)

    assert api(ada.context, "POST", f"/topics/{topic}/archive", {}) == 200
    expect(bo.page.locator(".composer-bar")).to_contain_text("archived")
    assert api(ada.context, "POST", f"/topics/{topic}/restore", {}) == 200
    expect(field(bo.page)).to_be_visible()
