"""A worker is a step, a loop and a flag. The loop waits for what is missing instead of dying of it."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Final

from django.db import connections

from events.databases import databases
from events.errors import is_outage
from events.outages import DependencyLost, first_line, lost_database

log = logging.getLogger(__name__)

#: Seconds to the next look when there was nothing to do.
IDLE: Final = 0.2
#: The same for a thread of a process, which is woken when there is something to do.
POLL: Final = 5.0
#: Seconds to the next attempt at something that is missing: doubled from the first to the last, which is shorter than
#: a lease, so that a relay that waits for Kafka keeps it.
FIRST_PAUSE, LAST_PAUSE = 0.25, 1.5
#: Seconds between two log lines about the same loss.
REMIND: Final = 60.0


def stop_on_signals() -> threading.Event:
    """A flag that SIGTERM and SIGINT set: the work under way is finished, then the process ends."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


def work(name: str, step: Callable[[], bool], stop: threading.Event, idle: float = IDLE) -> None:
    """Call `step` until `stop` is set; it says whether there may be more to do at once.

    Logs `worker_ready` after the first step that succeeds, and one line about a server that is missing.
    """
    patience = Patience(name)
    ready = False
    while not stop.is_set():
        try:
            busy = step()
        except Exception as error:
            stop.wait(patience.after(error))
            continue
        patience.reset()
        if not ready:
            ready = True
            log.info("worker_ready", extra={"worker": name})
        if not busy:
            stop.wait(idle)
    log.info("worker_stopped", extra={"worker": name})


def take_turns(steps: Iterable[Callable[[], bool]]) -> bool:
    """Take every step once; whether any of them has more to do."""
    busy = False
    for step in steps:
        busy = step() or busy
    return busy


class Patience:
    """How long to wait for a server that is gone, and what to say about it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._pause = FIRST_PAUSE
        self._since: float | None = None
        self._said = 0.0

    def after(self, error: Exception) -> float:
        """Seconds until the next attempt. Raises the error itself when it is no loss but a fault of ours."""
        lost = loss_of(error)
        if lost is None:
            raise error
        moment = time.monotonic()
        if self._since is None or moment - self._said >= REMIND:
            self._said = moment
            log.warning("worker_waits", extra={"worker": self.name, "fault": str(lost)})
        self._since = moment if self._since is None else self._since
        pause, self._pause = self._pause, min(2 * self._pause, LAST_PAUSE)
        return pause

    def reset(self) -> None:
        """It works again."""
        if self._since is not None:
            waited = round(time.monotonic() - self._since, 1)
            log.info("worker_goes_on", extra={"worker": self.name, "waited_seconds": waited})
        self._since, self._pause = None, FIRST_PAUSE


class Background:
    """A step that is taken again and again in a thread of this process, sooner when `wake` is set.

    The step says whether there may be more to do at once. No fault ends the thread: nobody starts it again.
    """

    def __init__(self, name: str, step: Callable[[], bool], wake: threading.Event, poll: float = POLL) -> None:
        self.name, self._step, self._wake, self._poll = name, step, wake, poll
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """End after the step under way. Returns whether it ended within `seconds`."""
        self._stop.set()
        self._wake.set()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        patience = Patience(self.name)
        try:
            while not self._stop.is_set():
                self._wake.clear()
                pause = self._take_step(patience)
                if pause:
                    self._wake.wait(pause)
        finally:
            connections.close_all()

    def _take_step(self, patience: Patience) -> float:
        """Returns the seconds to the next, 0 when there is more to do."""
        try:
            busy = self._step()
        except Exception as error:
            return self._pause_after(error, patience)
        patience.reset()
        return 0 if busy else self._poll

    def _pause_after(self, error: Exception, patience: Patience) -> float:
        try:
            return patience.after(error)
        except Exception:
            log.exception("worker_failed", extra={"worker": self.name})
            return LAST_PAUSE


def loss_of(error: Exception) -> DependencyLost | None:
    """The missing server that an exception of a step stands for, or None.

    A database that is there but gave up (a lock, a timeout) is waited for as well: the step is repeated as it is.
    """
    if isinstance(error, DependencyLost):
        return error
    for using in databases().values():
        lost = lost_database(error, using)
        if lost:
            return lost
    return DependencyLost(first_line(error)) if is_outage(error) else None
