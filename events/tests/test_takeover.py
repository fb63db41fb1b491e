"""A relay that stands still and wakes up later, with rows in its hands that another has sent meanwhile."""

import signal
import time
from collections import defaultdict

import msgspec
import pytest

from events.catalogue import USERS
from events.tests.processes import ON_MONGODB_AT_LENGTH
from events.tests.world import World, on_the_wire

pytestmark = [
    pytest.mark.servers,
    pytest.mark.alone,
    pytest.mark.django_db(databases=["default", "messaging"], transaction=True),
    pytest.mark.parametrize("using", ON_MONGODB_AT_LENGTH, indirect=True),
]


@pytest.mark.parametrize("seconds", [6, pytest.param(30, marks=[pytest.mark.long, pytest.mark.timeout(300)])])
def test_a_relay_that_was_stopped_breaks_no_order_when_it_goes_on(seconds, processes, using, rng):
    world = World(using, rng)
    # It sleeps between fetching rows and sending them: stopped there, it wakes up with rows that have long been sent.
    stopped = processes.start("relay_events", "before_send:1:sleep:1")
    consumer = processes.start("consume_events")
    stopped.await_line("lease_taken")
    follower = processes.start("relay_events")
    follower.await_line("worker_ready")
    world.write(300)
    stopped.await_line("failpoint_reached")

    stopped.process.send_signal(signal.SIGSTOP)
    assert follower.await_line("lease_taken") <= 15  # test_lease.py holds it to five, by a clock
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        world.write(rng.randint(1, 30))
        time.sleep(0.1)
    stopped.process.send_signal(signal.SIGCONT)
    for _ in range(10):
        world.write(rng.randint(1, 30))
        time.sleep(0.1)

    world.arrives(60)
    assert world.differences() == {}
    assert stopped.said("lease_lost")
    sent = [
        (key, msgspec.json.decode(value)["aggregateversion"]) for key, value in on_the_wire(processes.prefix, USERS)
    ]
    assert in_order(sent) == world.versions, "what it had in its hands came after what is newer"
    applied = [(key, version) for line in consumer.said("first_applied") for key, version in line["first"]]
    assert len(applied) == len(set(applied)) == world.total
    assert in_order(applied) == world.versions


def in_order(events) -> dict[str, int]:
    """Last version of each key, after making sure that its versions come one after the other, from 1."""
    last: dict[str, int] = defaultdict(int)
    for key, version in events:
        assert version == last[key] + 1, f"{key}: {version} after {last[key]}"
        last[key] = version
    return dict(last)
