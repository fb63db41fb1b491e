"""Events without a broker, for the profile `local`: the same relay and the same handlers, handed over in-process.

One thread relays the outboxes of both services and does the housekeeping. It wakes at each commit that leaves events.
"""

import logging
import threading
import time
from collections.abc import Sequence
from functools import partial

from django.db import connections

from events import jobs, outbox
from events.consumer import apply_batch
from events.databases import databases
from events.metrics import timed_apply
from events.models import OutboxEvent
from events.records import Record
from events.relay import Receipt, relay_batch
from events.workers import LAST_PAUSE, Patience, take_turns

log = logging.getLogger(__name__)

#: Seconds to the next look when nobody wakes the thread.
POLL = 5.0


class LocalSender:
    """Applies rows of an outbox to every service of this process, their own included, before it acknowledges them."""

    def __call__(self, rows: Sequence[OutboxEvent]) -> Receipt:
        """Raises DependencyLost when a database is gone."""
        records = [Record(value=row.payload.encode(), place=f"outbox/{row.id}") for row in rows]
        for app, using in databases().items():
            timed_apply(partial(apply_batch, app=app, using=using), records, app)
        return Receipt(acknowledged={row.id for row in rows})


class Workers:
    """The thread of this process that relays and does jobs."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)
        self._looked: float | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """End after the batch under way. Returns whether it ended within `seconds`."""
        self._stop.set()
        wake()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        patience = Patience("local")
        try:
            while not self._stop.is_set():
                outbox.recorded.clear()
                pause = self._step(patience)
                if pause:
                    outbox.recorded.wait(pause)
        finally:
            connections.close_all()

    def _step(self, patience: Patience) -> float:
        """One round. Returns the seconds to the next, 0 when there is more to do."""
        try:
            busy = take_turns(partial(_relay, using) for using in databases().values())
            self._do_jobs()
        except Exception as error:
            return self._pause_after(error, patience)
        patience.reset()
        return 0 if busy else POLL

    def _do_jobs(self) -> None:
        moment = time.monotonic()
        if self._looked is None or moment - self._looked >= jobs.LOOK:
            self._looked = moment
            for app, using in databases().items():
                jobs.run_due(app, using)

    def _pause_after(self, error: Exception, patience: Patience) -> float:
        try:
            return patience.after(error)
        except Exception:
            # Nobody starts this thread again, so it outlives faults of ours as well.
            log.exception("worker_failed", extra={"worker": "local"})
            return LAST_PAUSE


_sender = LocalSender()


def _relay(using: str) -> bool:
    return relay_batch(_sender, using) > 0


_workers: Workers | None = None


def start_workers() -> None:
    """Start the thread that hands events over; once per process."""
    global _workers
    if _workers is None:
        _workers = Workers()
        _workers.start()


def stop_workers(seconds: float = 10.0) -> None:
    """End the thread after the batch under way; waits at most `seconds`. Twice is the same as once."""
    global _workers
    workers, _workers = _workers, None
    if workers is not None and not workers.stop(seconds):
        log.warning("worker_stuck", extra={"worker": "local"})


def wake() -> None:
    """Have the thread look for events now."""
    outbox.recorded.set()
