"""It is true that a sender that has to stop takes back whatever has not arrived."""

import pytest
from confluent_kafka import KafkaError, KafkaException

from events import kafka
from events.catalogue import USERS
from events.kafka import KafkaSender
from events.outages import DependencyLost
from events.outbox import row_of
from events.tests.people import user_event

pytestmark = pytest.mark.portable


class Deaf:
    """A producer to which no broker answers."""

    def __init__(self) -> None:
        self.waits = self.produced = 0

    def produce(self, topic, **given) -> None:
        self.waits += 1
        self.produced += 1

    def flush(self, seconds: float) -> int:
        return self.waits

    def purge(self) -> None:
        self.waits = 0


@pytest.fixture
def producer() -> Deaf:
    return Deaf()


@pytest.fixture
def sender(producer) -> KafkaSender:
    sender = KafkaSender(["127.0.0.1:1"])
    sender._producer, sender._partitions = producer, {USERS: 6}
    return sender


def test_it_sends_nothing_when_another_sends_by_now(sender, producer):
    sender.while_waiting = lambda: False

    with pytest.raises(DependencyLost, match=kafka.TAKEN):
        sender([row_of(user_event(), source="accounts")])

    assert producer.produced == 0


def test_it_stops_waiting_when_another_sends(sender, producer):
    sender.while_waiting = iter([True, False]).__next__

    receipt = sender([row_of(user_event(), source="accounts")])

    assert (receipt.lost, receipt.acknowledged) == (kafka.TAKEN, set())
    assert producer.waits == 0
    assert sender._producer is None


def test_it_takes_back_what_it_has_when_it_fails(sender, producer):
    answers = iter([True])

    def fail() -> bool:
        for answer in answers:
            return answer
        raise DependencyLost("no database for the lease")

    sender.while_waiting = fail

    with pytest.raises(DependencyLost, match="for the lease"):
        sender([row_of(user_event(), source="accounts")])

    assert producer.waits == 0
    assert sender._producer is None


def test_it_begins_anew_when_its_producer_can_not_go_on(sender, producer, monkeypatch):
    """As confluent-kafka says it of a broker that came back without its data, seen by `python -m faults`."""
    fatal = KafkaException(KafkaError(KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER, "out of order", fatal=True))

    def fail(seconds: float) -> int:
        raise SystemError("<method 'code'> returned a result with an exception set") from fatal

    monkeypatch.setattr(producer, "flush", fail)
    row = row_of(user_event(), source="accounts")

    receipt = sender([row])

    assert "out of order" in receipt.lost
    assert (receipt.acknowledged, receipt.refused) == (set(), {})
    assert producer.waits == 0
    assert sender._producer is None

    monkeypatch.undo()
    monkeypatch.setattr(sender, "_connected", lambda: producer)
    monkeypatch.setattr(producer, "flush", lambda seconds: 0)
    assert sender([row]).lost == ""


def test_it_waits_while_it_may(sender, producer, monkeypatch):
    monkeypatch.setattr(kafka, "SEND_SECONDS", 0)
    asked = []
    sender.while_waiting = lambda: asked.append(True) or True

    receipt = sender([row_of(user_event(), source="accounts")])

    assert asked == [True, True]
    assert "no acknowledgement within" in receipt.lost


def test_a_topic_that_is_missing_is_named(sender):
    sender._partitions = {}
    sender._producer.flush = lambda seconds: 0

    receipt = sender([row_of(user_event(), source="accounts")])

    assert receipt.missing == {USERS}
