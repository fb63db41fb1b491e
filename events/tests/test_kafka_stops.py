"""Kafka goes away while people go on writing, and comes back."""

import os
import time
from pathlib import Path

import pytest

from events.tests.processes import ON_MONGODB_AT_LENGTH
from events.tests.world import World
from scripts.stack import Stack
from scripts.stack.process import memory_mb

pytestmark = [
    pytest.mark.servers,
    pytest.mark.alone,
    pytest.mark.stack,
    pytest.mark.long,
    pytest.mark.django_db(databases=["default", "messaging"], transaction=True),
    pytest.mark.parametrize("using", ON_MONGODB_AT_LENGTH, indirect=True),
]
#: MiB by which a relay may grow while it waits.
FLAT = 16


@pytest.fixture
def stack():
    stack = Stack(Path(os.environ["STACK_DIR"]), int(os.environ["STACK_PORT"]))
    yield stack
    stack.start("kafka")


@pytest.mark.parametrize("seconds", [5, 60])
@pytest.mark.timeout(360)
def test_what_is_written_without_kafka_arrives_when_it_is_back(seconds, processes, stack, using, rng):
    world = World(using, rng)
    relay, consumer = processes.start("relay_events"), processes.start("consume_events")
    for worker in (relay, consumer):
        worker.await_line("worker_ready")
    world.write(100)
    world.arrives(60)

    stack.kill("kafka") if rng.random() < 0.5 else stack.stop("kafka")
    world.write(100)
    relay.await_line("worker_waits")
    before = memory_mb([relay.process.pid])
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        world.write(rng.randint(1, 50))
        time.sleep(0.1)
    assert world.waiting() >= 100
    assert memory_mb([relay.process.pid]) - before <= FLAT
    stack.start("kafka")
    world.write(100)

    world.arrives(90)
    assert world.differences() == {}
    assert relay.process.poll() is consumer.process.poll() is None
    assert not relay.said("lease_lost"), "a relay that waits for Kafka keeps its lease"
