"""It is true that without a network a page of our own is shown, and that nothing private is kept for it."""

import re

import pytest
from playwright.sync_api import expect

from tests import arrivals, steps
from tests.people import NO_LINE

KEPT = """async () => {
  const names = await caches.keys();
  const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return lists.flat().map(({ url }) => url);
}"""
WORKS = "async () => { await navigator.serviceWorker.ready; return Boolean(navigator.serviceWorker.controller); }"


@pytest.fixture
def ada(person, site):
    """Somebody whose browser has the worker, with a topic on the page."""
    ada = person("ada", service_workers="allow")
    with ada.expecting("ViewTransition"):  # Chromium's word where one of two pages has none, or goes before it is done
        arrivals.sign_up(ada, site)
        arrivals.create_party(ada, "Paper Boats")
        ada.page.wait_for_function(WORKS)
        yield ada


@pytest.mark.once
def test_without_a_network_a_page_says_so_and_goes_away_with_it(ada):
    page, topic = ada.page, ada.page.url
    with ada.expecting(f"{NO_LINE}|WebSocket|Failed to fetch|renew"):
        ada.context.set_offline(True)
        page.goto("/accounts/profile")
        expect(page.get_by_role("heading", name="No network")).to_be_visible()
        assert page.locator("img").first.evaluate("one => one.complete && one.naturalWidth > 0")
        assert page.evaluate("() => getComputedStyle(document.body).fontFamily").startswith('"Atkinson')
        page.goto(topic)
        expect(page.get_by_role("heading", name="No network")).to_be_visible()
        ada.context.set_offline(False)
        expect(page.get_by_label("Message", exact=True)).to_be_visible()


@pytest.mark.once
def test_nothing_private_is_kept(ada):
    page = ada.page
    steps.write(page, "Between us")
    expect(steps.message(page, "Between us")).to_be_visible()
    page.goto("/")
    page.goto("/accounts/")
    expect(page.get_by_role("heading", name=re.compile("ada"))).to_be_visible()

    paths = [re.sub(r"^https?://[^/]+", "", url) for url in page.evaluate(KEPT)]

    assert "/offline" in paths
    assert all(re.match(r"/offline$|/icons\.svg|/static/", path) for path in paths), paths


@pytest.mark.once
def test_signing_out_leaves_nothing_but_what_anybody_gets(ada):
    page = ada.page
    page.goto("/accounts/")
    before = page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length")
    page.evaluate("() => { addEventListener('pagehide', () => sessionStorage.setItem('left', '1')); }")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()

    assert before == 1
    paths = [re.sub(r"^https?://[^/]+", "", url) for url in page.evaluate(KEPT)]
    assert all(re.match(r"/offline$|/icons\.svg|/static/", path) for path in paths), paths
