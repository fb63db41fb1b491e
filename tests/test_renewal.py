"""It is true that nobody is signed out by a token's short life, in two tabs or without a script."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests import arrivals, sites, steps
from tests.people import Person

TOKEN_SECONDS = 5
#: Four lives of a token.
LONG_ENOUGH = 4 * TOKEN_SECONDS


@pytest.fixture(scope="module")
def short_lived(tmp_path_factory, collected):
    """A site whose access tokens last five seconds."""
    data = tmp_path_factory.mktemp("short") / "data"
    variables = {"ACCESS_TOKEN_SECONDS": str(TOKEN_SECONDS), "STATIC_ROOT": collected, **sites.QUICK}
    with sites.local_site(data, **variables) as site:
        yield site


@pytest.fixture
def ada(browser, short_lived):
    person = Person(browser, "ada", short_lived.url)
    steps.sign_in(person, "ada@example.org", sites.DEMO_PASSWORD)
    # A call that the token's end overtakes is renewed and repeated; the browser notes its first answer.
    with person.expecting(r"401 \(Unauthorized\)"):
        yield person
    person.close()
    assert not person.faults


def open_topic(page):
    page.get_by_role("link", name="Small Telescope Club").first.click()
    page.locator("a.topic-link").first.click()
    expect(page.get_by_label("Message", exact=True)).to_be_visible()


def test_two_tabs_go_on_and_nobody_is_signed_out(ada):
    first, second = ada.page, ada.tab()
    open_topic(first)
    second.goto(first.url)
    end = time.monotonic() + LONG_ENOUGH
    number = 0
    while time.monotonic() < end:
        number += 1
        page = (first, second)[number % 2]
        steps.write(page, f"still here {number}")
        for each in (first, second):
            expect(steps.message(each, f"still here {number}").last).to_be_visible()
        page.wait_for_timeout(1500)

    first.reload()
    expect(first.get_by_label("Message", exact=True)).to_be_visible()
    assert "/accounts/" not in first.url + second.url


def test_a_sign_in_that_was_ended_elsewhere_takes_its_drafts_along(ada):
    page = ada.page
    open_topic(page)
    page.get_by_label("Message", exact=True).fill("half a thought")
    page.wait_for_function(f"{steps.KEPT_WORDS}.length === 1")

    with ada.expecting("401|4001|WebSocket"):
        ada.context.clear_cookies(name="chatterbox_session")  # the next renewal is refused, as after an end from afar
        expect(page).to_have_url(re.compile("/accounts/login/"))
        page.wait_for_load_state()

    assert page.evaluate(steps.KEPT_WORDS) == []


def test_a_navigation_with_an_expired_token_bounces_once_and_arrives(ada):
    open_topic(ada.page)
    topic = ada.page.url
    ada.page.goto("about:blank")
    time.sleep(TOKEN_SECONDS + 1)

    hops = []

    def note(answer) -> None:
        """Of the navigation: once the page is there, it renews by itself."""
        if "/accounts/renew" in answer.url and answer.request.is_navigation_request():
            hops.append(answer.url)

    ada.page.on("response", note)
    ada.page.goto(topic)

    expect(ada.page.get_by_label("Message", exact=True)).to_be_visible()
    assert ada.page.url == topic
    assert len(hops) == 1


def test_a_late_form_keeps_its_words(browser, short_lived):
    bo = Person(browser, "bo", short_lived.url, java_script_enabled=False)
    steps.sign_in(bo, "bo@example.org", sites.DEMO_PASSWORD)
    open_topic(bo.page)
    bo.page.get_by_label("Message", exact=True).fill("late, but not lost")
    time.sleep(TOKEN_SECONDS + 1)

    with bo.expecting("401"):
        bo.page.get_by_role("button", name="Send").click()
        bo.page.get_by_role("button", name=re.compile("continue|send", re.I)).click()

    expect(steps.message(bo.page, "late, but not lost")).to_be_visible()
    bo.close()
    assert not bo.faults


def still_talks(page, text):
    steps.write(page, text)
    expect(steps.message(page, text)).to_be_visible()


def test_answers_of_renewals_that_get_lost_sign_nobody_out(ada):
    lost = []

    def lose(route):
        """The server has renewed, and the browser never hears of it."""
        if len(lost) < 3:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    def comes_at_last(answer):
        return len(lost) == 3 and "/accounts/renew" in answer.url and answer.ok

    open_topic(ada.page)
    ada.context.route("**/accounts/renew", lose)
    with ada.expecting("ERR_FAILED|Failed to load resource"):
        ada.page.wait_for_event("response", comes_at_last, timeout=60_000)
        still_talks(ada.page, "the answer was lost, I was not")
    ada.context.unroute_all(behavior="wait")

    assert lost == [200, 200, 200]
    assert "/accounts/" not in ada.page.url


@pytest.mark.long
def test_a_slow_network_signs_nobody_out(ada):
    open_topic(ada.page)
    network = ada.context.new_cdp_session(ada.page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 900, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow)

    end = time.monotonic() + LONG_ENOUGH
    number = 0
    with ada.expecting("401"):  # a token may end on its way; then it is renewed, and the request repeated
        while time.monotonic() < end:
            number += 1
            still_talks(ada.page, f"slow but steady {number}")
            ada.page.wait_for_timeout(1500)
        ada.page.reload()

    expect(ada.page.get_by_label("Message", exact=True)).to_be_visible()
    assert "/accounts/" not in ada.page.url


@pytest.mark.once
def test_a_click_after_the_tokens_end_finds_what_it_is_for_and_costs_nothing_that_was_typed(person, site):
    ada = person("ada")
    page = ada.page
    arrivals.sign_up(ada, site)
    page.clock.install()
    arrivals.create_party(ada, "Paper Boats")
    steps.came(page, "base/dialogs")
    page.evaluate("document.documentElement.dataset.mark = 'here'")
    with ada.expecting("401"):
        ada.context.clear_cookies(name="chatterbox_access")
        page.get_by_role("button", name="More about this topic").click()
        page.get_by_role("link", name="Topic settings").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Name").fill("harbour")
        ada.context.clear_cookies(name="chatterbox_access")
        with page.expect_response("**/accounts/renew"):
            dialog.get_by_role("button", name="Save").click()
        expect(dialog.get_by_role("alert")).to_contain_text("did not get through")
        dialog.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="harbour")).to_be_visible()

    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=1))  # it sleeps: no timer runs
    with page.expect_response("**/accounts/renew"):
        page.evaluate("dispatchEvent(new Event('online'))")  # and wakes
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=2))  # and is woken by a click
    page.get_by_role("link", name="Pinned messages").first.click()
    expect(page.get_by_role("heading", name="Pinned messages")).to_be_visible()
    panel = next(index for index, name in enumerate(asked) if "panel=pins" in name)
    assert "renew" in asked[:panel], asked
    assert page.evaluate("document.documentElement.dataset.mark") == "here"


def test_a_form_of_a_page_whose_csrf_token_has_gone_keeps_its_words(browser, short_lived):
    bo = Person(browser, "bo", short_lived.url, java_script_enabled=False)
    steps.sign_in(bo, "bo@example.org", sites.DEMO_PASSWORD)
    open_topic(bo.page)
    bo.page.get_by_label("Message", exact=True).fill("stale, but not lost")
    time.sleep(TOKEN_SECONDS + 1)
    bo.context.clear_cookies(name="csrftoken")

    with bo.expecting("401|403"):
        for _ in range(3):  # the page and the sign-in are both too old; each may ask once
            button = bo.page.get_by_role("button", name=re.compile("continue|send", re.I))
            with bo.page.expect_navigation():
                button.first.click()
            if steps.message(bo.page, "stale, but not lost").count():
                break

    expect(steps.message(bo.page, "stale, but not lost")).to_be_visible()
    bo.close()
    assert not bo.faults
