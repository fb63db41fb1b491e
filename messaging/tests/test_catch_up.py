"""It is true of what somebody is told who was away that…"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

from events.times import now
from messaging import queries
from messaging.models import Message, Party, ReadMarker, Topic, User
from messaging.queries import catch_up as module
from messaging.services import archive_topic, mark_read
from messaging.services.save import save_messages
from messaging.tests.clients import refused
from messaging.tests.messages import new
from messaging.tests.people import member_of
from messaging.tests.queries_counted import at_most
from messaging.tests.topics import open_topic, plain

pytestmark = pytest.mark.django_db(databases=["messaging"])


def say(person: User, topic: Topic, *texts: str, **given: Any) -> list[Message]:
    posts = [new(person, topic.id, text, **given) for text in texts]
    return [outcome.message for outcome in save_messages(posts)]


def on_topic(person: User, topic: Topic) -> Any:
    return plain(queries.catch_up_on_topic(queries.topic_for(person, topic.id)))


def on_party(person: User, party: Party) -> Any:
    return plain(queries.catch_up_on_party(person, queries.party_for(person, party.id)))


def numbers(items: list[dict[str, Any]]) -> list[int]:
    return [item["n"] for item in items]


def reacted(message: Message, *counts: int) -> None:
    shown = [{"emoji": emoji, "count": count, "user_ids": []} for emoji, count in zip("🎉👍", counts, strict=False)]
    Message.objects.filter(id=message.id).update(reactions=shown)


@pytest.fixture
def away(ada: User, bo: User, topic: Topic) -> Topic:
    """bo wrote 2 and read up to 3; then came all kinds of things, up to 12."""
    mine = say(bo, topic, "what about the boats?")[0]
    say(ada, topic, "https://example.org/seen @bo")
    mark_read(bo, topic_id=topic.id, n=3)
    say(ada, topic, "hi", "@bo look")  # 4, 5
    say(ada, topic, "they float", reply_to=str(mine.id))  # 6
    say(ada, topic, "https://example.org/a?b=1&c=2 and https://example.org/second")  # 7
    say(bo, topic, "@everyone @bo https://example.org/mine")  # 8
    pinned, deleted = say(ada, topic, "important", "@bo https://example.org/gone")  # 9, 10
    say(ada, topic, "@everyone")  # 11
    loved = say(ada, topic, "loved")[0]  # 12
    Message.objects.filter(id=pinned.id).update(pinned_at=now())
    deleted.mention_rows.all().delete()
    Message.objects.filter(id=deleted.id).update(deleted_at=now(), text="", html="")
    for message, counts in ((loved, (2, 1)), (pinned, (3,)), (deleted, (9,))):
        reacted(message, *counts)
    return topic


def test_it_holds_what_came_since_they_read_and_is_not_theirs(bo: User, away: Topic):
    found = on_topic(bo, away)

    assert found["since"] == {str(away.id): 3}
    assert found["counts"] == {"messages": 7, "mentions": 2, "replies": 1}
    assert numbers(found["mentions"]) == [11, 5]
    assert numbers(found["replies"]) == [6]
    assert numbers(found["pins"]) == [9]
    assert [(link["url"], link["message"]["n"]) for link in found["links"]] == [("https://example.org/a?b=1&c=2", 7)]
    assert numbers(found["most_reacted"]) == [9, 12]
    assert found["most_reacted"][1]["reactions"][0]["count"] == 2


def test_it_is_the_same_every_time(bo: User, party: Party, away: Topic):
    assert on_topic(bo, away) == on_topic(bo, away)
    assert on_party(bo, party) == on_topic(bo, away)


def test_who_has_read_everything_is_told_nothing(bo: User, away: Topic):
    mark_read(bo, topic_id=away.id, n=12)

    found = on_topic(bo, away)
    assert found["since"] == {str(away.id): 12}
    assert found["counts"] == {"messages": 0, "mentions": 0, "replies": 0}
    assert not any(found[name] for name in ("mentions", "replies", "pins", "links", "most_reacted"))


def test_of_a_party_it_is_all_topics_that_they_see(ada: User, bo: User, party: Party, away: Topic):
    boats, secret = open_topic(ada, party), open_topic(ada, party, "secret", bo)
    hidden, old = open_topic(ada, party, "hidden", member_of(party, "cy")), open_topic(ada, party, "old")
    for topic in (boats, secret, hidden, old):
        say(ada, topic, "@everyone https://example.org/x")
    archive_topic(ada, topic_id=old.id)

    found = on_party(bo, party)

    assert found["since"] == {str(away.id): 3, str(boats.id): 0, str(secret.id): 0}
    assert found["counts"] == {"messages": 9, "mentions": 4, "replies": 1}
    assert {item["topic_id"] for item in found["mentions"]} == {str(topic.id) for topic in (away, boats, secret)}
    assert [link["message"]["topic_id"] for link in found["links"]] == [str(secret.id), str(boats.id), str(away.id)]
    assert on_topic(bo, old)["counts"]["messages"] == 1


def test_each_list_has_the_twenty_newest(ada: User, bo: User, topic: Topic):
    mine = say(bo, topic, "mine")[0]
    say(ada, topic, *["@bo https://example.org/"] * 30, reply_to=str(mine.id))
    Message.objects.filter(topic=topic, n__gt=2).update(
        pinned_at=now(), reactions=[{"emoji": "🎉", "count": 1, "user_ids": []}]
    )

    found = on_topic(bo, topic)

    assert found["counts"] == {"messages": 30, "mentions": 30, "replies": 30}
    newest = list(range(32, 12, -1))
    assert numbers(found["mentions"]) == numbers(found["replies"]) == newest
    assert numbers([link["message"] for link in found["links"]]) == newest
    assert numbers(found["most_reacted"]) == list(range(3, 23))
    assert len(found["pins"]) == 20


def test_it_looks_back_so_far_and_says_from_where(
    ada: User, bo: User, party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "WINDOW", 10)
    boats, nets = open_topic(ada, party), open_topic(ada, party, "nets")
    say(ada, boats, *["hi"] * 20)
    say(ada, nets, *["hi"] * 20)
    mark_read(bo, topic_id=topic.id, n=1)

    found = on_party(bo, party)

    assert found["since"] == {str(topic.id): 1, str(boats.id): 15, str(nets.id): 15}
    assert found["counts"]["messages"] == 10
    assert on_topic(bo, boats)["since"] == {str(boats.id): 10}


@pytest.mark.parametrize("query", [{}, {"party": "{party}", "topic": "{topic}"}])
def test_it_is_of_one_party_or_one_topic(api: Callable, bo: User, party: Party, topic: Topic, query: dict):
    given = {name: value.format(party=party.id, topic=topic.id) for name, value in query.items()}

    refused(api(bo).get("/catch-up", given), 400, "invalid")


def test_others_are_told_nothing(api: Callable, bo: User, eve: User, party: Party, away: Topic):
    for query in ({"party": party.id}, {"topic": away.id}, {"party": "nonsense"}, {"topic": ""}):
        refused(api(eve).get("/catch-up", query), 404, "not_found")
    assert api(bo).get("/catch-up", {"party": party.id}).json() == on_party(bo, party)
    assert api(bo).get("/catch-up", {"topic": away.id}).json() == on_topic(bo, away)


def test_who_asks_too_often_waits_on_pages_and_in_the_api_together_and_nobody_else(
    api: Callable, browser: Callable, ada: User, bo: User, party: Party, away: Topic
):
    rate = settings.LIMITS["catch_ups"]
    for query in ({"topic": away.id}, {"party": party.id}) * 10:
        assert api(bo).get("/catch-up", query).status_code == 200
    for _ in range(10):
        assert browser(bo).get(f"/away?topic={away.id}").status_code == 200

    answer, page = api(bo).get("/catch-up", {"party": party.id}), browser(bo).get(f"/away?party={party.id}")

    assert (rate.limit, rate.seconds) == (30, 60)
    assert refused(answer, 429, "rate_limited")["retry_after"] > 0
    assert [0 < int(one.headers["Retry-After"]) <= 60 for one in (answer, page)] == [True, True]
    assert page.status_code == 429
    assert api(ada).get("/catch-up", {"party": party.id}).status_code == 200


def test_it_needs_few_statements_however_many_topics_there_are(ada: User, bo: User, party: Party, away: Topic):
    for number in range(10):
        say(ada, open_topic(ada, party, f"t{number}"), "@everyone https://example.org/")
    membership = queries.party_for(bo, party.id)

    with at_most(10):
        queries.catch_up_on_party(bo, membership)


def test_many_topics_are_not_too_many_for_one_statement(ada: User, bo: User, party: Party):
    Topic.objects.bulk_create(
        Topic(party=party, maker=ada, client_id=f"t{n}", name="x", position=f"j{n:03}", created_at=now(), last_n=1)
        for n in range(499)
    )

    assert len(on_party(bo, party)["since"]) == 500


@pytest.mark.servers
def test_no_statement_reads_all_messages(ada: User, bo: User, party: Party, away: Topic):
    rows = [
        Message(topic=away, n=n, rev=n, author=ada, client_id=f"x{n}", request_hash=b"", text="hi", created_at=now())
        for n in range(100, 4100)
    ]
    Message.objects.bulk_create(rows)
    Topic.objects.filter(id=away.id).update(last_n=4099, last_rev=4099)
    ReadMarker.objects.filter(topic=away, user=bo).update(read_n=4000)
    connection = connections[settings.MESSAGING_DB]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE messaging_message")
    with CaptureQueriesContext(connection) as captured:
        on_party(bo, party)
        opened = queries.topic_for(bo, away.id)
        queries.message_page(opened, date=now() - timedelta(hours=1))
        queries.unread_messages(opened)
    asked = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    assert len(asked) > 8

    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + sql)
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Seq Scan on messaging_message" not in plan, f"{sql}\n{plan}"
