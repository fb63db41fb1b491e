import time
from types import SimpleNamespace

import pytest

from events import outbox, txn
from events.catalogue import PARTIES, USERS
from events.ids import new_id
from events.models import OutboxEvent
from events.outages import DependencyLost
from events.relay import ASIDE_SECONDS, Aside, Receipt, relay_batch, release
from events.tests.people import ADA, BO, EVE, party_event, record, user_event, waiting

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["default", "messaging"])]


class Broker:
    """Takes everything, but what it was told not to."""

    def __init__(self) -> None:
        self.got: list[tuple[str, int]] = []
        self.refuses: dict[tuple[str, int], str] = {}
        self.loses: set[tuple[str, int]] = set()

    def __call__(self, rows) -> Receipt:
        receipt = Receipt()
        for row in rows:
            name = (row.aggregateid, row.aggregateversion)
            if name in self.refuses:
                receipt.refused[row.id] = self.refuses[name]
            elif name in self.loses:
                receipt.lost = "Kafka: no answer"
            else:
                self.got.append(name)
                receipt.acknowledged.add(row.id)
        return receipt

    def versions(self, aggregate: str) -> list[int]:
        return [version for name, version in self.got if name == aggregate]


@pytest.fixture
def broker() -> Broker:
    return Broker()


def drain(broker: Broker, using: str) -> None:
    for _ in range(20):
        if not relay_batch(broker, using):
            return
    raise AssertionError("endless")


def test_an_acknowledged_event_is_sent_once(broker, using):
    record(user_event(version=1), using=using)

    assert relay_batch(broker, using) == 1
    assert relay_batch(broker, using) == 0

    assert broker.got == [(ADA, 1)]
    assert OutboxEvent.objects.using(using).get().sent_at is not None


def test_events_of_an_aggregate_go_in_order_of_version(broker, using):
    record(user_event(version=1), user_event(user_id=BO, version=7), user_event(version=2), using=using)
    record(user_event(user_id=BO, version=8), user_event(version=3), using=using)

    drain(broker, using)

    assert broker.versions(ADA) == [1, 2, 3]
    assert broker.versions(BO) == [7, 8]


def test_a_lower_version_with_a_later_id_goes_first(broker, using, monkeypatch):
    monkeypatch.setattr("events.relay.BATCH", 2)
    record(user_event(version=3), user_event(user_id=BO, version=1), user_event(user_id=EVE, version=1), using=using)
    record(user_event(version=4), user_event(version=1), user_event(version=2), using=using)

    drain(broker, using)

    assert broker.versions(ADA) == [1, 2, 3, 4]


def test_more_predecessors_than_fit_into_a_batch_still_go_first(broker, using, monkeypatch):
    monkeypatch.setattr("events.relay.BATCH", 2)
    record(user_event(version=20), user_event(user_id=BO, version=1), using=using)
    record(*(user_event(version=version) for version in range(1, 20)), using=using)

    drain(broker, using)

    assert broker.versions(ADA) == list(range(1, 21))
    assert broker.versions(BO) == [1]


def test_a_row_that_turns_up_late_with_an_early_id_is_not_skipped(broker, using):
    late = outbox.row_of(user_event(user_id=EVE, version=1), source="accounts")
    record(*(user_event(user_id=str(new_id())) for _ in range(30)), using=using)
    drain(broker, using)

    with txn.atomic(using):
        late.save(using=using)
    drain(broker, using)

    assert len(broker.got) == 31
    assert broker.versions(EVE) == [1]


def test_many_aggregates_go_in_one_batch(broker, using):
    record(*(user_event(user_id=str(new_id())) for _ in range(600)), using=using)

    assert relay_batch(broker, using) == 500
    assert relay_batch(broker, using) == 100


def test_a_rolled_back_transaction_leaves_no_event(broker, using):
    def sign_up_and_fail():
        with txn.atomic(using):
            outbox.record(user_event(), source="accounts", using=using)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sign_up_and_fail()

    assert relay_batch(broker, using) == 0
    assert OutboxEvent.objects.using(using).count() == 0


def test_an_unpublishable_row_is_parked_and_only_its_aggregate_waits(broker, using):
    broker.refuses[ADA, 2] = "too large"
    record(*(user_event(version=version) for version in (1, 2, 3)), user_event(user_id=BO), using=using)
    drain(broker, using)
    record(user_event(version=4), user_event(user_id=BO, version=2), using=using)
    drain(broker, using)

    assert broker.versions(BO) == [1, 2]
    parked = OutboxEvent.objects.using(using).filter(parked=True).order_by("aggregateversion")
    assert [(row.aggregateversion, row.fault) for row in parked] == [(2, "too large"), (3, ""), (4, "")]
    # The 3 was sent with the batch that failed, so it has to come again behind the 2.
    assert broker.versions(ADA) == [1, 3]


def test_a_parked_row_and_those_behind_it_can_be_sent_again(broker, using):
    broker.refuses[ADA, 1] = "too large"
    record(user_event(version=1), user_event(version=2), using=using)
    drain(broker, using)
    broker.refuses.clear()
    broker.got.clear()

    assert release(OutboxEvent.objects.using(using).get(aggregateversion=1), using) == 2
    drain(broker, using)

    assert broker.versions(ADA) == [1, 2]
    assert not OutboxEvent.objects.using(using).filter(parked=True).exists()


def test_a_parked_aggregate_does_not_stop_another_of_the_same_id(broker, using):
    broker.refuses[ADA, 1] = "too large"
    record(user_event(version=1), using=using)
    drain(broker, using)

    record(party_event(ADA, version=5), using=using)
    drain(broker, using)

    assert broker.got == [(ADA, 5)]


def test_rows_without_an_answer_stay_and_so_do_those_behind_them(broker, using):
    broker.loses.add((ADA, 2))
    record(*(user_event(version=version) for version in (1, 2, 3)), user_event(user_id=BO, version=9), using=using)

    with pytest.raises(DependencyLost, match="no answer"):
        relay_batch(broker, using)

    assert waiting(using) == [2, 3]
    broker.loses.clear()
    drain(broker, using)
    assert broker.versions(ADA) == [1, 3, 2, 3]


def test_what_can_not_be_sent_for_now_lets_others_go_first(broker, using, monkeypatch):
    monkeypatch.setattr("events.relay.BATCH", 2)
    broker.loses |= {(ADA, 1), (BO, 1)}
    record(user_event(version=1), user_event(user_id=BO, version=1), user_event(version=2), using=using)
    record(user_event(user_id=EVE, version=1), user_event(user_id=EVE, version=2), using=using)
    aside = Aside()

    with pytest.raises(DependencyLost):
        relay_batch(broker, using, aside)
    assert relay_batch(broker, using, aside) == 2
    assert relay_batch(broker, using, aside) == 0

    assert broker.got == [(EVE, 1), (EVE, 2)]
    assert waiting(using) == [1, 1, 2]
    broker.loses.clear()
    later = time.monotonic() + ASIDE_SECONDS
    monkeypatch.setattr("events.relay.time", SimpleNamespace(monotonic=lambda: later))
    while relay_batch(broker, using, aside):
        pass
    assert broker.versions(ADA) == [1, 2]
    assert broker.versions(BO) == [1]


def test_of_what_stands_aside_nothing_goes_with_others_of_its_id(broker, using, monkeypatch):
    monkeypatch.setattr("events.relay.BATCH", 2)
    broker.loses |= {(ADA, 1), (BO, 1)}
    record(party_event(ADA, version=1), party_event(BO, version=1), using=using)
    record(user_event(user_id=EVE, version=7), user_event(version=8), party_event(ADA, version=2), using=using)
    aside = Aside()

    def send(rows):
        receipt = broker(rows)
        receipt.missing = {PARTIES} if receipt.lost else set()
        return receipt

    with pytest.raises(DependencyLost):
        relay_batch(send, using, aside)
    broker.loses.clear()
    while relay_batch(send, using, aside):
        pass

    assert broker.got == [(EVE, 7), (ADA, 8)]
    assert waiting(using) == [1, 1, 2]


def test_where_nothing_lies_behind_it_what_can_not_be_sent_is_tried_again_at_once(broker, using):
    aside = Aside()
    broker.loses.add((ADA, 1))
    record(user_event(version=1), using=using)
    with pytest.raises(DependencyLost):
        relay_batch(broker, using, aside)
    broker.loses.clear()

    assert relay_batch(broker, using, aside) == 1


def test_a_topic_that_is_missing_holds_up_no_other(broker, using, monkeypatch):
    monkeypatch.setattr("events.relay.BATCH", 2)
    record(*(party_event(str(new_id())) for _ in range(6)), user_event(version=1), using=using)
    aside = Aside()

    def send(rows):
        there = [row for row in rows if row.aggregatetype == USERS]
        receipt = broker(there)
        if len(there) < len(rows):
            receipt.missing, receipt.lost = {PARTIES}, "Kafka topic parties is missing"
        return receipt

    with pytest.raises(DependencyLost, match="is missing"):
        relay_batch(send, using, aside)
    assert relay_batch(send, using, aside) == 1
    assert broker.versions(ADA) == [1]


def test_without_kafka_rows_stay(using):
    def unreachable(rows):
        raise DependencyLost("Kafka at nowhere")

    record(user_event(version=1), using=using)

    with pytest.raises(DependencyLost):
        relay_batch(unreachable, using)

    assert waiting(using) == [1]


def test_recording_outside_a_transaction_is_refused(using, transactional_db):
    with pytest.raises(RuntimeError, match="outside a transaction"):
        outbox.record(user_event(), source="accounts", using=using)
