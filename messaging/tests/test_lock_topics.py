"""It is true of a locked topic that…"""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import F

from events import txn
from messaging.models import Party, Topic
from messaging.services.message_change import lock_topics
from messaging.tests.parallel import elsewhere

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s"


def until_somebody_waits(for_table: str) -> None:
    """Until a statement of another connection waits for a row."""
    for _ in range(1000):
        with connections[settings.MESSAGING_DB].cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees what it has seen before
            cursor.execute(WAITING, [f"SELECT%{for_table}%"])
            if cursor.fetchone()[0]:
                return
        threading.Event().wait(0.01)
    raise AssertionError("nobody waits")


def in_background(call: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(elsewhere(call)))
    thread.start()
    return thread, found


def test_its_party_is_as_it_is_after_the_lock_was_waited_for(party: Party, topic: Topic):
    def locked() -> int:
        with txn.atomic(settings.MESSAGING_DB):
            return int(lock_topics([topic.id])[topic.id].party.acl)

    with txn.atomic(settings.MESSAGING_DB):
        lock_topics([topic.id])
        thread, found = in_background(locked)
        until_somebody_waits("messaging_topic")
        Party.objects.using(settings.MESSAGING_DB).filter(id=party.id).update(acl=F("acl") + 1)
    thread.join(30)

    assert found == [party.acl + 1]
