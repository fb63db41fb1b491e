"""kill -9 between any two steps of the event log: nothing is lost, nothing counts twice, the copy equals the source."""

import signal
import time

import pytest

from events import failpoints
from events.models import Lease
from events.tests.processes import ON_MONGODB_AT_LENGTH
from events.tests.world import World

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(databases=["default", "messaging"], transaction=True),
    pytest.mark.usefixtures("short_transactions"),
    pytest.mark.parametrize("using", ON_MONGODB_AT_LENGTH, indirect=True),
]

RELAY, CONSUMER = "relay_events", "consume_events"
LONG = pytest.param(30, marks=[pytest.mark.long, pytest.mark.timeout(3600)])
#: Seconds within which a victim reaches its failpoint, and survivors bring everything home.
REACHED, HOME = 100, 90


@pytest.mark.parametrize("rounds", [pytest.param(1, marks=pytest.mark.timeout(240)), LONG])
@pytest.mark.parametrize("place", failpoints.OF_EVENTS)
def test_a_kill_at_any_place_loses_nothing_and_counts_nothing_twice(place, rounds, processes, using, rng):
    victim, other = (CONSUMER, RELAY) if place in ("after_effects", "after_commit") else (RELAY, CONSUMER)
    world = World(using, rng)
    processes.start(other).await_line("worker_ready")

    for _ in range(rounds):
        failpoint = f"{place}:{rng.randint(1, 4)}:kill"
        worker = processes.start(victim, failpoint)
        write_until_it_dies(worker, world)
        assert worker.process.returncode == -signal.SIGKILL, worker.text()
        assert worker.said("failpoint_reached")
        # The lease of the dead would run out by itself; that takeover has its own test.
        Lease.objects.using(using).filter(name="relay", holder__contains=f":{worker.process.pid}:").delete()
        worker.close()

    processes.start(victim)
    world.arrives(HOME)
    assert world.differences() == {}


def write_until_it_dies(worker, world: World) -> None:
    deadline = time.monotonic() + REACHED
    while worker.process.poll() is None:
        assert time.monotonic() < deadline, f"it did not get to its failpoint: {worker.text()[-2000:]}"
        world.write(world.rng.randint(1, 20))
        time.sleep(world.rng.uniform(0, 0.2))
