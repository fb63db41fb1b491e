"""Recurring housekeeping: each app registers its jobs, `manage.py run_jobs` runs what is due, in one process at a time.

A job is small and bounded: what it leaves over, its next run takes.
"""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from events.catalogue import CANARY
from events.ids import first_id_of
from events.models import DeadLetter, InboxMark, JobRun, OutboxEvent
from events.outages import answers, first_line
from events.times import now
from events.workers import loss_of

log = logging.getLogger(__name__)

#: Name of the lease, and seconds after which a silent holder counts as dead. A job that may take longer asks meanwhile.
LEASE, LEASE_SECONDS = "jobs", 30.0
#: Seconds between two looks for jobs that are due.
LOOK: Final = 10.0
#: The job whose last run is the sign of life of all.
LIFE: Final = "events.sign_of_life"

SENT_KEPT: Final = timedelta(days=7)
#: Longer than any event may come again: Kafka keeps those that marks are for at most a week.
MARKS_KEPT: Final = timedelta(days=30)
DEAD_KEPT: Final = timedelta(days=30)
#: For which beats of the canary are kept, and how far back its events are looked for after that.
BEATS_KEPT, BEATS_SOUGHT = timedelta(days=1), timedelta(hours=1)

#: Rows that are deleted at once, and seconds that a run works on what may be long, so that others are not kept waiting.
PIECE, BUDGET = 500, 4.0


class Job(NamedTuple):
    """`run` gets the alias of the database and returns the number of rows that it touched."""

    name: str
    app: str | None
    every: timedelta
    run: Callable[[str], int]


_jobs: dict[str, Job] = {}
#: Name and database of jobs that have left something over.
_unfinished: set[tuple[str, str]] = set()
_under_way: ContextVar[tuple[str, str] | None] = ContextVar("_under_way", default=None)
_may_go_on: ContextVar[Callable[[], bool]] = ContextVar("_may_go_on", default=lambda: True)


def job(*, every: timedelta, app: str | None = None) -> Callable[[Callable[[str], int]], Callable[[str], int]]:
    """Register a function as a job of the service `app`, of every service without it.

    Raises ValueError when the name is taken.
    """

    def register(run: Callable[[str], int]) -> Callable[[str], int]:
        name = f"{app or 'events'}.{run.__name__}"
        if name in _jobs:
            raise ValueError(f"There is a job {name} already.")
        _jobs[name] = Job(name, app, every, run)
        return run

    return register


def jobs_of(app: str) -> list[Job]:
    """The jobs of a service, in the order of their registration."""
    return [each for each in _jobs.values() if each.app in {app, None}]


def run_due(app: str, using: str, keep: Callable[[], bool] = lambda: True) -> int:
    """Run the jobs of `app` whose time has come; returns how many ran. Stops when `keep` says that the lease is gone.

    A job that fails is logged, noted and run again at its next time; the others get their turn. Raises DependencyLost
    when the database does not answer.
    """
    last = JobRun.objects.using(using).in_bulk()
    ask, ran = _asking(using, keep), 0
    token = _may_go_on.set(ask)
    try:
        for each in jobs_of(app):
            if _is_due(each, last.get(each.name), using):
                if not ask():
                    break
                _run(each, using)
                ran += 1
    finally:
        _may_go_on.reset(token)
    return ran


def may_go_on() -> bool:
    """Whether the job under way is still ours to do. True outside of a job.

    One that may take long asks between its pieces, and keeps the lease by that.
    """
    return _may_go_on.get()()


def _asking(using: str, keep: Callable[[], bool]) -> Callable[[], bool]:
    """Asks for the lease, and says from time to time that the jobs are done, though a round of them takes long."""
    said = time.monotonic()

    def ask() -> bool:
        nonlocal said
        if not keep():
            return False
        if time.monotonic() - said >= LOOK:
            said = time.monotonic()
            note_life(LIFE, using)
        return True

    return ask


def _is_due(each: Job, before: JobRun | None, using: str) -> bool:
    if before is None or (each.name, using) in _unfinished:
        return True
    # Before zero: it was noted by a clock that is ahead of ours, and nobody knows by how much.
    return not timedelta(0) <= now() - before.started_at < each.every


def _run(each: Job, using: str) -> None:
    started, stopwatch = now(), time.monotonic()
    touched, fault = 0, ""
    _unfinished.discard((each.name, using))
    under_way = _under_way.set((each.name, using))
    try:
        touched = each.run(using)
    except Exception as error:
        lost = loss_of(error)
        if lost and not answers(using):
            raise lost from error
        # A server that answers has refused this one thing, such as a statement that takes too long.
        fault = f"{type(error).__name__}: {first_line(error)}"
        log.exception("job_failed", extra={"job": each.name})
    finally:
        _under_way.reset(under_way)
    seconds = round(time.monotonic() - stopwatch, 3)
    JobRun.objects.using(using).update_or_create(
        name=each.name, defaults={"started_at": started, "seconds": seconds, "touched": touched, "fault": fault}
    )
    log.info("job_done", extra={"job": each.name, "touched": touched, "seconds": seconds})


def note_life(name: str, using: str) -> None:
    """A worker that runs no jobs says that it works: by a row like that of a job, for `silence_of`."""
    JobRun.objects.using(using).update_or_create(name=name, defaults={"started_at": now()})


def silence_of(name: str, using: str) -> timedelta | None:
    """How long ago a job, or a worker that notes its life, began its last round; None when it never has."""
    at = JobRun.objects.using(using).filter(name=name).values_list("started_at", flat=True).first()
    return None if at is None else max(timedelta(0), now() - at)


def delete_in_pieces(rows: QuerySet[Any]) -> int:
    """Delete rows, PIECE at once; returns their number. Short locks instead of a long one."""

    def delete_some() -> int:
        keys = list(rows.values_list("pk", flat=True)[:PIECE])
        return rows.model._default_manager.using(rows.db).filter(pk__in=keys).delete()[0] if keys else 0

    return in_pieces(delete_some)


def in_pieces(step: Callable[[], int]) -> int:
    """Take steps until one touches no row, for BUDGET seconds; returns the number of rows.

    What is left over when the time is used up makes the job under way due again at the next look.
    """
    ends_at, rows = time.monotonic() + BUDGET, 0
    while done := step():
        rows += done
        if time.monotonic() >= ends_at:
            under_way = _under_way.get()
            if under_way is not None:
                _unfinished.add(under_way)
            break
        if not may_go_on():
            break
    return rows


@job(every=timedelta(minutes=10))
def delete_sent_events(using: str) -> int:
    """Outbox rows that were sent more than a week ago."""
    sent = OutboxEvent.objects.using(using).filter(waiting=False, sent_at__lt=now() - SENT_KEPT)
    return delete_in_pieces(sent.order_by("sent_at"))


@job(every=timedelta(hours=1))
def delete_inbox_marks(using: str) -> int:
    """Marks of events that can't come again."""
    marks = InboxMark.objects.using(using).filter(applied_at__lt=now() - MARKS_KEPT)
    return delete_in_pieces(marks.order_by("applied_at"))


@job(every=timedelta(hours=1))
def delete_dead_letters(using: str) -> int:
    """Dead letters that nobody has looked after for a month."""
    letters = DeadLetter.objects.using(using).filter(created_at__lt=now() - DEAD_KEPT)
    return delete_in_pieces(letters.order_by("created_at"))


@job(every=timedelta(seconds=5))
def sign_of_life(using: str) -> int:
    """Nothing but the row that says when it ran: the newest sign that the jobs of this service are done."""
    return 0


@job(every=timedelta(minutes=10))
def delete_beats(using: str) -> int:
    """Events of the canary's beats that are a day old. Those that this misses go with the others."""
    end = now() - BEATS_KEPT
    made = {"pk__gte": first_id_of(end - BEATS_SOUGHT), "pk__lt": first_id_of(end)}
    beats = OutboxEvent.objects.using(using).filter(aggregatetype=CANARY, waiting=False, parked=False, **made)
    return delete_in_pieces(beats.order_by("pk"))
