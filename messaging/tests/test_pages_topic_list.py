"""It is true of a party's page and of the page of all its topics that…"""

import re

import pytest

from messaging import services
from messaging.models import Role
from messaging.tests.forms import submit, text_of
from messaging.tests.people import member_of
from messaging.tests.queries_counted import at_most
from messaging.tests.topics import names, open_topic

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def topics(ada, party, topic):
    return [topic, open_topic(ada, party, "boats"), open_topic(ada, party, "cake")]


def move(client, party, topic, direction):
    return submit(client, f"/p/{party.id}/topics", f"/p/{party.id}/t/{topic.id}/move", direction=direction)


def test_topics_move_up_and_down_for_everybody(browser, ada, bo, party, topics):
    client = browser(ada)

    move(client, party, topics[2], "up")
    assert names(bo, party) == ["general", "cake", "boats"]
    move(client, party, topics[2], "up")
    assert names(bo, party) == ["cake", "general", "boats"]
    move(client, party, topics[2], "down")
    assert names(bo, party) == ["general", "cake", "boats"]


def test_at_the_ends_they_stay(browser, ada, party, topics):
    move(browser(ada), party, topics[0], "up")
    move(browser(ada), party, topics[2], "down")

    assert names(ada, party) == ["general", "boats", "cake"]
    assert browser(ada).get(f"/p/{party.id}/topics").content.decode().count(" disabled") == 2


def test_a_public_topic_moves_past_the_private_ones_between(browser, ada, bo, party, topic):
    open_topic(ada, party, "secret", ada)
    last = open_topic(ada, party, "boats")

    move(browser(ada), party, last, "up")

    assert names(bo, party) == ["boats", "general"]


def test_members_see_no_buttons_and_may_not(browser, bo, eve, party, topics):
    assert "/move" not in browser(bo).get(f"/p/{party.id}/topics").content.decode()
    assert move(browser(bo), party, topics[2], "up").status_code == 403
    assert browser(eve).get(f"/p/{party.id}/topics").status_code == 404
    assert names(bo, party) == ["general", "boats", "cake"]


@pytest.mark.parametrize("direction", ["", "left", "up\x00"])
def test_a_direction_that_is_none_is_refused(browser, ada, party, topics, direction):
    assert move(browser(ada), party, topics[2], direction).status_code == 400


def test_an_archived_topic_has_no_place_to_move_to(browser, ada, party, topics):
    services.archive_topic(ada, topic_id=topics[1].id)

    assert move(browser(ada), party, topics[1], "up").status_code == 404


def test_archived_topics_are_there_and_private_ones_of_others_are_not(browser, ada, bo, party, topics):
    open_topic(ada, party, "secret", ada)
    services.archive_topic(ada, topic_id=topics[1].id)
    text = text_of(browser(bo).get(f"/p/{party.id}/topics"))

    assert "Archived" in text
    assert "boats" in text
    assert "secret" not in text


def test_an_owner_sees_that_private_topics_are_there_and_lets_themself_in(browser, ada, bo, party):
    secret = open_topic(bo, party, "secret", bo)
    client = browser(ada)
    page = client.get(f"/p/{party.id}/private-topics")
    entered = submit(client, f"/p/{party.id}/private-topics", f"/p/{party.id}/t/{secret.id}/enter")

    assert "1 person in it" in text_of(page)
    assert "secret" not in page.content.decode()
    assert entered["Location"] == f"/p/{party.id}/t/{secret.id}"
    assert "added themself as an owner may" in text_of(client.get(entered["Location"]))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.MEMBER])
def test_nobody_else_knows_of_them(browser, bo, eve, party, role):
    secret = open_topic(bo, party, "secret", bo)
    other = browser(member_of(party, "other", role))

    assert other.get(f"/p/{party.id}/private-topics").status_code == 403
    assert submit(other, "/parties/new", f"/p/{party.id}/t/{secret.id}/enter").status_code == 403
    assert "private-topics" not in other.get(f"/p/{party.id}/topics").content.decode()
    assert browser(eve).get(f"/p/{party.id}/private-topics").status_code == 404


def test_a_partys_page_has_the_last_words_of_each_topic(browser, ada, bo, party, topics, post):
    post(ada, topics[0], "Good morning")
    post(ada, topics[1], "An old boat")
    post(ada, topics[1], "A new boat")
    secret = open_topic(ada, party, "secret", ada)
    post(ada, secret, "A surprise")
    page = browser(bo).get(f"/p/{party.id}")
    html = page.content.decode()

    assert html.index("A new boat") < html.index("Good morning")
    assert "An old boat" not in html
    assert "A surprise" not in html
    assert "A surprise" in browser(ada).get(f"/p/{party.id}").content.decode()


def test_it_says_what_came_in_and_leads_to_it(browser, ada, bo, party, topic, post):
    post(ada, topic, "Hello @bo")
    page = browser(bo).get(f"/p/{party.id}")

    assert re.search("1 new message, 1 mentions you", text_of(page))
    assert f'href="/away?party={party.id}"' in page.content.decode()
    assert 'class="notice' not in browser(ada).get(f"/p/{party.id}").content.decode()


def test_a_partys_page_takes_at_most_six_statements(browser, bo, party, topics):
    client = browser(bo)
    client.get(f"/p/{party.id}")

    with at_most(6):
        client.get(f"/p/{party.id}")
