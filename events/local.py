"""Events without a broker, for the profile `local`: the same relay and the same handlers, handed over in-process.

One thread relays the outboxes of both services and does the housekeeping. It wakes at each commit that leaves events.
"""

import logging
import time
from collections.abc import Sequence
from functools import partial

from events import jobs, outbox
from events.consumer import apply_batch
from events.databases import databases
from events.metrics import timed_apply
from events.models import OutboxEvent
from events.records import Record
from events.relay import Receipt, relay_batch
from events.workers import Background, take_turns

log = logging.getLogger(__name__)


class LocalSender:
    """Applies rows of an outbox to every service of this process, their own included, before it acknowledges them."""

    def __call__(self, rows: Sequence[OutboxEvent]) -> Receipt:
        """Raises DependencyLost when a database is gone."""
        records = [Record(value=row.payload.encode(), place=f"outbox/{row.id}") for row in rows]
        for app, using in databases().items():
            timed_apply(partial(apply_batch, app=app, using=using), records, app)
        return Receipt(acknowledged={row.id for row in rows})


class _Steps:
    """What the thread of this process does: it relays, and does jobs when it is time to look for them."""

    def __init__(self) -> None:
        self._looked: float | None = None

    def __call__(self) -> bool:
        busy = take_turns(partial(_relay, using) for using in databases().values())
        self._do_jobs()
        return busy

    def _do_jobs(self) -> None:
        moment = time.monotonic()
        if self._looked is None or moment - self._looked >= jobs.LOOK:
            self._looked = moment
            for app, using in databases().items():
                jobs.run_due(app, using)


_sender = LocalSender()


def _relay(using: str) -> bool:
    return relay_batch(_sender, using) > 0


_workers: Background | None = None


def start_workers() -> None:
    """Start the thread that hands events over; once per process."""
    global _workers
    if _workers is None:
        _workers = Background("local", _Steps(), outbox.recorded)
        _workers.start()


def stop_workers(seconds: float = 10.0) -> None:
    """End the thread after the batch under way; waits at most `seconds`. Twice is the same as once."""
    global _workers
    workers, _workers = _workers, None
    if workers is not None and not workers.stop(seconds):
        log.warning("worker_stuck", extra={"worker": "local"})
