import threading

import pytest
from django.db import OperationalError

from events.outages import DependencyLost
from events.workers import LAST_PAUSE, Patience, work

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])


class Flag(threading.Event):
    """A stop flag that does not sleep, and ends after `rounds` waits."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.waits: list[float] = []
        self.rounds = rounds

    def wait(self, timeout=None) -> bool:
        self.waits.append(timeout)
        if len(self.waits) >= self.rounds:
            self.set()
        return self.is_set()


def lines(caplog) -> list[str]:
    return [line.message for line in caplog.records if line.name == "events.workers"]


def test_it_waits_for_what_is_missing_with_growing_pauses_and_one_line(caplog):
    caplog.set_level("INFO")
    stop = Flag(12)

    def step():
        if len(stop.waits) < 10:
            raise DependencyLost("Kafka at nowhere")
        return False

    work("relay_events", step, stop)

    assert stop.waits[:4] == [0.25, 0.5, 1.0, 1.5]
    assert max(stop.waits) == LAST_PAUSE
    assert lines(caplog) == ["worker_waits", "worker_goes_on", "worker_ready", "worker_stopped"]


def test_it_goes_on_at_once_while_there_is_more_to_do():
    stop = Flag(1)
    rounds = iter([True, True, True, False])

    work("relay_events", lambda: next(rounds), stop, idle=0.2)

    assert stop.waits == [0.2]


def test_a_stop_during_a_step_lets_the_step_end(caplog):
    caplog.set_level("INFO")
    stop = threading.Event()
    done = []

    def step():
        stop.set()
        done.append(1)
        return True

    work("relay_events", step, stop)

    assert done == [1]
    assert lines(caplog) == ["worker_ready", "worker_stopped"]


def test_a_fault_of_ours_ends_it():
    with pytest.raises(ZeroDivisionError):
        work("relay_events", lambda: 1 // 0 > 0, threading.Event())


def test_a_database_that_gave_up_is_waited_for():
    assert Patience("x").after(OperationalError("canceling statement due to lock timeout")) == 0.25
