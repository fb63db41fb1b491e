"""It is true that two people, each in a browser of their own, find each other and talk."""

import re

from playwright.sync_api import expect

from tests import arrivals, steps


def test_two_people_sign_up_meet_by_a_link_and_talk(person, site):
    ada, bo = person("ada"), person("bo")
    steps.sign_up(ada, site, "/accounts/signup/")
    link = steps.create_party(ada, "Paper Boats")
    assert "/i/" in link

    bo.goto(link)
    expect(bo.page.get_by_role("heading", name="Paper Boats")).to_be_visible()
    expect(bo.page.get_by_text("invites you to")).to_be_visible()
    bo.page.get_by_role("button", name=re.compile("Make an account")).click()
    steps.sign_up(bo, site, bo.page.url)
    expect(bo.page).to_have_url(re.compile("/p/"))
    bo.page.get_by_role("link", name=re.compile("general")).first.click()

    steps.write(ada.page, "Who brings the **glue**?")
    expect(steps.message(bo.page, "Who brings the glue?")).to_be_visible()
    steps.write(bo.page, "I do, two tubes.")
    expect(steps.message(ada.page, "I do, two tubes.")).to_be_visible()
    expect(steps.message(ada.page, "Who brings the glue?")).to_have_count(1)


def test_a_new_topic_is_seen_at_once_on_the_other_side(person, site):
    ada, bo = person("ada"), person("bo")
    arrivals.meet(ada, bo, site)
    expect(bo.page.get_by_label("Message", exact=True)).to_be_visible()

    ada.page.get_by_role("link", name="New topic").first.click()
    ada.page.get_by_label("Name").fill("Sourdough")
    ada.page.get_by_role("button", name="Create", exact=True).click()

    expect(ada.page.get_by_role("heading", name="Sourdough")).to_be_visible()
    expect(bo.page.get_by_role("link", name=re.compile("Sourdough"))).to_be_visible()


def test_one_sees_who_is_online_and_sees_them_go(person, site):
    ada, bo = person("ada"), person("bo")
    _link, bo_name = arrivals.meet(ada, bo, site)
    expect(bo.page.get_by_label("Message", exact=True)).to_be_visible()
    online = ada.page.locator("#group-online")

    expect(online.get_by_text(bo_name)).to_be_visible()
    bo.close()
    expect(online.get_by_text(bo_name)).to_be_hidden()
    expect(ada.page.locator("#group-offline").get_by_text(bo_name)).to_be_visible()


def test_one_pages_back_through_history_without_losing_the_place(person, local_site, browser):
    from tests.people import Person
    from tests.sites import DEMO_PASSWORD

    ada = Person(browser, "ada", local_site.url)
    steps.sign_in(ada, "ada@example.org", DEMO_PASSWORD)
    ada.page.get_by_role("link", name="Small Telescope Club").first.click()
    ada.page.locator("a.topic-link").first.click()
    messages = ada.page.locator("article[data-n]")
    expect(messages.first).to_be_visible()
    lowest = int(messages.first.get_attribute("data-n") or 0)
    assert lowest > 1

    for _ in range(10):
        first = messages.first.get_attribute("data-n") or ""
        if first == "1":
            break
        earlier = ada.page.get_by_role("link", name="Earlier messages")
        earlier.evaluate_all("links => links[0]?.scrollIntoView()")  # it goes by itself once the page has come
        expect(messages.first).not_to_have_attribute("data-n", first)

    numbers = [int(one.get_attribute("data-n") or 0) for one in messages.all()]
    assert numbers[0] == 1
    assert numbers == sorted(set(numbers))
    assert not ada.faults
    ada.close()
