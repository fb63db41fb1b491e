"""It is true that a resync ends equal over a real broker: beside live writes, and after compaction."""

import os
import threading
import time
from typing import Any

import pytest
from confluent_kafka import Consumer
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourceType,
)
from django.conf import settings
from django.db import connections

from accounts import services as accounts
from accounts.models import MembershipCopy, PartyCopy
from accounts.models import User as Original
from chatterbox.tests.copies import differences, events, parties, people, swap
from events import resync, testing
from events.testing import run_events
from events.topics import PARTITIONS
from messaging.models import User as Copy

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["default", "messaging"], transaction=True)]

LONG = os.environ.get("LONG") == "1"


def users() -> Any:
    return Copy.objects.using(settings.MESSAGING_DB)


def test_a_copy_that_drifted_is_built_anew():
    crowd = people(5)
    users().filter(id=crowd[0].pk).update(display_name="Drifted", version=99)
    users().filter(id=crowd[1].pk).delete()

    events("resync", "users")
    swap()

    assert differences("users") == {}


class Writer(threading.Thread):
    """Somebody who changes their name again and again, until they are told to stop."""

    def __init__(self, person: Original) -> None:
        super().__init__()
        self.person = person
        self.done = threading.Event()
        self.changes = 0

    def run(self) -> None:
        try:
            while not self.done.is_set():
                accounts.change_profile(self.person.pk, {"display_name": f"Name {self.changes}"})
                self.changes += 1
                time.sleep(0.005)
        finally:
            connections.close_all()


def test_a_resync_beside_live_writes_ends_equal(monkeypatch):
    monkeypatch.setattr("accounts.services.users.CHANGES", 10**6)  # of a profile, in an hour
    crowd = people(300 if LONG else 60)
    users().filter(id__in=[person.pk for person in crowd[:10]]).update(display_name="Drifted", version=10**6)
    users().filter(id__in=[person.pk for person in crowd[10:15]]).delete()
    writers = [Writer(crowd[0]), Writer(crowd[-1])]
    for writer in writers:
        writer.start()
    try:
        for _ in range(5 if LONG else 1):
            for _told in resync.tell("users", settings.ACCOUNTS_DB):
                run_some()
            for _ in range(20):
                run_some()
                resync.finish_resyncs(settings.MESSAGING_DB)
    finally:
        for writer in writers:
            writer.done.set()
            writer.join()
    swap()

    assert all(writer.changes > 10 for writer in writers)
    assert differences("users") == {}


def run_some() -> None:
    """One round of relay and consumer: with writers about, there is no end of it."""
    from events.relay import relay_batch

    for using in (settings.ACCOUNTS_DB, settings.MESSAGING_DB):
        relay_batch(testing._channel.send, using)
    testing._channel.apply()


@pytest.mark.long
@pytest.mark.timeout(300)
def test_twenty_thousand_people_are_copied_from_nothing_within_a_minute():
    Original.objects.bulk_create(
        [Original(username=f"user{n}", email=None, display_name=f"User {n}") for n in range(20_000)], batch_size=1000
    )
    started = time.monotonic()

    events("resync", "users")
    told = time.monotonic()
    swap()
    done = time.monotonic()

    print(f"told in {told - started:.1f} s, copied in {done - told:.1f} s")
    assert differences("users") == {}
    assert done - started <= 60


@pytest.mark.long
@pytest.mark.timeout(300)
def test_after_a_forced_compaction_parties_are_built_anew_and_equal():
    parties(10, people(1)[0])
    for _ in range(5):
        events("resync", "parties")
        run_events()
    before = records()
    compact()
    events("resync", "parties")  # rolls the segments
    run_events()
    until_fewer(before)
    PartyCopy.objects.all().delete()
    MembershipCopy.objects.filter(pk__gt="5").delete()
    MembershipCopy.objects.update(role="ghost", version=10**6)

    events("resync", "parties")
    swap()

    assert differences("parties") == {}
    assert PartyCopy.objects.count() == 10


def _topic() -> str:
    channel: Any = testing._channel
    return f"{channel.prefix}parties"


def compact() -> None:
    """Have the broker compact what there is, at once."""
    admin = AdminClient({"bootstrap.servers": ",".join(settings.KAFKA_SERVERS)})
    wanted = {
        ResourceType.TOPIC: (_topic(), {"segment.ms": "100", "min.cleanable.dirty.ratio": "0.01"}),
        ResourceType.BROKER: ("1", {"log.cleaner.backoff.ms": "500"}),
    }
    for kind, (name, entries) in wanted.items():
        changes = [
            ConfigEntry(key, value, incremental_operation=AlterConfigOpType.SET) for key, value in entries.items()
        ]
        asked = admin.incremental_alter_configs([ConfigResource(kind, name, incremental_configs=changes)])
        for changed in asked.values():
            changed.result(10)
    time.sleep(0.5)


def until_fewer(before: int, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while records() >= before:
        assert time.monotonic() < deadline, "the broker did not compact"
        time.sleep(2)


def records() -> int:
    """How many records the topic of parties has now."""
    reader = Consumer(
        {
            "bootstrap.servers": ",".join(settings.KAFKA_SERVERS),
            "group.id": f"{_topic()}{time.monotonic()}",
            "auto.offset.reset": "earliest",
            "enable.partition.eof": True,
        }
    )
    reader.subscribe([_topic()])
    count = ended = 0
    while ended < PARTITIONS:
        message = reader.poll(20)
        assert message is not None
        ended += bool(message.error())
        count += not message.error()
    reader.close()
    return count
