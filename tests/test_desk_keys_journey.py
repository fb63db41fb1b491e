"""It is true of the keys of the desk that…"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests import arrivals, steps
from tests.people import NO_LINE, Person
from tests.sites import Site

pytestmark = pytest.mark.once

#: More than fit on the screen.
MANY = 45


@pytest.fixture(scope="module")
def met(browser: Browser, site: Site) -> Iterator[tuple[Person, Person, str]]:
    """ada in the last of the party's topics general, kites and lanterns; bo, who is in it; the path of general."""
    ada, bo = Person(browser, "ada", site.url), Person(browser, "bo", site.url)
    arrivals.sign_up(ada, site)
    link = arrivals.create_party(ada, "Paper Boats")
    general = ada.page.url
    for name in ("kites", "lanterns"):
        arrivals.create_topic(ada, name)
    arrivals.sign_up(bo, site)
    arrivals.join(bo, link)
    yield ada, bo, general
    ada.close()
    bo.close()


@pytest.fixture
def pair(met: tuple[Person, Person, str]) -> Iterator[tuple[Person, Person]]:
    """bo has general open. Fails when a browser has complained."""
    ada, bo, general = met
    bo.page.goto(general)
    stands_in(bo.page, "general")
    steps.keys_are_there(bo.page)
    for module in ("base/dialogs", "conversation/handling", "conversation/roving", "conversation/switching"):
        steps.came(bo.page, module)
    yield ada, bo
    faults = [f"{one.name}: {fault}" for one in (ada, bo) for fault in one.faults]
    assert not faults, "\n".join(faults)


def test_letters_after_a_click_on_a_message_are_written_and_after_an_arrow_act_on_it(pair):
    _ada, bo = pair
    field = bo.page.get_by_label("Message", exact=True)
    steps.write(bo.page, "first of two")
    steps.write(bo.page, "second of two")
    second = steps.message(bo.page, "second of two")

    second.locator(".message-text").click()
    expect(second).to_be_focused()
    bo.page.keyboard.type("Can you")
    expect(field).to_have_value("Can you")

    field.fill("")
    second.locator(".message-text").click()
    bo.page.keyboard.press("ArrowUp")
    expect(steps.message(bo.page, "first of two")).to_be_focused()
    bo.page.keyboard.press("ArrowDown")
    bo.page.keyboard.press("e")
    expect(bo.page.get_by_label("Edit the message")).to_have_value("second of two")
    bo.page.keyboard.press("Escape")

    # Who has left a message and comes back to it by keys is not still clicking on it.
    second.locator(".message-text").click()
    field.click()
    second.evaluate("(message) => message.focus()")
    bo.page.keyboard.press("e")
    expect(bo.page.get_by_label("Edit the message")).to_have_value("second of two")
    bo.page.keyboard.press("Escape")


def row(page: Page, topic: str) -> Locator:
    return page.locator(".topic-row", has_text=topic)


def stands_in(page: Page, topic: str) -> None:
    expect(page.get_by_role("heading", name=topic, level=1)).to_be_visible()
    expect(
        page.get_by_role("navigation", name=re.compile("^Topics")).get_by_role("link", name=topic)
    ).to_have_attribute("aria-current", "page")


def test_keys_lead_through_topics_to_what_is_unread_and_to_the_help(pair):
    ada, bo = pair
    keys = bo.page.keyboard
    keys.press("Alt+ArrowDown")
    stands_in(bo.page, "kites")
    keys.press("Alt+ArrowUp")
    stands_in(bo.page, "general")
    keys.press("Alt+ArrowUp")  # round the topics, and to nothing else
    stands_in(bo.page, "lanterns")
    keys.press("Alt+ArrowDown")
    stands_in(bo.page, "general")
    keys.press("Alt+Shift+ArrowDown")  # nothing is unread: nowhere to go
    steps.write(ada.page, "Lights on")
    expect(row(bo.page, "lanterns").locator(".count")).to_contain_text("1")
    stands_in(bo.page, "general")
    keys.press("Alt+Shift+ArrowDown")
    stands_in(bo.page, "lanterns")
    expect(steps.message(bo.page, "Lights on")).to_be_visible()
    steps.message(bo.page, "Lights on").evaluate("(message) => message.focus()")
    keys.press("u")
    expect(bo.page.locator(".new-line + article")).to_contain_text("Lights on")

    # While one writes `?` is a letter, and Ctrl-/ is the help all the same.
    field, dialog = bo.page.get_by_label("Message", exact=True), bo.page.locator("#dialog[open]")
    field.press("?")
    expect(field).to_have_value("?")
    expect(dialog).to_have_count(0)
    field.press("Control+/")
    expect(dialog.get_by_role("heading", name="Keys")).to_be_visible()
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect(field).to_be_focused()
    expect(field).to_have_value("?")
    bo.page.get_by_role("region", name="Messages in lanterns").focus()
    keys.press("?")
    expect(dialog.get_by_role("heading", name="Keys")).to_be_visible()
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    expect(field).to_have_value("?")
    keys.press("Escape")  # whatever was not looked at for long enough is read: others count from here
    expect(row(bo.page, "lanterns").locator(".count")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/notifications"])
def test_the_help_comes_by_key_where_no_topics_are(pair, path):
    _ada, bo = pair
    bo.page.goto(path)
    steps.keys_are_there(bo.page)
    steps.came(bo.page, "base/dialogs")
    dialog = bo.page.locator("#dialog[open]")
    for key in ("?", "Control+/"):
        bo.page.keyboard.press(key)
        expect(dialog.get_by_role("heading", name="Keys")).to_be_visible()
        bo.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def test_help_that_does_not_come_leaves_one_where_one_reads(pair):
    _ada, bo = pair
    before = bo.page.url
    bo.page.route("**/help", lambda route: route.abort())
    bo.page.get_by_role("region", name="Messages in general").focus()
    with bo.expecting(NO_LINE):
        bo.page.keyboard.press("?")
        expect(bo.page.locator("#toast")).to_contain_text("That did not get through.")
    assert bo.page.url == before
    bo.page.unroute("**/help")


@pytest.mark.parametrize("path", ["/", "/parties/new"])
def test_a_key_leads_into_a_page_where_no_topics_are(pair, path):
    _ada, bo = pair
    bo.page.goto(path)
    steps.keys_are_there(bo.page)
    for _ in range(2):  # past the rail
        bo.page.keyboard.press("F6")
    assert bo.page.evaluate("document.activeElement.closest('main') !== null")


def test_a_key_leads_to_the_topic_that_is_open(pair):
    _ada, bo = pair
    bo.page.keyboard.press("Alt+ArrowUp")
    stands_in(bo.page, "lanterns")
    for _ in range(5):
        bo.page.keyboard.press("F6")
        if bo.page.evaluate("document.activeElement.closest('#topics') !== null"):
            break
    link = bo.page.get_by_role("navigation", name=re.compile("^Topics")).get_by_role("link", name="lanterns")
    expect(link).to_be_focused()


#: How far down the messages one is.
PLACE = "document.querySelector('.message-scroller').scrollTop"


def test_the_first_stops_of_tab_lead_past_all_lists_to_the_messages_and_to_the_field(pair):
    _ada, bo = pair
    page = bo.page
    to_messages, to_field = (page.get_by_role("link", name=f"Skip to {name}") for name in ("messages", "composer"))
    steps.say_many(page, MANY, "calm")
    expect(steps.message(page, f"calm {MANY} of")).to_be_in_viewport()
    page.evaluate(f"{PLACE} -= 200")
    before = page.evaluate(PLACE)
    assert before > 0

    expect(to_messages).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(to_messages).to_be_focused()
    expect(to_messages).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Messages in general")).to_be_focused()
    expect(to_messages).not_to_be_in_viewport()
    assert page.evaluate(PLACE) == before  # one stays where one reads

    page.goto(page.url.split("#")[0])
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(to_field).to_be_focused()
    expect(to_field).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#composer-place$"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#composer-place') !== null")


def test_a_field_to_search_in_keeps_its_own_keys(pair):
    _ada, bo = pair
    search = bo.page.get_by_role("searchbox", name="Search Paper Boats")
    search.fill("wind")
    search.press("Alt+ArrowDown")
    search.press("Escape")
    expect(search).to_have_value("")
    stands_in(bo.page, "general")


def test_what_stands_in_a_field_is_still_there_after_the_help(pair):
    _ada, bo = pair
    bo.page.goto("/search")
    steps.keys_are_there(bo.page)
    steps.came(bo.page, "base/dialogs")
    field, dialog = bo.page.get_by_label("Search words"), bo.page.locator("#dialog[open]")
    field.fill("kites")
    field.press("Control+/")
    expect(dialog.get_by_role("heading", name="Keys")).to_be_visible()
    bo.page.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(field).to_have_value("kites")


def test_a_key_leads_round_the_parts_of_a_party_and_past_its_news(pair):
    _ada, bo = pair
    party = bo.page.url.split("/t/")[0]
    bo.page.goto(party)
    steps.keys_are_there(bo.page)
    news = bo.page.get_by_role("region", name="Paper Boats")
    for _ in range(2):
        for _ in range(4):
            bo.page.keyboard.press("F6")
            if news.evaluate("one => one === document.activeElement"):
                break
        expect(news).to_be_focused()
    bo.page.keyboard.press("F6")
    expect(news).not_to_be_focused()


#: The message that the focus is in.
MESSAGE_AT = "() => document.activeElement.closest('#messages .message')?.id ?? null"


def test_tab_stops_at_one_message_of_many_and_one_sees_where(pair):
    _ada, bo = pair
    page, field = bo.page, bo.page.get_by_label("Message", exact=True)
    steps.came(page, "conversation/handling")
    steps.came(page, "conversation/roving")
    steps.say_many(page, MANY, "gust")
    last = steps.message(page, f"gust {MANY} of")
    expect(last).to_be_visible()

    field.focus()
    met = []
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        met.append(page.evaluate(MESSAGE_AT))
        if any(met) and not met[-1]:
            break
    assert set(met) == {None, last.get_attribute("id")}, met
    assert not met[-1]

    # Enter leads to what one can do, Esc back, and the name of whoever has said it shows when one comes to it.
    page.keyboard.press("Tab")
    expect(last).to_be_focused()
    page.keyboard.press("Enter")
    expect(last.get_by_role("group", name="Message actions").get_by_role("button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(last).to_be_focused()
    name = last.locator(".author")
    assert last.locator(".message-head").bounding_box()["height"] < 5
    page.keyboard.press("Tab")
    expect(name).to_be_focused()
    assert last.locator(".message-head").bounding_box()["height"] > 20


def test_end_leads_to_the_present_and_escape_marks_all_as_read(pair):
    ada, bo = pair
    page = bo.page
    steps.say_many(ada.page, MANY, "wind")
    expect(row(page, "lanterns").locator(".count")).to_contain_text(str(MANY))
    page.keyboard.press("Alt+Shift+ArrowDown")
    stands_in(page, "lanterns")
    bar, last = page.get_by_role("form", name="New messages"), steps.message(page, f"wind {MANY} of")
    expect(bar).to_contain_text(f"{MANY} new")
    expect(last).not_to_be_in_viewport()

    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(row(page, "lanterns").locator(".count")).to_have_count(0)
    expect(last).not_to_be_in_viewport()  # one stays where one reads
    home = bo.tab()
    home.goto("/")
    expect(home.locator(".party-card", has_text="Paper Boats")).to_contain_text("All read")

    page.bring_to_front()
    page.get_by_role("region", name="Messages in lanterns").focus()
    page.keyboard.press("End")
    expect(last).to_be_in_viewport()


def test_arrow_up_edits_ones_last_message_also_from_far_above_it(pair):
    ada, bo = pair
    steps.write(bo.page, "above all of them")
    first = steps.message(bo.page, "above all of them")
    expect(first).to_have_attribute("data-id", re.compile("."))
    ada.page.goto(bo.page.url)
    steps.say_many(ada.page, 2 * MANY, "between")
    steps.write(bo.page, "below all of them")
    expect(steps.message(bo.page, "below all of them")).to_be_visible()
    bo.page.goto(f"/m/{first.get_attribute('data-id')}")
    expect(first).to_be_visible()
    steps.keys_are_there(bo.page)
    expect(steps.message(bo.page, "below all of them")).to_have_count(0)

    bo.page.get_by_label("Message", exact=True).press("ArrowUp")

    expect(bo.page.get_by_label("Edit the message")).to_have_value("below all of them")
    bo.page.keyboard.press("Escape")
    bo.page.keyboard.type("under")  # one goes on where one came from
    expect(bo.page.get_by_label("Message", exact=True)).to_have_value("under")
    bo.page.get_by_label("Message", exact=True).fill("")


def test_what_is_typed_before_the_switcher_knows_anything_is_a_query(pair):
    _ada, bo = pair
    held: list[Route] = []
    bo.page.route(re.compile("/base/switcher"), lambda route: held.append(route))
    with bo.page.expect_request(re.compile("/base/switcher")):
        bo.page.get_by_label("Message", exact=True).press("Control+k")
    bo.page.keyboard.type("lant")
    expect(bo.page.get_by_role("combobox", name="Go to")).to_have_value("lant")
    expect(bo.page.get_by_role("option")).to_have_count(0)
    for route in held:
        route.continue_()
    expect(bo.page.get_by_role("option", name=re.compile("lanterns"))).to_have_attribute("aria-selected", "true")
    bo.page.keyboard.press("Escape")
    expect(bo.page.get_by_label("Message", exact=True)).to_have_value("")
    bo.page.unroute_all()


def test_what_was_asked_for_an_earlier_switcher_takes_nothing_away_from_a_later_one(pair):
    _ada, bo = pair
    held: list[Route] = []
    option = bo.page.get_by_role("option", name=re.compile("lanterns"))
    bo.page.route(re.compile("/members"), lambda route: route.continue_() if held else held.append(route))
    bo.page.route("**/api/v1/sync", lambda route: route.abort(), times=1)
    with bo.expecting(NO_LINE):
        bo.page.keyboard.press("Control+k")
        expect(bo.page.get_by_text("The names did not come.")).to_be_visible()
    bo.page.keyboard.press("Escape")
    with bo.page.expect_response(re.compile("/members")):
        bo.page.keyboard.press("Control+k")
    expect(option).to_be_visible()
    with bo.page.expect_response(re.compile("/members")) as late:
        held[0].continue_()
    late.value.finished()
    bo.page.keyboard.type("@ada")  # whom the later one asked for, after all that has come
    expect(bo.page.get_by_role("option").first).to_be_visible()
    bo.page.keyboard.press("Control+a")
    bo.page.keyboard.type("lant")
    expect(option).to_be_visible()
    bo.page.keyboard.press("Escape")
    bo.page.unroute_all()


def test_the_switcher_says_when_it_learns_nothing(pair):
    _ada, bo = pair
    lost = bo.page.get_by_text("The names did not come.")
    bo.page.route("**/api/v1/sync", lambda route: route.abort())
    with bo.expecting(NO_LINE):
        bo.page.keyboard.press("Control+k")
        expect(lost).to_be_visible()
    bo.page.unroute("**/api/v1/sync")
    bo.page.keyboard.press("Escape")
    bo.page.keyboard.press("Control+k")
    expect(bo.page.get_by_role("option", name=re.compile("lanterns"))).to_be_visible()
    expect(lost).to_be_hidden()
    bo.page.keyboard.press("Control+k")  # the same key again
    expect(bo.page.locator("#switcher[open]")).to_have_count(0)
