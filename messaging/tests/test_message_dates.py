"""It is true of a page of history that it can begin at a moment, and says how its reader reacted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from events.times import now
from messaging.epoch import epoch
from messaging.models import Message, Reaction, Topic, User
from messaging.queries import changes, message_page, topic_for
from messaging.services.save import save_messages
from messaging.tests.clients import refused
from messaging.tests.messages import new
from messaging.tests.queries_counted import at_most

pytestmark = pytest.mark.django_db(databases=["messaging"])

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def talk(ada: User, topic: Topic) -> Topic:
    """The topic with messages 1 to 21, one an hour from NOON on; 11 to 13 at one moment."""
    save_messages([new(ada, topic.id, f"message {n}") for n in range(2, 22)])
    for message in Message.objects.filter(topic=topic):
        message.created_at = NOON + timedelta(hours=11 if message.n in range(11, 14) else message.n)
        message.save()
    return topic


@pytest.mark.parametrize(
    ("hours", "first"),
    [(5, 5), (4.5, 5), (1, 1), (-1000, 1), (11, 11), (10.5, 11), (11.5, 14), (21, 21), (22, 21), (10000, 21)],
)
def test_a_date_is_around_the_first_message_at_or_after_it(bo: User, talk: Topic, hours: float, first: int):
    opened = topic_for(bo, talk.id)

    page = message_page(opened, date=NOON + timedelta(hours=hours), limit=5)

    assert page == message_page(opened, around=first, limit=5)
    assert first in [message.n for message in page.items]


def test_in_an_empty_topic_it_is_an_empty_page(bo: User, topic: Topic):
    Message.objects.all().delete()
    Topic.objects.update(last_n=0)

    page = message_page(topic_for(bo, topic.id), date=NOON)

    assert (page.items, page.has_before, page.has_after) == ([], False, False)


def test_the_beginning_is_marked(bo: User, talk: Topic):
    page = message_page(topic_for(bo, talk.id), date=NOON, limit=4)

    assert (page.items[0].n, page.has_before, page.has_after) == (1, False, True)


@pytest.mark.parametrize("date", ["2026-03-01T17:00:00Z", "2026-03-01T18:00:00+01:00", "2026-03-01T16:59:59.999Z"])
def test_a_date_says_its_offset(api: Callable, bo: User, talk: Topic, date: str):
    page = api(bo).get(f"/topics/{talk.id}/messages", {"date": date, "limit": 1}).json()
    raw = api(bo).get(f"/topics/{talk.id}/messages?limit=1&date={date}").json()

    assert [item["n"] for item in page["items"]] == [item["n"] for item in raw["items"]] == [5]


@pytest.mark.parametrize(
    "date", ["", "yesterday", "2026-03-01", "2026-03-01T12:00:00", "2026-13-01T12:00:00Z", "0001-01-01T00:00:00+23:00"]
)
def test_no_date_or_one_without_an_offset_is_refused(api: Callable, bo: User, talk: Topic, date: str):
    body = refused(api(bo).get(f"/topics/{talk.id}/messages", {"date": date}), 400, "invalid")

    assert list(body["fields"]) == ["date"]


def test_a_date_is_a_key_like_the_others(api: Callable, bo: User, eve: User, talk: Topic):
    query = {"date": "2026-03-01T17:00:00Z"}

    refused(api(bo).get(f"/topics/{talk.id}/messages", query | {"before": 3}), 400, "invalid")
    refused(api(eve).get(f"/topics/{talk.id}/messages", query), 404, "not_found")


def test_finding_a_date_among_many_takes_few_rows(bo: User, talk: Topic):
    opened = topic_for(bo, talk.id)
    opened.topic.last_n = 1_000_000
    epoch()

    with at_most(20 + 2):
        page = message_page(opened, date=NOON + timedelta(hours=5), limit=1)
    assert [message.n for message in page.items] == [5]


def reacted(person: User, topic: Topic, n: int, *emoji: str) -> str:
    """Reactions of one person to one message, as the service writes them; the message's id."""
    message = Message.objects.get(topic=topic, n=n)
    for one in emoji:
        Reaction.objects.create(message=message, user=person, emoji=one, created_at=now())
    message.reactions = [{"emoji": one, "count": 1, "user_ids": [str(person.id)]} for one in emoji]
    message.save()
    return str(message.id)


def test_pages_and_changes_say_how_their_reader_reacted_and_nobody_else(ada: User, bo: User, talk: Topic):
    mine, others = reacted(bo, talk, 3, "🎉", "👍"), reacted(ada, talk, 4, "🎉")

    page, moved = message_page(topic_for(bo, talk.id)), changes(topic_for(bo, talk.id), after=0)

    assert page.mine == moved.mine == {mine: ["🎉", "👍"]}
    assert message_page(topic_for(ada, talk.id)).mine == {others: ["🎉"]}
    assert message_page(topic_for(bo, talk.id), after=3).mine == {}
    assert [message.reactions[0].count for message in page.items if message.reactions] == [1, 1]


def test_ones_own_reactions_are_one_statement_more_and_only_where_there_are_some(bo: User, talk: Topic):
    opened = topic_for(bo, talk.id)
    epoch()
    with at_most(1):
        message_page(opened)
    reacted(bo, talk, 3, "🎉")
    with at_most(2):
        message_page(opened)
