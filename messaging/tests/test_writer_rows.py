"""It is true of the writer's statements that they save the very rows that the ORM saves, and refuse what it refuses."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from events import outbox, txn
from events.ids import new_id
from events.times import now
from events.trips import Trips
from messaging import permissions
from messaging.models import Kind, Membership, Message, Party, Role, Topic, User
from messaging.services import create_topic, scene_orm, scene_sql
from messaging.services.posts import NewMessage, Outcome, Saved
from messaging.services.save import save_messages
from messaging.tests.conftest import make_user
from messaging.tests.messages import new
from messaging.tests.scenes import join, private_topic

pytestmark = [pytest.mark.django_db(databases=["messaging"], transaction=True), pytest.mark.servers]

DB = settings.MESSAGING_DB
#: Where posts leave rows, and what of a row is by chance.
TABLES = {
    "messaging_topic": (),
    "messaging_message": (),
    "messaging_mention": ("id",),
    "messaging_messagewords": (),
    "events_outboxevent": ("_id", "payload"),
}
TEXTS = (
    "Hello",
    "@bo look",
    "@everyone, and @here",
    "@nobody @eve @carl @twin **bold**",
    "see https://example.org/a?b=c&d='e'",
    "```py\nprint('\\n')\n```",
    "back\\slash, \"quotes\", 'single' and $1 %s {} \\u0000",
    "東京都 🎉 Ж\t\u2028 end",
)
ROUNDS = 16


@pytest.fixture
def by() -> Iterator[Trips]:
    trips = scene_sql.trips()
    yield trips
    trips.drop()


@pytest.fixture
def place(ada: User, bo: User, eve: User, party: Party) -> tuple[list[User], list[Topic]]:
    """People of all kinds, and topics of all kinds."""
    carl, dora = join(party, "carl", Role.MODERATOR), join(party, "dora")
    for name in ("twin", "twin"):
        join(party, name)
    Membership.objects.filter(user=dora).update(timeout_until=now() + timedelta(hours=1))
    names = ("talk", "slow", "news", "old", "gone")
    made = {name: create_topic(ada, party_id=party.id, client_id=name, name=name)[0].id for name in names}
    Topic.objects.filter(id=made["slow"]).update(slow_mode_s=600)
    Topic.objects.filter(id=made["news"]).update(announcement=True)
    Topic.objects.filter(id=made["old"]).update(archived_at=now())
    Topic.objects.filter(id=made["gone"]).update(deleted_at=now())
    private_topic(party, ada, bo)
    return [ada, bo, eve, carl, dora, make_user("stranger")], list(Topic.objects.order_by("id"))


def history(chance: random.Random, people: list[User], topics: list[Topic]) -> list[NewMessage]:
    """A batch that has something of everything."""
    replied = [*map(str, Message.objects.order_by("id").values_list("id", flat=True)), str(new_id())]
    posts = []
    for _ in range(24):
        author, topic, given = chance.choice(people), chance.choice(topics), {}
        if chance.random() < 0.3:
            given["client_id"] = f"c{chance.randrange(3)}"
        if chance.random() < 0.2:
            given["reply_to"] = chance.choice(replied)
        posts.append(new(author, topic.id, chance.choice(TEXTS), **given))
    note: dict[str, Any] = {"kind": Kind.SYSTEM, "system": {"event": "member_joined", "user_id": str(people[0].id)}}
    return [*posts, NewMessage(author=people[1], topic_id=topics[0].id, client_id=str(new_id()), **note)]


def rows() -> dict[str, list[Any]]:
    """Whole rows of all TABLES, as PostgreSQL spells them."""
    found = {}
    with connections[DB].cursor() as cursor:
        for table, by_chance in TABLES.items():
            cursor.execute(f"SELECT to_jsonb({table})::text FROM {table}")  # noqa: S608
            read = [json.loads(text) for (text,) in cursor.fetchall()]
            if table == "events_outboxevent":
                for row in read:
                    envelope = json.loads(row["payload"])
                    assert envelope.pop("id") == row["_id"]
                    envelope["traceparent"] = envelope["traceparent"].split("-")[1]
                    row["envelope"] = envelope
            kept = [{name: value for name, value in row.items() if name not in by_chance} for row in read]
            found[table] = sorted(kept, key=lambda row: json.dumps(row, sort_keys=True))
    return found


def told(outcomes: list[Outcome]) -> list[Any]:
    return [
        (
            str(outcome.message.id),
            outcome.message.n,
            outcome.message.rev,
            outcome.message.html,
            outcome.again,
            outcome.party_id,
            outcome.acl,
        )
        if isinstance(outcome, Saved)
        else outcome.error.as_dict()
        for outcome in outcomes
    ]


class _RolledBack(Exception):
    pass


def by_orm(batch: list[NewMessage]) -> tuple[list[Any], dict[str, list[Any]]]:
    """What the ORM answers and writes; afterwards nothing of it is there."""
    try:
        with txn.atomic(DB):
            outcomes = save_messages(batch)
            seen = told(outcomes), rows()
            raise _RolledBack
    except _RolledBack:
        return seen


def test_both_ways_write_the_same_rows(place: Any, by: Trips, monkeypatch: Any):
    moment = now()
    for module in (scene_orm, scene_sql, outbox, permissions):
        monkeypatch.setattr(module, "now", lambda: moment)
    chance = random.Random(7)
    kinds: set[str] = set()

    for _ in range(ROUNDS):
        batch = history(chance, *place)
        answered, written = by_orm(batch)

        outcomes = scene_sql.save(batch, by)

        assert told(outcomes) == answered
        assert rows() == written
        kinds |= {"saved" if isinstance(one, tuple) else one["code"] for one in answered}
        moment += timedelta(seconds=7)

    refusals = {"not_found", "archived", "announcement_only", "timed_out", "client_id_reused", "invalid", "slow_mode"}
    assert kinds == {"saved", *refusals}


def test_a_mention_is_stored_and_shown_by_both(ada: User, bo: User, topic: Topic, by: Trips):
    (outcome,) = scene_sql.save([new(ada, topic.id, "@bo and @everyone")], by)

    row = Message.objects.get(id=outcome.message.id)
    assert (row.mentions, row.mention_all, row.html) == ([str(bo.id)], "everyone", outcome.message.html)
    assert f'data-user="{bo.id}"' in row.html
    assert set(row.mention_rows.values_list("user_id", "kind")) == {(bo.id, "user"), (None, "everyone")}


def test_nothing_but_refusals_leaves_no_transaction_open(eve: User, topic: Topic, by: Trips):
    before = rows()

    scene_sql.save([new(eve, topic.id)], by)

    assert rows() == before
    assert connections[DB].connection.info.transaction_status == 0


def test_a_fault_in_the_middle_leaves_nothing(ada: User, topic: Topic, by: Trips, monkeypatch: Any):
    before = rows()
    monkeypatch.setattr(scene_sql, "_row", lambda saved: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        scene_sql.save([new(ada, topic.id)], by)

    assert rows() == before
    assert connections[DB].connection.info.transaction_status == 0
