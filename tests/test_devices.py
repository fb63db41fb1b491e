"""It is true that signing a device out on the devices page closes its chat within seconds, and nobody else's."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import expect

from chatterbox_client import Closed, Phone, Refused, sign_in
from chatterbox_client.blocking import BlockingClient
from tests import arrivals, steps
from tests.people import Person
from tests.sites import Site

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
#: What is promised; the machine may be busy, so of three the quickest has to keep it, and none may take LONG.
PROMISED, LONG = 5.0, 30.0


def open_general(person: Person) -> None:
    person.page.get_by_role("link", name=re.compile("general")).first.click()
    expect(person.page.get_by_label("Message", exact=True)).to_be_visible()


def devices(person: Person) -> Any:
    person.goto("/accounts/sessions/")
    return person.page.get_by_role("list", name="Devices").get_by_role("listitem")


def test_signing_a_device_out_closes_the_chat_of_that_browser(person, site: Site):
    ada, far, bo = person("ada"), person("ada2", user_agent=FIREFOX), person("bo")
    name = arrivals.sign_up(ada, site)
    link = arrivals.create_party(ada, "Lost Laptop")
    arrivals.sign_up(bo, site)
    arrivals.join(bo, link)
    steps.sign_in(far, f"{name}@example.org", steps.PASSWORD, "/accounts/login/?next=/")
    far.page.get_by_role("link", name="Lost Laptop").first.click()
    open_general(far)
    steps.write(bo.page, "before")
    expect(steps.message(far.page, "before")).to_be_visible()

    rows = devices(ada)
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="this one")).to_have_count(1)
    with far.expecting("401|4009|WebSocket"):
        rows.filter(has_text="Firefox on Linux").get_by_role("button", name="Sign out").click()
        expect(ada.page.get_by_text("Signed out: Firefox on Linux.")).to_be_visible()
        expect(far.page).to_have_url(re.compile("/accounts/login/"), timeout=LONG * 1000)

        steps.write(bo.page, "after")
        expect(steps.message(bo.page, "after")).to_be_visible()
        far.page.go_back()
        expect(far.page.get_by_label("E-mail", exact=False).first).to_be_visible()
        expect(far.page.get_by_text("after")).to_have_count(0)
    expect(ada.page.get_by_text("You are signed in nowhere else.")).to_be_visible()
    ada.goto("/")
    expect(ada.page.get_by_role("link", name="Lost Laptop").first).to_be_visible()


def until_closed(phone: BlockingClient) -> tuple[int, float]:
    """The close code, and seconds until it came."""
    began = time.monotonic()
    with pytest.raises(Closed) as closed:
        phone.expect("nothing that ever comes", seconds=LONG)
    return closed.value.code, time.monotonic() - began


@pytest.mark.once
def test_phones_are_in_the_list_and_each_is_closed_and_refused_when_it_is_signed_out(person, site: Site):
    ada = person("ada")
    address = f"{arrivals.sign_up(ada, site)}@example.org"
    took = []
    for _ in range(3):
        phone = BlockingClient(site.url, Phone(sign_in(site.url, address, steps.PASSWORD)))
        with phone, ThreadPoolExecutor(1) as waiting:
            row = devices(ada).filter(has_text="in an app")
            expect(row).to_have_count(1)
            closing = waiting.submit(until_closed, phone)
            row.get_by_role("button", name="Sign out").click()
            expect(ada.page.get_by_text("Signed out:")).to_be_visible()
            code, seconds = closing.result(LONG + 10)
        assert code == 4009
        took.append(seconds)
        with pytest.raises(Refused) as refused:
            phone.ask("GET", "/parties")
        assert (refused.value.status, refused.value.code) == (401, "not_signed_in")

    assert min(took) <= PROMISED, took
    expect(devices(ada)).to_have_count(1)


@pytest.mark.long
@pytest.mark.once
def test_signing_out_everywhere_else_leaves_this_one(person, site: Site):
    ada, far = person("ada"), person("ada2", user_agent=FIREFOX)
    name = arrivals.sign_up(ada, site)
    steps.sign_in(far, f"{name}@example.org", steps.PASSWORD)
    phone = BlockingClient(site.url, Phone(sign_in(site.url, f"{name}@example.org", steps.PASSWORD)))

    expect(devices(ada)).to_have_count(3)
    ada.page.get_by_role("button", name="Sign out everywhere else").click()

    expect(ada.page.get_by_text("Signed out of 2 other devices.")).to_be_visible()
    expect(devices(ada)).to_have_count(1)
    far.goto("/accounts/sessions/")
    expect(far.page).to_have_url(re.compile("/accounts/login/"))
    deadline = time.monotonic() + LONG
    while code_for(phone) != "not_signed_in":
        assert time.monotonic() < deadline
        time.sleep(0.2)


def code_for(phone: BlockingClient) -> str:
    """With which code messaging refuses it; empty when it doesn't."""
    try:
        phone.ask("GET", "/parties")
    except Refused as refused:
        return refused.code
    return ""
