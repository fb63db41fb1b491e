import logging
import uuid

import msgspec
import pytest
import structlog

from events.catalogue import UserCreated, UserUpdated
from events.consumer import apply_batch
from events.models import DeadLetter, InboxMark, JobRun, OutboxEvent
from events.outages import DependencyLost
from events.outbox import row_of
from events.records import Record
from events.registry import handles
from events.tests.people import ADA, BO, EVE, arriving, copy_of, envelope_of, save_copy, user_event

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["default", "messaging"])]

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr("events.consumer.PAUSES", (0, 0, 0))


@pytest.fixture
def copies(using) -> list[tuple[str, int]]:
    """Registers a handler that keeps copies; what it was called with."""
    calls: list[tuple[str, int]] = []

    @handles(UserCreated, UserUpdated, app="messaging")
    def keep(event):
        calls.append((event.key, event.version))
        if event.username == "poison":
            raise ValueError(event.username)
        save_copy(event, using)

    return calls


def test_events_change_the_copy(copies, using):
    records = arriving(user_event(UserCreated, version=1), user_event(version=2), user_event(user_id=BO, version=5))

    assert apply_batch(records, "messaging", using) == 3

    assert copy_of(ADA, using) == 2
    assert copy_of(BO, using) == 5


def test_an_event_that_comes_twice_or_late_leaves_the_same_copy(copies, using):
    records = arriving(user_event(version=3), user_event(version=2))

    apply_batch(records, "messaging", using)
    apply_batch(records[:1], "messaging", using)

    assert copy_of(ADA, using) == 3


def test_a_handler_that_asks_for_it_runs_once_per_event(using):
    counted = []

    @handles(UserUpdated, app="messaging", once=True)
    def count(event):
        counted.append(event.version)

    records = arriving(user_event(version=1), user_event(version=2))
    apply_batch([*records, records[0]], "messaging", using)
    apply_batch(records, "messaging", using)

    assert counted == [1, 2]
    assert InboxMark.objects.using(using).count() == 2


def test_a_handler_that_failed_is_not_marked_as_run(using):
    attempts = []

    @handles(UserUpdated, app="messaging", once=True)
    def count(event):
        attempts.append(event.version)
        if len(attempts) == 1:
            raise ValueError("only the first time")

    assert apply_batch(arriving(user_event()), "messaging", using) == 1
    assert InboxMark.objects.using(using).count() == 1


def test_only_the_handlers_of_the_service_run(copies, using):
    assert apply_batch(arriving(user_event()), "accounts", using) == 0
    assert copies == []


def test_an_event_that_always_fails_is_laid_aside_and_the_others_are_applied(copies, using):
    records = arriving(
        user_event(version=1), user_event(user_id=BO, version=1, username="poison"), user_event(user_id=EVE, version=1)
    )

    assert apply_batch(records, "messaging", using) == 2

    assert (copy_of(ADA, using), copy_of(BO, using), copy_of(EVE, using)) == (1, None, 1)
    letter = DeadLetter.objects.using(using).get()
    assert (letter.reason, letter.type, letter.key, letter.place) == ("failed", "user:updated", BO, "users/0/1")
    assert letter.error == "ValueError: poison"
    assert "in keep" in letter.stack
    assert bytes(letter.value) == records[1].value


def test_a_dead_letter_is_told_to_kafka_without_values(copies, using):
    apply_batch(arriving(user_event(username="poison")), "messaging", using)

    row = OutboxEvent.objects.using(using).get()
    told = msgspec.json.decode(row.payload)["data"]
    assert (row.aggregatetype, row.type) == ("dead-letters", "dead-letter:created")
    assert (told["service"], told["reason"], told["error"]) == ("messaging", "failed", "ValueError")
    assert "poison" not in told["stack"].replace('"poison"', "")


def test_the_same_poison_is_laid_aside_once(copies, using):
    records = arriving(user_event(username="poison"))

    apply_batch(records, "messaging", using)
    apply_batch(records, "messaging", using)

    assert DeadLetter.objects.using(using).count() == 1
    assert OutboxEvent.objects.using(using).count() == 1


def test_later_events_of_a_failing_entity_wait_for_it(using):
    failures = [ValueError("twice"), ValueError("twice"), ValueError("twice")]
    order = []

    @handles(UserUpdated, app="messaging")
    def keep(event):
        if event.key == ADA and event.version == 1 and failures:
            raise failures.pop()
        order.append((event.key, event.version))

    records = arriving(user_event(version=1), user_event(version=2), user_event(user_id=BO, version=1))

    assert apply_batch(records, "messaging", using) == 3
    assert [entry for entry in order if entry[0] == ADA][-2:] == [(ADA, 1), (ADA, 2)]
    assert order.index((BO, 1)) < order.index((ADA, 1))


def test_what_follows_a_dead_letter_is_applied(copies, using):
    records = arriving(user_event(version=1, username="poison"), user_event(version=2))

    assert apply_batch(records, "messaging", using) == 1
    assert copy_of(ADA, using) == 2


def test_effects_of_a_failing_event_are_rolled_back(using):
    @handles(UserUpdated, app="messaging")
    def keep(event):
        save_copy(event, using)
        raise ValueError("after the effect")

    apply_batch(arriving(user_event()), "messaging", using)

    assert copy_of(ADA, using) is None


def test_few_failing_events_cost_few_transactions(copies, using, monkeypatch):
    from events import txn

    runs = []
    run = txn.run

    def counted(call, using):
        runs.append(call)
        return run(call, using)

    monkeypatch.setattr(txn, "run", counted)
    events = [user_event(user_id=str(uuid.uuid4()), username="poison" if n == 100 else "ada") for n in range(256)]

    assert apply_batch(arriving(*events), "messaging", using) == 255
    assert len(runs) < 30


def test_each_applied_event_is_logged_under_the_request_it_comes_from(copies, using, caplog):
    seen = []

    @handles(UserUpdated, app="messaging")
    def look(event):
        seen.append(structlog.contextvars.get_contextvars()["request_id"])

    class Bound(logging.Filter):
        def filter(self, line):
            line.bound = structlog.contextvars.get_contextvars()
            return True

    (record,) = arriving(user_event())
    caplog.handler.addFilter(Bound())
    caplog.set_level(logging.INFO)

    apply_batch([record._replace(traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")], "messaging", using)

    (line,) = [line for line in caplog.records if line.message == "event_applied"]
    assert (line.event_type, line.key) == ("user:updated", ADA)
    assert line.event_id == envelope_of(record)["id"]
    assert line.bound["request_id"] == TRACE
    assert seen == [TRACE]


def test_without_a_header_the_envelope_says_the_request(using):
    seen = []

    @handles(UserUpdated, app="messaging")
    def look(event):
        seen.append(structlog.contextvars.get_contextvars()["request_id"])

    with structlog.contextvars.bound_contextvars(request_id=TRACE):
        row = row_of(user_event(), source="accounts")
    apply_batch([Record(row.payload.encode(), "outbox/1")], "messaging", using)

    assert seen == [TRACE]


def test_without_a_database_the_batch_is_to_be_given_again(copies, using, monkeypatch):
    from django.db import OperationalError

    def gone(call, using):
        raise OperationalError("connection refused")

    monkeypatch.setattr("events.consumer.txn.run", gone)
    monkeypatch.setattr("events.outages.answers", lambda using: False)

    with pytest.raises(DependencyLost, match="connection refused"):
        apply_batch(arriving(user_event()), "messaging", using)

    assert not DeadLetter.objects.using(using).exists()


def test_a_name_too_long_for_a_mark_is_refused():
    def apply(event): ...

    apply.__name__ = "x" * 44

    with pytest.raises(ValueError, match="longer"):
        handles(UserUpdated, app="messaging", once=True)(apply)


def test_copies_converge_after_any_order(copies, using):
    import random

    records = arriving(*(user_event(version=version) for version in range(1, 31)))
    shuffled = random.Random(7).sample(records * 2, 60)
    for start in range(0, 60, 7):
        apply_batch(shuffled[start : start + 7], "messaging", using)

    assert copy_of(ADA, using) == 30
    assert JobRun.objects.using(using).count() == 1
