"""It is true that a consumer begins anew once all of Kafka was away, since it may have come back without its data."""

from types import SimpleNamespace

import pytest
from confluent_kafka import KafkaError, KafkaException

from events import kafka
from events.kafka import KafkaReceiver
from events.outages import DependencyLost

pytestmark = pytest.mark.portable


class FakeConsumer:
    """Has nothing to read. `topics` is what the broker has, None while it is away."""

    made: list["FakeConsumer"]
    topics: list[str] | None

    def __init__(self, settings):
        self.fail, self.is_open = settings["error_cb"], True
        FakeConsumer.made.append(self)

    def list_topics(self, timeout):
        if FakeConsumer.topics is None:
            raise KafkaException(KafkaError(KafkaError._TRANSPORT))
        return SimpleNamespace(topics={name: SimpleNamespace(partitions=[0]) for name in FakeConsumer.topics})

    def subscribe(self, topics):
        pass

    def poll(self, seconds):
        return None

    def close(self):
        self.is_open = False


@pytest.fixture
def receiver(monkeypatch):
    FakeConsumer.made, FakeConsumer.topics = [], ["users"]
    monkeypatch.setattr(kafka, "Consumer", FakeConsumer)
    found = KafkaReceiver(["kafka:9092"], group="messaging", topics=["users"])
    found.receive()
    return found


def all_brokers_go(receiver):
    FakeConsumer.made[-1].fail(KafkaError(KafkaError._ALL_BROKERS_DOWN))
    FakeConsumer.topics = None
    with pytest.raises(DependencyLost):
        receiver.receive()


def test_once_kafka_is_back_another_consumer_reads(receiver):
    all_brokers_go(receiver)
    FakeConsumer.topics = ["users"]

    receiver.receive()
    receiver.receive()

    assert [consumer.is_open for consumer in FakeConsumer.made] == [False, True]


def test_it_does_not_join_before_the_topics_are_there_again(receiver):
    all_brokers_go(receiver)
    FakeConsumer.topics = []

    receiver.receive()
    with pytest.raises(DependencyLost, match="Kafka topics users are missing"):
        receiver.receive()

    assert not any(consumer.is_open for consumer in FakeConsumer.made)


def test_it_begins_anew_once_only(receiver):
    all_brokers_go(receiver)
    FakeConsumer.topics = ["users"]

    for _ in range(4):
        receiver.receive()

    assert len(FakeConsumer.made) == 2


def test_a_broker_that_leaves_others_behind_changes_nothing(receiver):
    FakeConsumer.made[0].fail(KafkaError(KafkaError._TRANSPORT))

    receiver.receive()
    receiver.receive()

    assert [consumer.is_open for consumer in FakeConsumer.made] == [True]
