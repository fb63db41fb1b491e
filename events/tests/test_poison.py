"""Records on a real topic that are not as they should be: none stops the consumer, and none is lost."""

import time
from collections import Counter

import msgspec
import pytest
from confluent_kafka import Producer
from django.conf import settings

from events.catalogue import DEAD_LETTERS, USERS
from events.ids import new_id
from events.models import DeadLetter
from events.tests.people import BO, EVE, arriving, broken, copy_of, user_event
from events.tests.processes import ON_MONGODB_AT_LENGTH, until
from events.tests.world import World, on_the_wire

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(databases=["default", "messaging"], transaction=True),
    pytest.mark.parametrize("using", ON_MONGODB_AT_LENGTH, indirect=True),
]


@pytest.fixture
def put(processes):
    """Puts values on the topic of users as they are; those of one key stay in order."""
    producer = Producer({"bootstrap.servers": ",".join(settings.KAFKA_SERVERS), "log_level": 0})

    def send(*values: bytes | None, key: str | None = "someone", spread: bool = False) -> list[str]:
        """What the broker objects to. With `spread` each has a key of its own."""
        objections: list[str] = []

        def answer(error, message) -> None:
            if error:
                objections.append(error.name())

        for number, value in enumerate(values):
            producer.poll(0)
            producer.produce(
                processes.prefix + USERS, value=value, key=str(number) if spread else key, on_delivery=answer
            )
        assert producer.flush(30) == 0
        return objections

    return send


def values_of(*events) -> list[bytes]:
    return [record.value or b"" for record in arriving(*events)]


def told(processes) -> Counter:
    """Reasons of what lies in the topic of dead letters."""
    letters = [msgspec.json.decode(value)["data"] for _, value in on_the_wire(processes.prefix, DEAD_LETTERS)]
    return Counter(letter["reason"] for letter in letters)


def test_whatever_comes_the_consumer_goes_on(processes, using, put):
    consumer = processes.start("consume_events")
    processes.start("relay_events")
    consumer.await_line("worker_ready")
    (good,) = arriving(user_event(user_id=BO, version=1))
    once = new_id()
    truncated, twice = values_of(user_event(version=1))[0][:-7], values_of(user_event(user_id=EVE, version=1))[0]
    put(
        truncated,
        broken(good, type="user:renamed").value,
        broken(good, schemaversion=99).value,
        broken(good, data={"user_id": BO}).value,
        broken(good, data="text").value,
        broken(good, subject="a\0b", data={}).value,
        broken(good, time="2999-01-01T00:00:00.000Z").value,
        *values_of(user_event(user_id=str(once), version=1, username="poison")),
        None,
        twice,
        twice,
    )
    # Without a key nothing gets onto a compacted topic; elsewhere nobody looks at keys.
    assert put(*values_of(user_event(user_id=BO, version=2)), key=None) == ["INVALID_RECORD"]
    put(*values_of(user_event(user_id=EVE, version=2)))

    until(lambda: copy_of(EVE, using) == 2, seconds=60)
    until(lambda: DeadLetter.objects.using(using).count() >= 6, seconds=60)
    reasons = Counter(DeadLetter.objects.using(using).values_list("reason", flat=True))
    assert reasons == {"malformed": 4, "unknown_version": 1, "failed": 1}
    until(lambda: told(processes) == reasons, seconds=60)
    assert copy_of(str(once), using) is None
    assert len(consumer.said("event_unknown")) == 1
    assert copy_of(BO, using) == 1  # the one from the future
    # That, the one that came twice and the last: each counted once.
    assert World.counted_in(using, "count") == World.counted_in(using, "tally") == 3
    assert consumer.process.poll() is None


@pytest.mark.parametrize("count", [1000, pytest.param(10_000, marks=pytest.mark.long)])
@pytest.mark.timeout(300)
def test_poison_among_many_is_laid_aside_and_the_others_are_applied(count, processes, using, rng, put):
    """1 % malformed, 1 % of an unknown version, 1 % that always fail."""
    ordinary = values_of(*(user_event(user_id=str(new_id()), version=1) for _ in range(count)))
    poison = {
        "malformed": [b"{" + str(number).encode() for number in range(count // 100)],
        "unknown_version": [
            broken(record, schemaversion=7).value
            for record in arriving(*(user_event(user_id=str(new_id())) for _ in range(count // 100)))
        ],
        "failed": values_of(
            *(user_event(user_id=str(new_id()), version=1, username="poison") for _ in range(count // 100))
        ),
    }
    everything = [*ordinary, *(value for values in poison.values() for value in values)]
    rng.shuffle(everything)
    consumer = processes.start("consume_events")
    processes.start("relay_events")
    consumer.await_line("worker_ready")

    started = time.monotonic()
    assert put(*everything, spread=True) == []
    until(lambda: World.counted_in(using, "count") >= count, seconds=240)
    print(f"{count / (time.monotonic() - started):.0f} events/s applied beside the poison")

    wanted = {reason: len(values) for reason, values in poison.items()}
    until(lambda: DeadLetter.objects.using(using).count() >= sum(wanted.values()), seconds=60)
    assert Counter(DeadLetter.objects.using(using).values_list("reason", flat=True)) == wanted
    until(lambda: told(processes) == wanted, seconds=60)
    assert World.counted_in(using, "count") == World.counted_in(using, "tally") == count
