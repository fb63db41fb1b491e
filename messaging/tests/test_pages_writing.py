"""It is true of the place to write in a topic that…"""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from messaging import presence, services
from messaging.models import Membership, Role, TopicMember
from messaging.queries import members
from messaging.tests.conftest import make_user
from messaging.tests.forms import text_of
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]

ALONE = {"HX-Request": "true", "HX-Target": "composer-place"}


@pytest.fixture
def path(party, topic):
    return f"/p/{party.id}/t/{topic.id}"


@pytest.fixture
def slow(topic):
    topic.slow_mode_s = 60
    topic.save(using=settings.MESSAGING_DB)
    return topic


def place(client, path) -> str:
    return client.get(path, headers=ALONE).content.decode()


def give_a_break(party, person, **ago) -> None:
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=party, user=person)
    rows.update(timeout_until=timezone.now() + timedelta(**ago))


def test_htmx_gets_the_place_alone(browser, bo, path):
    html = place(browser(bo), path)

    assert 'id="composer"' in html
    assert "<html" not in html
    assert 'id="messages"' not in html


def test_a_break_says_until_when_and_ends_by_itself(browser, ada, bo, party, path):
    give_a_break(party, bo, hours=1)
    html = place(browser(bo), path)

    assert 'id="composer"' not in html
    assert "data-until=" in html
    assert "You can write again on" in text_of(browser(bo).get(path))
    assert 'id="composer"' in place(browser(ada), path)

    give_a_break(party, bo, seconds=-1)
    assert 'id="composer"' in place(browser(bo), path)


def test_announcements_are_written_by_moderators(browser, ada, bo, topic, path):
    topic.announcement = True
    topic.save(using=settings.MESSAGING_DB)

    assert 'id="composer"' in place(browser(ada), path)
    assert 'id="composer"' not in place(browser(bo), path)
    assert "Only moderators write here" in text_of(browser(bo).get(path))


def test_slow_mode_says_when_one_may_send_again_and_leaves_the_field(browser, bo, slow, path, post):
    assert "data-until" not in place(browser(bo), path)

    post(bo, slow, "first")
    html = place(browser(bo), path)

    assert 'id="composer"' in html
    assert "data-slow" in html
    assert "data-until" in html
    assert "Slow mode: you can send again at" in html


def test_slow_mode_is_not_for_moderators_nor_for_others_words(browser, ada, bo, slow, path, post):
    post(ada, slow, "first")

    for person in (ada, bo):
        assert "data-until" not in place(browser(person), path)
    assert "data-slow" not in place(browser(ada), path)


def test_a_topic_without_slow_mode_waits_for_nothing(browser, bo, topic, path, post):
    post(bo, topic, "first")

    assert "data-slow" not in place(browser(bo), path)
    assert "data-until" not in place(browser(bo), path)


def test_a_stranger_gets_none(browser, eve, path):
    assert browser(eve).get(path, headers=ALONE).status_code == 404


def test_a_role_that_changes_opens_it(browser, ada, bo, party, topic, path):
    topic.announcement = True
    topic.save(using=settings.MESSAGING_DB)
    services.update_member(ada, party_id=party.id, user_id=bo.id, role=Role.MODERATOR)

    assert 'id="composer"' in place(browser(bo), path)


def test_it_takes_three_statements_and_one_more_in_slow_mode(browser, bo, topic, path):
    client = browser(bo)
    client.get(path)
    with at_most(3):
        client.get(path, headers=ALONE)

    topic.slow_mode_s = 60
    topic.save(using=settings.MESSAGING_DB)
    with at_most(4):
        client.get(path, headers=ALONE)


def named(client, path, letters="") -> str:
    headers = {"HX-Request": "true", "HX-Target": "completion"}
    return client.get(path, {"named": letters}, headers=headers).content.decode()


def names_in(html) -> list[str]:
    return re.findall(r'data-name="([^"]+)"', html)


def join(party, *usernames) -> None:
    rows = Membership.objects.using(settings.MESSAGING_DB)
    for username in usernames:
        rows.create(party=party, user=make_user(username), rev=1, joined_at=timezone.now())


def test_whoever_writes_may_name_the_others_and_a_moderator_all_at_once(browser, ada, bo, eve, path):
    assert names_in(named(browser(bo), path)) == ["ada"]
    assert names_in(named(browser(ada), path)) == ["bo", "everyone", "here"]
    assert 'data-everyone="1"' in named(browser(ada), path)
    assert browser(eve).get(path, headers={"HX-Request": "true", "HX-Target": "completion"}).status_code == 404


def test_in_a_private_topic_it_is_said_of_others_that_they_cannot_see_it(browser, ada, bo, party, topic, path):
    join(party, "cid")
    assert "cid" in names_in(named(browser(ada), path))
    assert "can't see" not in named(browser(ada), path)

    topic.private = True
    topic.save(using=settings.MESSAGING_DB)
    for person in (ada, bo):
        TopicMember.objects.using(settings.MESSAGING_DB).create(topic=topic, user=person)

    html = named(browser(ada), path)
    assert names_in(html) == ["bo", "everyone", "here", "cid"]
    assert html.index('data-name="here"') < html.index('data-name="cid"') < html.index("can't see this topic")
    assert html.count("can't see this topic<") == 1
    assert f'href="{path}/members"' in html
    assert 'data-outside="' in named(browser(bo), path)  # who may let nobody in sees it, and is offered nothing
    assert f'href="{path}/members"' not in named(browser(bo), path)
    assert 'data-everyone="1"' in html
    assert names_in(named(browser(ada), path, "x")) == ["bo", "everyone", "here"]


def test_of_very_many_those_come_that_the_letters_fit(browser, ada, bo, party, path, monkeypatch):
    monkeypatch.setattr(members, "MOST_NAMED", 2)
    join(party, "carl", "cid", "dora")

    html = named(browser(ada), path, "C")

    assert names_in(html) == ["carl", "cid", "everyone", "here"]
    assert "data-whole" not in html
    assert 'data-everyone="4"' in html
    assert "data-here" not in html  # ada alone is there
    presence.store().here([(party.id, person.id) for person in (ada, bo)])
    assert 'data-here="1"' in named(browser(ada), path, "C")
    assert names_in(named(browser(ada), path, "%")) == ["everyone", "here"]
    assert names_in(named(browser(ada), path, "\0C")) == ["carl", "cid", "everyone", "here"]


def test_only_who_may_call_everybody_is_told_how_many_that_are(browser, ada, bo, path):
    assert "data-mention-all" in place(browser(ada), path)
    assert "data-mention-all" not in place(browser(bo), path)


def test_naming_takes_three_statements(browser, bo, path):
    client = browser(bo)
    client.get(path)

    with at_most(3):
        named(client, path)
