"""It is true of every way to messages that PostgreSQL goes by an index to them, however many there are."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

from events.times import now
from messaging import queries, services
from messaging.models import Mention, Message, Party, Reaction, ReadMarker, Topic, User
from messaging.queries import live

pytestmark = [pytest.mark.django_db(databases=["messaging"]), pytest.mark.servers, pytest.mark.wide]

DB = settings.MESSAGING_DB
MESSAGES, TOPICS = 9000, 6
#: A large table from end to end. Not as `T3`: what rows answer to is joined to them, and to 100 rows of this many
#: messages a table of them all is the shorter way.
READ_WHOLE = re.compile(r"Seq Scan on messaging_(message|mention|reaction|messagewords)( [^t(]\S*)?  \(")


@pytest.fixture
def talk(ada: User, bo: User, party: Party) -> Topic:
    """Some thousand messages, so many that reading them all is no longer the shortest way."""
    topics = [
        Topic.objects.get(id=services.create_topic(ada, party_id=party.id, client_id=f"t{at}", name=f"t{at}")[0].id)
        for at in range(TOPICS)
    ]
    moment = now() - timedelta(days=1)
    messages = [
        Message(
            topic=topics[at % TOPICS],
            n=at // TOPICS + 1,
            rev=at // TOPICS + 1,
            author=ada if at % 5 else bo,
            client_id=f"m{at}",
            request_hash=b"",
            text=f"message {at}",
            html=f"<p>message {at}</p>",
            mentions=[str(bo.id)] if at % 3 == 0 else [],
            reactions=[{"emoji": "🎉", "count": 1, "user_ids": [str(ada.id)]}] if at % 3 == 0 else [],
            pinned_at=moment if at % 300 == 0 else None,
            created_at=moment + timedelta(seconds=at),
        )
        for at in range(MESSAGES)
    ]
    for at in range(TOPICS, MESSAGES, 10):
        messages[at].reply_to = messages[at - TOPICS]
    for at in range(0, MESSAGES, 1000):  # no statement may take five seconds
        Message.objects.bulk_create(messages[at : at + 1000])
        services.index_messages(messages[at : at + 1000])
    reactions = (Reaction(message=message, user=ada, emoji="🎉", created_at=moment) for message in messages[::3])
    Reaction.objects.bulk_create(reactions, batch_size=1000)
    mentions = (Mention(message=one, topic_id=one.topic_id, n=one.n, user=bo, author=ada) for one in messages[::3])
    Mention.objects.bulk_create(mentions, batch_size=1000)
    services.sort_in()
    head = MESSAGES // TOPICS
    Topic.objects.filter(id__in=[topic.id for topic in topics]).update(last_n=head, last_rev=head)
    ReadMarker.objects.bulk_create(ReadMarker(topic=topic, user=bo, read_n=head - 6) for topic in topics)
    with connections[DB].cursor() as cursor:
        # Our own tables by name: without, it waits for whoever works on the catalogues that all databases share.
        tables = ", ".join(model._meta.db_table for model in apps.get_app_config("messaging").get_models())
        cursor.execute(f"SET LOCAL statement_timeout = '60s'; ANALYZE {tables}; SET LOCAL statement_timeout TO DEFAULT")
    return Topic.objects.select_related("party").get(id=topics[0].id)


def _page(**where: Any) -> Callable[[User, Topic], Any]:
    return lambda bo, talk: queries.message_page(queries.topic_for(bo, talk.id), **where)


def _first(talk: Topic) -> Any:
    return Message.objects.get(topic=talk, n=1).id


#: Each by so few rows that for these too reading all would be the longer way, as it is among millions.
WAYS: dict[str, Callable[[User, Topic], Any]] = {
    "newest page": _page(),
    "page before": _page(before=700),
    "page after": _page(after=700),
    "page around": _page(around=700),
    "page by date": _page(date=now() - timedelta(hours=23)),
    "changes": lambda bo, talk: queries.changes(queries.topic_for(bo, talk.id), after=1400, limit=50),
    "what a socket missed": lambda bo, talk: live.missed(talk.id, {bo.id}, {1400}, 100),
    "too much that a socket missed": lambda bo, talk: live.missed(talk.id, {bo.id}, {1400}, 51),
    "sync": lambda bo, talk: queries.sync(bo),
    "topics of a party": lambda bo, talk: queries.topics_of(bo, queries.party_for(bo, talk.party_id)),
    "a topic": lambda bo, talk: queries.topic_shape_for(bo, talk.id),
    "why unread": lambda bo, talk: queries.unread_messages(queries.topic_for(bo, talk.id)),
    "catching up on a topic": lambda bo, talk: queries.catch_up_on_topic(queries.topic_for(bo, talk.id)),
    "catching up on a party": lambda bo, talk: queries.catch_up_on_party(bo, queries.party_for(bo, talk.party_id)),
    "what was missed": lambda bo, talk: queries.missed_in(bo, [talk.party_id]),
    "pins": lambda bo, talk: queries.pins_of(queries.topic_for(bo, talk.id)),
    "a message": lambda bo, talk: queries.message_shape_for(bo, _first(talk)),
    "who reacted": lambda bo, talk: queries.reactions_to(queries.message_for(bo, _first(talk))),
    "permalink": lambda bo, talk: queries.permalink(bo, _first(talk)),
    "search": lambda bo, talk: queries.search(bo, "message"),
    "post": lambda bo, talk: services.post_message(bo, topic_id=talk.id, client_id="p", text="@ada look"),
    "read": lambda bo, talk: services.mark_read(bo, topic_id=talk.id, n=1400),
    "edit": lambda bo, talk: services.edit_message(bo, message_id=_first(talk), text="@ada changed"),
    "react": lambda bo, talk: services.add_reaction(bo, message_id=_first(talk), emoji="👍"),
    "delete": lambda bo, talk: services.delete_message(bo, message_id=_first(talk)),
}


def test_no_large_table_is_read_from_end_to_end(bo: User, talk: Topic, limit: Callable[..., None]):
    limit()
    reading_all = _plans_of(lambda: list(Message.objects.using(DB).filter(text="message 7")))[0]
    assert READ_WHOLE.search(reading_all), "it would not be noticed"
    for way, go in WAYS.items():
        plans = _plans_of(lambda go=go: go(bo, talk))  # type: ignore[misc]
        assert plans, way
        for plan in plans:
            assert not READ_WHOLE.search(plan), f"{way}:\n{plan}"
            assert "Index Cond: (reply_to_id IS NOT NULL)" not in plan, f"{way}:\n{plan}"


def _plans_of(call: Callable[[], Any]) -> list[str]:
    """How PostgreSQL goes about each statement that asks or changes."""
    with CaptureQueriesContext(connections[DB]) as captured:
        call()
    asked = [query["sql"] for query in captured if query["sql"].startswith(("SELECT", "UPDATE", "DELETE"))]
    with connections[DB].cursor() as cursor:
        return [_explain(cursor, sql) for sql in asked]


def _explain(cursor: Any, sql: str) -> str:
    cursor.execute("EXPLAIN " + sql.replace("%", "%%"), [])
    return sql + "\n" + "\n".join(line for (line,) in cursor.fetchall())
