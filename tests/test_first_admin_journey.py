"""It is true of an empty deployment that the printed link leads to its administrator, who can keep somebody out."""

import re

import pytest
from playwright.sync_api import expect

from tests import arrivals, factors, sites, steps
from tests.people import Person
from tests.sites import Site


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory):
    """`make run` without the demo party."""
    with sites.local_site(tmp_path_factory.mktemp("empty") / "data", DEMO="0") as site:
        yield site


@pytest.fixture
def somebody(browser, empty_site):
    people = []

    def make(name: str) -> Person:
        people.append(Person(browser, name, empty_site.url))
        return people[-1]

    yield make
    faults = [f"{one.name}: {fault}" for one in people for fault in one.faults]
    for one in people:
        one.close()
    assert not faults, "\n".join(faults)


def become_administrator(grace: Person, link: str) -> None:
    page = grace.page
    page.goto(link)
    page.get_by_label("E-mail").fill("grace@example.org")
    page.get_by_label("Username").fill("grace")
    page.get_by_label("Password").fill(steps.PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.get_by_role("link", name="Authenticator app").click()
    factors.type_first_code(page)
    page.get_by_role("link", name="On to where you were going").click()
    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()


def disable(grace: Person, username: str) -> None:
    page = grace.page
    page.get_by_role("link", name="People").first.click()
    page.get_by_role("checkbox", name=re.compile(f"action - {username}")).check()
    page.locator("select[name=action]").select_option("disable")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("Done for 1 person.")).to_be_visible()


def test_from_the_printed_link_to_an_admin_page_that_closes_a_chat(somebody, empty_site):
    printed = re.search(r"http://\S+/accounts/first-admin/\S+", empty_site.log.read_text())
    assert printed, empty_site.tail()
    grace, bo = somebody("grace"), somebody("bo")
    with grace.expecting("ViewTransition"):  # what Chromium says when one of two pages, here the admin's, has none
        become_administrator(grace, printed[0])
        username = arrivals.sign_up(bo, Site("local", empty_site.url, empty_site.data / "mails"))
        arrivals.create_party(bo, "Paper Kites")

        with bo.expecting("401|WebSocket|renew"):
            disable(grace, username)
            expect(bo.page).to_have_url(re.compile("/accounts/login/"))
        grace.page.get_by_role("link", name="Log entries").first.click()
        expect(grace.page.get_by_text("Disabled.")).to_be_visible()
        grace.page.goto("/admin/")
        expect(grace.page.get_by_role("heading", name="Site administration")).to_be_visible()

    steps.sign_in(bo, f"{username}@example.org", steps.PASSWORD)
    expect(bo.page).to_have_url(re.compile("/accounts/inactive/"))
    second = somebody("whoever comes second")
    with second.expecting("410"):
        second.goto(printed[0])
        expect(second.page.get_by_role("heading", name="This has ended")).to_be_visible()
