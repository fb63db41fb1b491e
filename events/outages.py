"""Servers that are not there: told apart from faults of ours, so that a worker waits instead of dying."""

from django.db import DatabaseError, ProgrammingError, connections

from events import txn
from events.errors import is_outage, met_another_writer
from events.models import InboxMark


class DependencyLost(Exception):
    """A server that the work needs does not answer. The sentence names it; the work is to be tried again."""


#: Answers of PostgreSQL: could not serialize, deadlock, lock not available.
_CONFLICTS = {"40001", "40P01", "55P03"}
#: Primary codes of SQLite: busy, locked.
_BUSY = {5, 6}
_SLOW = {"ExecutionTimeout", "NetworkTimeout", "WTimeoutError"}  # of MongoDB, whose server waits for the other writer


def lost_database(error: BaseException, using: str) -> DependencyLost | None:
    """The loss that a fault of the database `using` stands for, or None when the fault is the question's own.

    Rows that another writer holds count as lost for the moment. On MongoDB that may last a minute: the transaction of
    a process that was killed stays open there until its time is over.
    """
    if is_conflict(error):
        return DependencyLost(f"database {using} ({connections[using].vendor}) is busy: {first_line(error)}")
    if not (is_outage(error) or isinstance(error, ProgrammingError)) or answers(using):
        return None
    return DependencyLost(f"database {using} ({connections[using].vendor}): {first_line(error)}")


def is_conflict(error: BaseException) -> bool:
    """Whether a statement failed because of what others were writing at the time."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    if cause is None:
        return False
    return bool(
        met_another_writer(error)
        or type(cause).__name__ in _SLOW
        or getattr(cause, "sqlstate", None) in _CONFLICTS
        or getattr(cause, "sqlite_errorcode", 0) & 0xFF in _BUSY
    )


def answers(using: str) -> bool:
    """Whether the database can be asked and has our tables. A broken connection is closed, for the next to be fresh."""
    try:
        InboxMark.objects.using(using).filter(id="").exists()
    except Exception:
        if not txn.in_atomic(using):
            connections[using].close()
        return False
    return True


def first_line(error: BaseException) -> str:
    """The first line of what an exception says, or its cause where it says nothing; at most 200 characters."""
    said = str(error).strip() or str(error.__cause__ or "").strip()
    lines = said.splitlines() or [type(error).__name__]
    return lines[0][:200]
