"""It is true of what is new, in a browser, that…"""

import json
import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, ViewportSize, WebSocketRoute, expect

from tests.arrivals import create_party, create_topic, join, send, sign_in, sign_up
from tests.blocked import without_sockets
from tests.people import Person
from tests.steps import KEPT_WORDS, PASSWORD, WATCH_SAID, api, came, message, say_many, write

pytestmark = pytest.mark.once

#: Over once a notice of what has come is decided on: live/notices.js gathers for 400 ms, then asks the tabs.
TOLD = "() => new Promise((done) => setTimeout(done, 500)).then(() => navigator.locks.query())"

#: A tab that nobody looks at, which a headless browser does not have; notices and sounds that can be counted.
OUTSIDE = """
let away = false;
document.hasFocus = () => !away;
Object.defineProperty(document, "visibilityState", { get: () => (away ? "hidden" : "visible") });
window.leave = (gone) => {
  away = gone;
  dispatchEvent(new Event(gone ? "blur" : "focus"));
  document.dispatchEvent(new Event("visibilitychange"));
};
window.Notification = class {
  static permission = "granted";
  static async requestPermission() { return "granted"; }
  constructor(title, { body }) {
    const paper = document.body.appendChild(document.createElement("p"));
    Object.assign(paper, { className: "notice-shown", textContent: `${title}: ${body}` });
  }
  close() {}
};
window.ticks = 0;
const { start } = OscillatorNode.prototype;
OscillatorNode.prototype.start = function (...when) {
  start.apply(this, when);
  window.ticks += 1;
};
"""


#: What a page asks for what it would hear by its socket: when, by the page's own clock, and after which change.
WATCH_ASKING = """
window.asked = [];
window.underway = 0;
const fetched = window.fetch;
window.fetch = async (address, ...rest) => {
  const [, query] = /topics\\/[^/]+\\/changes\\?(.*)/.exec(String(address)) ?? [];
  if (query) asked.push({ at: Date.now(), after: Number(new URLSearchParams(query).get("after")) });
  underway += 1;
  try {
    return await fetched(address, ...rest);
  } finally {
    underway -= 1;
  }
};
"""


@pytest.fixture
def ada(person, site) -> Person:
    """The owner of a new party, in its first topic."""
    somebody = person("ada")
    somebody.username = sign_up(somebody, site)
    somebody.link = create_party(somebody, "News")
    return somebody


@pytest.fixture
def bo(person, site, ada) -> Person:
    """A member, in the same topic."""
    somebody = person("bo")
    somebody.context.add_init_script(OUTSIDE)
    somebody.username = sign_up(somebody, site)
    join(somebody, ada.link)
    expect(somebody.page.get_by_role("heading", name="general")).to_be_visible()
    return somebody


def line(page: Page, topic: str):
    """The topic's row in the list: its name, and its number beside that."""
    return page.locator(".topic-row", has_text=topic)


def title(page: Page, beginning: str) -> None:
    expect(page).to_have_title(re.compile("^" + re.escape(beginning)))


def test_two_tabs_say_what_is_unread_and_forget_it_together(ada, bo):
    address = create_topic(ada, "boats")
    here, home = bo.page, bo.tab()
    home.goto("/")
    expect(line(here, "boats")).to_be_visible()  # without a page load
    line(here, "boats").evaluate("row => { row.isOld = true; }")
    create_topic(ada, "kites")
    expect(line(here, "kites")).to_be_visible()
    assert line(here, "boats").evaluate("row => row.isOld"), "the list was put in anew, and not changed"
    ada.page.goto(address)
    here.evaluate("window.same = true")
    write(ada.page, "Ahoy")
    write(ada.page, f"Where is @{bo.username}?")

    expect(line(here, "boats").locator(".mention-count")).to_contain_text("@1")
    title(here, "(2) general")
    expect(home.locator(".party-card", has_text="News").locator(".mention-count")).to_contain_text("@1")
    title(home, "(")
    assert "favicon-unread" in home.locator("link[rel=icon]").get_attribute("href")
    assert here.evaluate("window.same"), "the page was loaded again"

    here.goto(address)
    title(here, "boats")
    expect(home.locator(".party-card", has_text="News")).to_contain_text("All read")
    title(home, "My parties")
    assert "favicon-unread" not in home.locator("link[rel=icon]").get_attribute("href")


def hear(page: Page, level: str) -> None:
    """Choose by the bell what one wants to hear of the topic that is open."""
    page.locator("#bell").click()
    dialog = page.locator("#dialog[open]")
    dialog.get_by_role("radio", name=re.compile(f"^{level}")).check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def test_what_one_device_reads_or_silences_another_follows_by_itself(ada, bo, person):
    far = person("bo2")
    sign_in(far.context, f"{bo.username}@example.org", PASSWORD)
    far.goto(bo.page.url)
    here, there, row = bo.page, far.page, line(far.page, "boats")
    there.evaluate("window.same = true")
    address = create_topic(ada, "boats")
    write(ada.page, "Ahoy")
    title(there, "(1) general")
    expect(row.locator(".count")).to_contain_text("1")

    here.goto(address)
    title(there, "general")
    expect(row.locator(".count")).to_have_count(0)
    for module in ("base/dialogs", "conversation/handling"):
        came(here, module)
    message(here, "Ahoy").focus()
    here.keyboard.press("u")
    title(there, "(1) general")
    expect(row.locator(".count")).to_contain_text("1")

    hear(here, "Nothing")
    expect(here.locator("#bell")).to_have_attribute("data-level", "none")
    expect(row.locator(".topic-link")).to_contain_class("muted")
    title(there, "general")
    write(ada.page, "Ahoy again")
    expect(message(here, "Ahoy again")).to_be_visible()
    expect(row.locator(".count")).to_have_count(0)
    title(there, "general")

    hear(here, "Everything")
    expect(row.locator(".topic-link")).not_to_contain_class("muted")
    expect(row.locator(".count")).to_contain_text("2")
    title(there, "(2) general")
    assert there.evaluate("window.same"), "the page was loaded again"


#: More than a low window has room for.
MANY_TOPICS = 14
LOW = ViewportSize(width=1280, height=480)


def test_an_unread_topic_that_is_out_of_sight_in_the_list_is_one_press_away(ada, bo):
    page, party = bo.page, bo.page.url.split("/")[4]
    up, down = (page.locator(f"[data-jump={way}]") for way in ("up", "down"))
    page.set_viewport_size(LOW)

    def add(name: str) -> str:
        """A new topic; its id."""
        given = {"client_id": name.replace(" ", "-"), "name": name}
        made = send(ada.context, "POST", f"/api/v1/parties/{party}/topics", data=given)
        return str(made.json()["topic"]["id"])

    def say_in(topic: str) -> None:
        given: dict[str, object] = {"client_id": f"said-in-{topic}", "text": "Ahoy"}
        assert api(ada.context, "POST", f"/topics/{topic}/messages", given) == 201

    names = [f"boat {number:02}" for number in range(1, MANY_TOPICS + 1)]
    topics = [add(name) for name in names]
    first, last = (line(page, name).locator(".topic-link") for name in (names[0], names[-1]))
    expect(last).to_be_attached()
    expect(last).not_to_be_in_viewport()
    expect(first).to_be_in_viewport()
    expect(up).to_be_hidden()
    expect(down).to_be_hidden()

    say_in(topics[0])  # which is in sight
    expect(first).to_contain_class("unread")
    say_in(topics[-1])
    expect(down).to_be_visible()
    expect(down).to_have_text("Unread")
    expect(up).to_be_hidden()

    down.click()
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()
    expect(first).not_to_be_in_viewport()
    expect(up).to_be_visible()
    expect(down).to_be_hidden()

    up.press("Enter")
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    expect(down).to_be_visible()
    expect(up).to_be_hidden()

    first.press("Enter")  # what is read needs no button
    expect(page.get_by_role("heading", name=names[0], level=1)).to_be_visible()
    expect(first).not_to_contain_class("unread")
    down.click()
    expect(last).to_be_focused()
    expect(first).not_to_be_in_viewport()
    expect(down).to_be_hidden()
    expect(up).to_be_hidden()


def test_what_others_write_is_said_to_those_who_hear_the_page_unless_the_device_is_told_not_to(ada, bo):
    page, region, settings = bo.page, bo.page.locator("#announcer"), bo.tab()
    switch = settings.get_by_label("Read new messages to screen readers")
    page.add_init_script(WATCH_SAID)
    page.reload()
    expect(region).to_have_attribute("aria-live", "polite")
    write(page, "by bo")
    expect(message(page, "by bo")).to_have_attribute("data-id", re.compile("."))
    write(ada.page, "aloud")
    expect(region).to_have_text(f"{ada.username}: aloud")
    assert page.evaluate("said") == [f"{ada.username}: aloud"]  # and not what was there, nor one's own

    settings.goto("/notifications")
    expect(switch).to_be_checked()
    switch.uncheck()
    settings.reload()
    expect(switch).to_be_visible()
    expect(switch).not_to_be_checked()
    write(ada.page, "in silence")
    expect(message(page, "in silence")).to_be_visible()

    switch.check()
    write(ada.page, "aloud again")
    expect(region).to_have_text(f"{ada.username}: aloud again")  # else "2 new messages"
    assert page.evaluate("said") == [f"{ada.username}: {text}" for text in ("aloud", "aloud again")]


@pytest.fixture
def blocked(bo, site):
    """The site's address where handshakes are refused, and the refusals; what bo's browser says of them is expected."""
    with without_sockets(site.url) as (address, refused), bo.expecting("WebSocket"):
        yield address, refused
        for page in bo.context.pages:
            page.goto("about:blank")


def path_of(address: str) -> str:
    return urlsplit(address).path


def test_where_the_socket_is_blocked_messages_and_numbers_come_all_the_same(ada, bo, blocked):
    create_topic(ada, "boats")
    page = bo.page
    address, refused = blocked
    page.goto(address + path_of(page.url))

    expect(page.locator(".strip")).to_contain_text("every few seconds")
    assert refused
    write(ada.page, "elsewhere")
    expect(line(page, "boats").locator(".count")).to_contain_text("1")
    title(page, "(1) general")
    line(ada.page, "general").click()
    expect(ada.page.get_by_role("heading", name="general")).to_be_visible()
    write(ada.page, "Do you hear me?")
    expect(message(page, "Do you hear me?")).to_be_visible()
    write(page, "I do.")
    expect(message(page, "I do.")).to_be_visible()
    expect(message(ada.page, "I do.")).to_be_visible()

    # Nor does it take a page load to learn that one may not write any more, and may again.
    ada.page.get_by_role("button", name="More about this topic").click()
    ada.page.get_by_role("link", name="Archive", exact=True).click()
    ada.page.locator("#dialog[open]").get_by_role("button", name="Archive").click()
    expect(page.locator(".composer-bar")).to_contain_text("archived")
    ada.page.get_by_role("button", name="More about this topic").click()
    ada.page.get_by_role("link", name="Bring it back", exact=True).click()
    ada.page.locator("#dialog[open]").get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Message", exact=True)).to_be_visible()

    # A topic that is gone is asked for no more, and what stands in for the field is said once.
    page.get_by_label("Message", exact=True).fill("half a thought of bo")
    with bo.expecting("404"):
        assert api(ada.context, "DELETE", f"/topics/{path_of(page.url).rpartition('/')[2]}?confirm=general", {}) == 204
        bar = page.locator(".composer-bar[role=alert]")
        expect(bar).to_contain_text("You can't see this topic any more")
        bar.evaluate("bar => { bar.dataset.first = 'yes' }")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(path_of(request.url)))
        for _ in range(2):
            page.wait_for_event("requestfinished", lambda request: path_of(request.url) == "/api/v1/sync")
        expect(bar).to_have_attribute("data-first", "yes")
        assert [path for path in asked if path.endswith("/changes")] == []

    # Somebody else has signed in meanwhile: the page becomes theirs, and keeps nothing of what was begun.
    assert len(page.evaluate(KEPT_WORDS)) == 1
    with bo.expecting("404"):
        bo.context.add_cookies(ada.context.cookies())
        expect(page.locator("html")).to_have_attribute("data-user-id", user_of(ada))
        page.wait_for_load_state("networkidle")
    assert page.evaluate(KEPT_WORDS) == []


def user_of(person: Person) -> str:
    return str(person.page.locator("html").get_attribute("data-user-id"))


def next_question(page: Page, step_ms: int) -> dict[str, int]:
    """What the page asks next, {at, after}. Its clock goes on in steps, and stands while an answer is on its way."""
    count = page.evaluate("asked.length")
    for _ in range(500):
        if page.evaluate("underway"):
            page.wait_for_timeout(5)
        else:
            page.clock.run_for(step_ms)
        if page.evaluate("asked.length") > count:
            return dict(page.evaluate("asked.at(-1)"))
    raise AssertionError("it did not ask again")


@pytest.mark.long
def test_where_the_socket_is_blocked_it_asks_every_three_seconds_and_every_thirty_when_nobody_looks(ada, bo, blocked):
    page, step = bo.page, 250
    address, refused = blocked
    page.add_init_script(WATCH_ASKING)
    page.clock.install()
    page.goto(address + path_of(page.url))
    have = int(page.locator("#messages").get_attribute("data-have"))
    page.wait_for_load_state("networkidle")
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))

    seen = [next_question(page, step) for _ in range(4)]
    assert [one["after"] for one in seen] == [have] * 4
    assert all(3_000 <= b["at"] - a["at"] <= 4_500 for a, b in pairwise(seen)), seen

    page.evaluate("leave(true)")
    first = next_question(page, step)  # planned while somebody looked
    write(ada.page, "Nobody there?")
    expect(message(ada.page, "Nobody there?")).to_be_visible()
    later = next_question(page, 1_000)
    assert 30_000 <= later["at"] - first["at"] <= 33_000
    expect(message(page, "Nobody there?")).to_be_attached()

    page.evaluate("leave(false)")
    back = next_question(page, step)  # at once, from where it is by now
    assert back["at"] - later["at"] < 2_500
    assert back["after"] > have
    assert len(refused) > 2  # and it goes on trying


def test_a_device_that_slept_has_lost_nothing_when_it_wakes(ada, bo):
    page, sockets = bo.page, []

    def carry(socket: WebSocketRoute) -> None:
        """Nothing comes through while it sleeps, and nobody is told that."""
        server = socket.connect_to_server()
        alive = {"is": True}
        sockets.append(alive)
        socket.on_message(lambda frame: server.send(frame) if alive["is"] else None)
        server.on_message(lambda frame: socket.send(frame) if alive["is"] else None)

    page.route_web_socket(re.compile("/ws"), carry)
    page.clock.install()
    page.reload()
    write(ada.page, "before")
    expect(message(page, "before")).to_be_visible()
    for each in sockets:
        each["is"] = False
    write(ada.page, "while it slept")
    expect(message(ada.page, "while it slept")).to_be_visible()
    assert message(page, "while it slept").count() == 0

    page.clock.fast_forward("03:00")
    expect(message(page, "while it slept")).to_be_visible()
    assert len(sockets) > 1
    assert message(page, "while it slept").count() == 1
    expect(page.locator("#messages .new-line + article")).to_contain_text("while it slept")
    write(ada.page, "after that")
    expect(message(page, "after that")).to_be_visible()
    expect(page.locator("#messages .new-line + article")).to_contain_text("while it slept")


def test_who_missed_too_much_to_be_sent_all_of_it_comes_back_to_the_new_line(ada, bo):
    page, now = bo.page, {"is": "here"}

    def told(frame: str) -> str | None:
        """As if more had been missed than is sent."""
        said = json.loads(frame)
        if said["op"] == "synced":
            now["is"] = "synced"
            said["topics"] = {topic: missed | {"limited": True} for topic, missed in said["topics"].items()}
        return None if now["is"] == "back" and said.get("t") == "message" else json.dumps(said)

    def pass_on(socket: WebSocketRoute, frame: str | bytes | None) -> None:
        if frame is not None:
            socket.send(frame)

    def carry(socket: WebSocketRoute) -> None:
        if now["is"] == "away":
            socket.close(code=1012)
            return
        server = socket.connect_to_server()
        is_first, now["socket"] = now["is"] == "here", socket
        socket.on_message(lambda frame: server.send(frame))
        server.on_message(lambda frame: pass_on(socket, frame if is_first else told(str(frame))))

    page.route_web_socket(re.compile("/ws"), carry)
    page.reload()
    write(ada.page, "before")
    expect(message(page, "before")).to_be_visible()
    page.evaluate("document.documentElement.dataset.mark = 'here'")
    page.wait_for_load_state("networkidle")  # it is read

    with bo.expecting("Failed to load resource"):
        page.route("**/changes?*", lambda route: route.abort())  # nor does it ask, as it does without sockets
        now["is"] = "away"
        now["socket"].close(code=1012)
        say_many(ada.page, 40, "word")  # more than the newest page has
        expect(message(ada.page, "word 40 of 40")).to_be_visible()
        now["is"] = "back"
        below = page.locator("#messages .new-line + article")
        expect(below).to_contain_text("word 1 of 40")
        expect(below).to_be_in_viewport()
        page.unroute("**/changes?*")
    assert page.evaluate("document.documentElement.dataset.mark") == "here"


def test_a_line_that_broke_is_said_and_so_is_what_was_missed_when_it_is_back(ada, bo):
    page, strip, is_away = bo.page, bo.page.locator(".strip"), False
    sockets: list[WebSocketRoute] = []

    def carry(socket: WebSocketRoute) -> None:
        if is_away:
            socket.close(code=1012)
            return
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(re.compile("/ws"), carry)
    page.reload()
    write(ada.page, "before")
    expect(message(page, "before")).to_be_visible()
    expect(strip).to_be_empty()

    with bo.expecting("Failed to load resource"):
        page.route("**/changes?*", lambda route: route.abort())  # nor does it ask, as it does without sockets
        is_away = True
        sockets[-1].close(code=1012)
        expect(strip).to_contain_text("Reconnecting. Keep writing, it will be sent.")
        for text in ("one missed", "two missed"):
            write(ada.page, text)
            expect(message(ada.page, text)).to_be_visible()
        expect(message(page, "missed")).to_have_count(0)
        is_away = False
        expect(strip).to_have_text("Back online, 2 messages caught up")
        expect(message(page, "missed")).to_have_count(2)
        page.unroute("**/changes?*")
    expect(strip).to_be_empty()


def test_one_tab_tells_of_a_mention_when_none_is_looked_at(ada, bo):
    create_topic(ada, "boats")
    here, name = bo.page, f"@{bo.username}"
    write(ada.page, f"Are you there, {name}?")
    card = here.locator(".offer")
    expect(card).to_contain_text("mentioned you")
    card.get_by_role("button", name="Tell me").click()
    expect(card).to_have_count(0)
    other = bo.tab()
    other.goto("/")
    title(other, "(1)")

    for tab in (here, other):
        tab.evaluate("leave(true)")
    write(ada.page, f"A boat for {name}!")
    expect(here.locator(".notice-shown")).to_have_count(1)
    other.evaluate("leave(false)")
    here.wait_for_timeout(2_000)  # until it has heard so from the other tab: words that are as quick may outrun that
    write(ada.page, f"Another for {name}!")
    title(here, "(3)")
    here.evaluate(TOLD)
    other.evaluate("leave(true)")
    write(ada.page, f"The last for {name}!")

    told = [f"{ada.username}, boats: {text} for {name}!" for text in ("A boat", "The last")]
    expect(here.locator(".notice-shown")).to_have_text(told)
    expect(other.locator(".notice-shown")).to_have_count(0)
    here.wait_for_function("window.ticks === 2")

    # Switched off on the device, in whatever tab, there is neither notice nor question; and without its sound a notice
    # is silent.
    other.evaluate("leave(false)")
    other.goto("/notifications")
    other.get_by_role("button", name="Try it").click()
    expect(other.locator(".notice-shown")).to_have_text(["Chatterbox: This is how a message shows."])
    other.wait_for_function("window.ticks === 1")
    other.get_by_label("Tell me of new messages").uncheck()
    expect(other.get_by_role("button", name="Try it")).to_be_hidden()
    other.get_by_label("With a soft sound").uncheck()
    other.evaluate("leave(true)")
    write(ada.page, f"Not told to {name}.")
    title(here, "(5)")
    here.evaluate(TOLD)
    other.evaluate("leave(false)")
    other.get_by_label("Tell me of new messages").check()
    other.evaluate("leave(true)")
    write(ada.page, f"And again for {name}!")
    expect(here.locator(".notice-shown")).to_have_text([*told, f"{ada.username}, boats: And again for {name}!"])
    for tab, ticks in ((here, 2), (other, 1)):
        assert tab.evaluate("window.ticks") == ticks
        expect(tab.locator(".offer")).to_have_count(0)


def test_a_part_of_the_page_that_could_not_be_fetched_is_fetched_again(ada, bo, person, site):
    refused = []

    def refuse_once(route: Route) -> None:
        if refused:
            route.continue_()
            return
        refused.append(route.request.url)
        route.fulfill(status=503, body="")

    bo.page.route(re.compile("panel=people"), refuse_once)
    with bo.expecting("503"):
        cy = person("cy")
        name = sign_up(cy, site)
        join(cy, ada.link)
        expect(bo.page.locator("#members").get_by_role("link", name=re.compile(name))).to_be_visible()
    assert len(refused) == 1


#: Longer than the page waits before it says that what is looked at has been read.
SURELY_READ_MS = 1_500


def test_who_left_a_tab_at_its_end_finds_there_where_they_stopped(ada, bo):
    page, told, line, pill = bo.page, [], bo.page.locator(".new-line"), bo.page.locator(".to-present")
    page.on("request", lambda request: told.append(request.post_data_json["n"]) if is_read(request) else None)
    last = int(page.locator("#messages").get_attribute("data-last-n"))
    with page.expect_response(lambda answer: is_read(answer.request) and answer.request.post_data_json["n"] > last):
        write(ada.page, "seen by both")
    page.evaluate("leave(true)")
    told.clear()
    say_many(ada.page, 40, "wind")
    expect(message(page, "wind 40 of 40")).to_be_attached()

    expect(page.locator(".new-line + article")).to_contain_text("wind 1 of 40")
    expect(line).to_be_in_viewport()
    expect(message(page, "wind 40 of 40")).not_to_be_in_viewport()
    expect(pill).to_have_text(re.compile(r"^\d+ new$"))
    count = int(pill.inner_text().split()[0])
    key = message(ada.page, "seen by both").get_attribute("data-id")
    assert api(ada.context, "PUT", f"/messages/{key}/pin", {}) < 300
    expect(page.locator(".system-line", has_text="pinned a message")).to_be_attached()
    write(ada.page, "and still")
    expect(pill).to_have_text(f"{count + 1} new")  # what the house notes is no message

    page.evaluate("leave(false)")
    page.wait_for_timeout(SURELY_READ_MS)
    expect(line).to_be_in_viewport()
    assert told == []
    with page.expect_request(is_read):
        pill.click()
    expect(message(page, "and still")).to_be_in_viewport()

    page.evaluate("document.hasFocus = () => false")  # another window is before it, and this one can be seen
    say_many(ada.page, 20, "gust")
    expect(message(page, "gust 20 of 20")).to_be_in_viewport()
    expect(page.locator(".new-line + article")).to_contain_text("gust 1 of 20")


def is_read(request: Request) -> bool:
    """Whether a page says by it how far somebody has read."""
    return request.method == "PUT" and request.url.endswith("/read")
