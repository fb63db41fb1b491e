"""It is true of what pages say of unread messages that…"""

import re

import pytest

from messaging import services
from messaging.tests.forms import text_of
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


def rail_link(html: str, party) -> str:
    """The party's link on the rail."""
    return next(one for one in re.findall(r'<a class="party-link".*?</a>', html, re.S) if f"/p/{party.id}" in one)


def topic_link(html: str, topic) -> str:
    """The topic's row: its link, and its number beside that."""
    return next(
        one for one in re.findall(r'<li class="topic-row".*?</li>', html, re.S) if f'id="topic-{topic.id}"' in one
    )


def card(html: str, party) -> str:
    return next(one for one in re.findall(r"<article.*?</article>", html, re.S) if f"/p/{party.id}" in one)


def shown(link: str) -> tuple[int, int]:
    unread, mentions = re.search(r'data-unread="(\d+)"\s+data-mentions="(\d+)"', link).groups()
    return int(unread), int(mentions)


def test_rail_and_home_say_what_is_unread_and_only_that(browser, ada, bo, topic, party, post):
    before = browser(bo).get("/").content.decode()
    post(ada, topic, "one")
    post(ada, topic, "two")
    html = browser(bo).get("/").content.decode()

    assert shown(rail_link(before, party)) == (0, 0)
    assert "All read" in card(before, party)
    assert re.search(r'class="unread-dot" hidden', rail_link(before, party))
    assert shown(rail_link(html, party)) == (2, 0)
    assert "2 new" in card(html, party)
    assert not re.search(r'class="unread-dot" hidden', rail_link(html, party))
    assert "All read" in card(browser(ada).get("/").content.decode(), party)


def test_a_mention_is_counted_apart(browser, ada, bo, topic, party, post):
    post(ada, topic, "for @bo")
    post(ada, topic, "for nobody")
    html = browser(bo).get("/").content.decode()

    assert shown(rail_link(html, party)) == (2, 1)
    assert "@1" in rail_link(html, party)
    assert "1 mention of you" in " ".join(card(html, party).split())


@pytest.mark.parametrize(("level", "sums"), [("all", (2, 1)), ("mentions", (1, 1)), ("none", (0, 0))])
def test_the_level_of_a_topic_decides_what_its_party_says(browser, ada, bo, topic, party, post, level, sums):
    services.set_level(bo, topic_id=topic.id, level=level)
    post(ada, topic, "for @bo")
    post(ada, topic, "for nobody")

    assert shown(rail_link(browser(bo).get("/").content.decode(), party)) == sums


def test_an_archived_topic_and_what_was_read_say_nothing(browser, ada, bo, topic, party, post):
    last = post(ada, topic, "read").message
    services.mark_read(bo, topic_id=topic.id, n=last.n)
    read = browser(bo).get("/").content.decode()
    post(ada, topic, "not read")
    topic.refresh_from_db()
    topic.archived_at = topic.created_at
    topic.save()
    archived = browser(bo).get("/").content.decode()

    assert shown(rail_link(read, party)) == (0, 0)
    assert shown(rail_link(archived, party)) == (0, 0)


def test_a_topic_carries_its_numbers(browser, ada, bo, topic, party, post):
    message = post(ada, topic, "for @bo").message
    link = topic_link(browser(bo).get(f"/p/{party.id}").content.decode(), topic)

    assert shown(link) == (1, 1)
    for name, value in {"last-n": message.n, "last-rev": message.rev, "level": "all", "party": party.id}.items():
        assert f'data-{name}="{value}"' in link
    assert "1 mention of you" in link
    assert 'class="topic-link unread"' in link


def test_a_silent_topic_is_dimmed_and_says_no_number(browser, ada, bo, topic, party, post):
    services.set_level(bo, topic_id=topic.id, level="none")
    post(ada, topic, "for @bo")
    link = topic_link(browser(bo).get(f"/p/{party.id}").content.decode(), topic)

    assert 'class="topic-link muted"' in link
    assert "#bell-off" in link
    assert "mention-count" not in link
    assert f' href="/p/{party.id}/t/{topic.id}?panel=unread"' not in link


@pytest.mark.parametrize("text", ["for @bo", "for nobody"])
def test_a_number_is_a_link_to_what_it_counts_beside_the_topics_own(browser, ada, bo, topic, party, post, text):
    why = f' href="/p/{party.id}/t/{topic.id}?panel=unread"'
    before = topic_link(browser(bo).get(f"/p/{party.id}").content.decode(), topic)
    post(ada, topic, text)
    row = topic_link(browser(bo).get(f"/p/{party.id}").content.decode(), topic)

    assert why not in before
    assert why in row[row.index("</a>") :]
    assert text in text_of(browser(bo).get(f"/p/{party.id}/t/{topic.id}?panel=unread"))


def test_a_card_leads_to_what_came_in(browser, ada, bo, topic, party, post):
    why = f' href="/away?party={party.id}"'
    before = card(browser(bo).get("/").content.decode(), party)
    post(ada, topic, "one")

    assert why not in before
    assert why in card(browser(bo).get("/").content.decode(), party)


def test_htmx_gets_the_rail_alone(browser, bo, eve, party):
    headers = {"HX-Request": "true", "HX-Target": "rail"}
    page = browser(bo).get(f"/?open={party.id}", headers=headers)

    assert "<html" not in page.content.decode()
    assert 'aria-current="true"' in rail_link(page.content.decode(), party)
    assert party.name not in text_of(browser(eve).get("/", headers=headers))
    assert browser(bo).get("/?open=nothing", headers=headers).status_code == 200


def test_many_parties_and_topics_take_no_statement_each(browser, ada, bo, party, topic):
    for number in range(5):
        made = services.create_party(ada, client_id=f"p{number}", name=f"Party {number}")
        services.join_party(bo, code=made.invite.code)
        services.post_message(ada, topic_id=made.topics[0].id, client_id=f"m{number}", text="hello @bo")
    client = browser(bo)
    client.get("/")

    with at_most(9):
        html = client.get("/").content.decode()
    assert len(re.findall(r'data-unread="1"\s+data-mentions="1"', html)) == 10
