"""It is true of the writer's statements that PostgreSQL goes by an index in each, though they were planned for less."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from events import trips
from events.trips import Trips
from messaging.models import Topic, User
from messaging.services import scene_sql
from messaging.tests.messages import new

pytestmark = [pytest.mark.django_db(databases=["messaging"], transaction=True), pytest.mark.servers]

DB = settings.MESSAGING_DB


@pytest.fixture
def by() -> Iterator[Trips]:
    made = scene_sql.trips()
    yield made
    made.drop()


def plan_of(name: str, argument: Any) -> str:
    """How PostgreSQL goes about a prepared statement; nothing is done."""
    with connections[DB].cursor() as cursor:
        cursor.execute(f"EXPLAIN EXECUTE {name}(%s)", [json.dumps(argument)])
        return "\n".join(line for (line,) in cursor.fetchall())


def analyze() -> None:
    with connections[DB].cursor() as cursor:
        cursor.execute("ANALYZE messaging_message")


@pytest.mark.parametrize("late", [False, True])
def test_a_table_that_has_grown_is_gone_about_by_its_index(ada: User, bo: User, topic: Topic, by: Trips, late: bool):
    analyze()  # of a time when each topic had one message
    for _ in range(trips.RENEW_AFTER + 1):
        scene_sql.save([new((ada, bo)[n % 2], topic.id, f"message {n}") for n in range(40)], by)
    if late:
        analyze()
        by.forget()
        scene_sql.save([new(ada, topic.id)], by)

    look = plan_of("post_look", [{"at": 0, "topic": str(topic.id), "author": str(ada.id), "client_id": "c"}])
    plans = [look, plan_of("post_lock", [str(topic.id)]), plan_of("post_write", []), plan_of("post_mention", [])]

    # By which index is for statistics to say, and the first time they are of another age.
    assert "Index Scan using message_once on messaging_message  " in look or not late
    for plan in plans:
        assert "Seq Scan" not in plan
        assert "Hash Join" not in plan


def test_plans_are_made_anew_as_more_is_done(ada: User, topic: Topic, by: Trips):
    spans = set()
    for _ in range(trips.RENEW_AFTER * 3):
        scene_sql.save([new(ada, topic.id)], by)
        spans.add(by._span)

    assert spans == {trips.RENEW_AFTER, 2 * trips.RENEW_AFTER}


def test_and_after_a_while(ada: User, topic: Topic, by: Trips, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(trips, "RENEW_SECONDS", 0)
    for _ in range(3):
        scene_sql.save([new(ada, topic.id)], by)

    assert by._span == 4 * trips.RENEW_AFTER
