"""Relay and consumer over a real broker, with the outboxes of both services."""

import signal
import uuid
from typing import Any

import pytest
import structlog
from confluent_kafka import Consumer
from django.conf import settings

from events import outbox, txn
from events.catalogue import DEAD_LETTERS, PARTIES, PartyCreated, UserUpdated
from events.consumer import apply_batch
from events.ids import new_id
from events.kafka import KafkaReceiver, KafkaSender
from events.lag import lag
from events.models import DeadLetter, JobRun, Lease, OutboxEvent
from events.outages import DependencyLost
from events.registry import handles
from events.relay import relay_batch
from events.testing import run_events
from events.tests.people import ADA, BO, copy_of, party_event, record, save_copy, user_event, waiting
from events.tests.processes import until
from events.topics import PARTITIONS, create_topics, delete_topics

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["default", "messaging"], transaction=True)]


@pytest.fixture(scope="module")
def prefix():
    """Topics of this file's own."""
    prefix = f"test-{uuid.uuid4().hex[:8]}."
    create_topics(settings.KAFKA_SERVERS, prefix)
    yield prefix
    delete_topics(settings.KAFKA_SERVERS, prefix)


@pytest.fixture
def sender(prefix):
    sender = KafkaSender(settings.KAFKA_SERVERS, prefix=prefix)
    yield sender
    sender.close()


@pytest.fixture
def arrived(prefix):
    """Reads what has arrived in a topic since the test began: (partition, key, headers, version) each."""
    reader = Consumer(
        {
            "bootstrap.servers": ",".join(settings.KAFKA_SERVERS),
            "group.id": f"{prefix}{uuid.uuid4().hex}",
            "auto.offset.reset": "earliest",
            "enable.partition.eof": True,
        }
    )

    def read(topic: str) -> list[tuple[int, str, dict[str, str]]]:
        reader.subscribe([prefix + topic])
        found = []
        ended: set[int | None] = set()
        while len(ended) < PARTITIONS:
            message: Any = reader.poll(30)
            assert message is not None
            if message.error():
                ended.add(message.partition())
            else:
                headers = {name: value.decode() for name, value in message.headers()}
                found.append((message.partition(), message.key().decode(), headers))
        return found

    yield read
    reader.close()


@pytest.fixture
def _copies():
    handles(UserUpdated, app="messaging")(lambda event: save_copy(event, settings.MESSAGING_DB))
    handles(PartyCreated, app="accounts")(lambda event: save_copy(event, settings.ACCOUNTS_DB))


@pytest.mark.usefixtures("_copies")
def test_events_travel_both_ways(monkeypatch):
    monkeypatch.setattr("events.consumer.PAUSES", ())
    parties = [str(new_id()) for _ in range(20)]
    record(*(user_event(version=version) for version in range(1, 51)), using=settings.ACCOUNTS_DB)
    record(*map(party_event, parties), using=settings.MESSAGING_DB, source="messaging")

    run_events()

    assert copy_of(ADA, settings.MESSAGING_DB) == 50
    assert all(copy_of(party, settings.ACCOUNTS_DB) == 1 for party in parties)
    assert copy_of(ADA, settings.ACCOUNTS_DB) is None

    # Poison stops nobody, and is told in a topic of its own, which nobody here reads.
    record(user_event(user_id="x" * 64, version=1), user_event(version=51), using=settings.ACCOUNTS_DB)

    @handles(UserUpdated, app="messaging")
    def fail(event):
        if event.version == 1:
            raise ValueError("poison")

    run_events(strict=False)

    assert copy_of(ADA, settings.MESSAGING_DB) == 51
    letter = DeadLetter.objects.using(settings.MESSAGING_DB).get()
    assert (letter.reason, letter.place.split("/")[0]) == ("failed", "users")
    assert OutboxEvent.objects.using(settings.MESSAGING_DB).get(aggregatetype=DEAD_LETTERS).sent_at is not None


def test_an_aggregate_stays_in_order_in_one_partition_whatever_the_ids(sender, arrived, using, monkeypatch):
    monkeypatch.setattr("events.relay.BATCH", 4)
    party, members = str(new_id()), [str(new_id()) for _ in range(3)]
    late = outbox.row_of(party_event(party, version=3), source="messaging")
    record(*(party_event(party, version=version) for version in (6, 5, 4)), using=using)
    record(*map(party_event, members), using=using)
    record(*(party_event(party, version=version) for version in (2, 1)), using=using)
    with txn.atomic(using):
        late.save(using=using)

    while relay_batch(sender, using):
        pass

    found = [entry for entry in arrived(PARTIES) if entry[1] == party]
    versions = {str(row.id): row.aggregateversion for row in OutboxEvent.objects.using(using).all()}
    assert [versions[headers["ce_id"]] for _, _, headers in found] == [1, 2, 3, 4, 5, 6]
    assert len({partition for partition, _, _ in found}) == 1
    assert {headers["ce_type"] for _, _, headers in found} == {"party:created"}
    assert all(headers["traceparent"].startswith("00-") for _, _, headers in found)


def test_what_can_not_be_published_is_parked(sender, using):
    record(user_event(version=1, display_name="x" * 1_100_000), user_event(version=2), using=using)
    record(user_event(user_id=BO, version=1), using=using)
    OutboxEvent.objects.using(using).filter(aggregateid=BO).update(payload="no envelope")
    record(user_event(user_id=str(new_id()), version=1), using=using)

    while relay_batch(sender, using):
        pass

    parked = OutboxEvent.objects.using(using).filter(parked=True).order_by("aggregateid", "aggregateversion")
    faults = {(row.aggregateid, row.aggregateversion): row.fault[:10] for row in parked}
    assert faults == {(ADA, 1): "too large:", (ADA, 2): "", (BO, 1): "not an env"}
    assert waiting(using) == []


@pytest.mark.usefixtures("_copies")
def test_what_is_sent_twice_counts_once(prefix, sender):
    counted = []
    using = settings.ACCOUNTS_DB

    @handles(UserUpdated, app="messaging", once=True)
    def count(event):
        counted.append(event.version)

    record(*(user_event(version=version) for version in (1, 2, 3)), using=using)
    sender(list(OutboxEvent.objects.using(using).order_by("id")))  # and killed before the rows were marked
    relay_batch(sender, using)
    group = f"{prefix}{uuid.uuid4().hex}"
    with_duplicates = KafkaReceiver(settings.KAFKA_SERVERS, group=group, topics=["users"], prefix=prefix)
    while any(lag(settings.KAFKA_SERVERS, group, [f"{prefix}users"]).values()):
        records = with_duplicates.receive()
        ours = [each for each in records if each.value and ADA.encode() in each.value]
        apply_batch(ours, "messaging", settings.MESSAGING_DB)
        with_duplicates.commit()
    with_duplicates.close()

    assert counted[-3:] == [1, 2, 3]
    assert copy_of(ADA, settings.MESSAGING_DB) == 3


def test_topics_that_are_missing_are_named_and_nothing_is_lost(using):
    record(user_event(version=1), using=using)
    nowhere = KafkaSender(settings.KAFKA_SERVERS, prefix="nowhere.")

    with pytest.raises(DependencyLost, match="users is missing; `manage"):
        relay_batch(nowhere, using)

    assert waiting(using) == [1]
    reader = KafkaReceiver(settings.KAFKA_SERVERS, group="nowhere", topics=["users"], prefix="nowhere.")
    with pytest.raises(DependencyLost, match=r"nowhere\.users are missing"):
        reader.receive()


def test_a_request_is_followed_into_the_consumer_and_a_stop_is_clean(processes, using):
    relay, consumer = processes.start("relay_events"), processes.start("consume_events")
    for worker in (relay, consumer):
        worker.await_line("worker_ready")
    assert Lease.objects.using(using).count() == 1
    with structlog.contextvars.bound_contextvars(request_id="0af7651916cd43dd8448eb211c80319c"):
        record(user_event(version=3), using=using)

    until(lambda: copy_of(ADA, using) == 3)
    consumer.await_line("event_applied")

    (line,) = consumer.said("event_applied")
    assert (line["event_type"], line["key"]) == ("user:updated", ADA)
    assert line["request_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert [relay.signal(signal.SIGTERM), consumer.signal(signal.SIGTERM)] == [0, 0]
    assert Lease.objects.using(using).count() == 0
    assert not any("Traceback" in worker.text() for worker in processes.workers)


@pytest.mark.usefixtures("short_transactions")
def test_killed_workers_are_followed_by_others_and_nothing_is_lost_or_counted_twice(processes, using):
    relay, consumer = processes.start("relay_events"), processes.start("consume_events")
    relay.await_line("lease_taken")
    processes.start("relay_events")
    processes.start("consume_events")
    people = [str(new_id()) for _ in range(40)]

    def write(version: int) -> None:
        record(*(user_event(user_id=person, version=version) for person in people), using=using)

    def counted() -> int:
        return JobRun.objects.using(using).filter(name="count").values_list("touched", flat=True).first() or 0

    for version in range(1, 6):
        write(version)
    until(lambda: counted() > 0)
    relay.signal(signal.SIGKILL)
    consumer.signal(signal.SIGKILL)
    for version in range(6, 11):
        write(version)

    follower = processes.workers[2]
    follower.await_line("lease_taken")  # how soon, test_takeover asks, with nothing beside it
    until(lambda: counted() >= 400, seconds=60)

    assert all(copy_of(person, using) == 10 for person in people)
    assert counted() == 400
    assert not OutboxEvent.objects.using(using).filter(waiting=True).exists()
