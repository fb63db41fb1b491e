"""A transaction on PostgreSQL in two round trips: BEGIN goes with its questions, COMMIT with its writes.

The counterpart of `events.txn` for whoever writes all day by a few statements of their own. The statements are
prepared once on each connection, and several travel in one message of the simple protocol. Each takes a snapshot of its
own, so a question that comes after one that locks sees what was committed while the lock was waited for. (In one
statement it would not.)
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import DatabaseError, InterfaceError, connections

#: A plan is good for tables as large as they were when it was made. So plans are made anew after so many transactions,
#: after twice as many again and so on, and after so many seconds.
RENEW_AFTER: Final = 32
RENEW_SECONDS: Final = 60.0

Rows = list[tuple[Any, ...]]
Call = tuple[str, str]  # the name of a statement, and its one argument


class Trips:
    """Prepared statements of one thread's connection to the database `using`; `session` are SETs that it begins with.

    Errors are Django's, as from the ORM, with psycopg's as their cause.
    """

    def __init__(self, using: str, statements: Mapping[str, str], session: Sequence[str] = ()) -> None:
        self._using = using
        self._statements = statements
        self._session = session
        self._ready: Any = None  # the connection on which the statements are
        self._left = self._span = 0  # transactions until plans are made anew, of how many
        self._renew_by = 0.0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What `begin` began inside is rolled back when it was not committed."""
        try:
            yield
        except BaseException:
            self._roll_back()
            raise
        self._roll_back()

    def begin(self, *calls: Call) -> list[Rows]:
        """Begin a transaction, and the rows of each call."""
        self.make_ready()
        with connections[self._using].cursor() as cursor:
            cursor.execute("BEGIN; " + _spelt(calls), [argument for _, argument in calls])
            answers = []
            while cursor.nextset():
                answers.append(cursor.fetchall())
            return answers

    def commit(self, *calls: Call) -> None:
        """Write by each call, and commit. An error says that it was not committed, or that nobody knows: when the
        connection is lost.
        """
        with connections[self._using].cursor() as cursor:
            cursor.execute(_spelt(calls) + "; COMMIT", [argument for _, argument in calls])

    def make_ready(self) -> None:
        """Connect if need be, and prepare the statements where they are not prepared, or were for smaller tables."""
        connection = connections[self._using]
        connection.ensure_connection()
        self._left -= 1
        if connection.connection is self._ready and self._left > 0 and time.monotonic() < self._renew_by:
            return
        with connection.cursor() as cursor:
            if connection.connection is not self._ready:
                self._span = RENEW_AFTER // 2
                for setting in self._session:
                    cursor.execute(setting)
            cursor.execute("DEALLOCATE ALL")
            for name, statement in self._statements.items():
                cursor.execute(f"PREPARE {name} (json) AS {statement}")
        self._ready = connection.connection
        self._left = self._span = self._span * 2
        self._renew_by = time.monotonic() + RENEW_SECONDS

    def _roll_back(self) -> None:
        connection = connections[self._using]
        raw = connection.connection
        try:
            if raw is not None and raw.info.transaction_status:
                raw.rollback()
        except Exception:  # whatever it is, such a connection is of no more use
            connection.close()

    def is_lost(self) -> bool:
        """Whether the connection is gone, so that another has to be made."""
        raw = connections[self._using].connection
        return raw is None or raw.closed or raw.broken

    def forget(self) -> None:
        """Prepare the statements anew before the next transaction."""
        self._ready = None

    def drop(self) -> None:
        """Let the connection go; the next transaction makes another."""
        self.forget()
        try:
            connections[self._using].close()
        except (DatabaseError, InterfaceError):
            connections[self._using].connection = None


def _spelt(calls: Sequence[Call]) -> str:
    return "; ".join(f"EXECUTE {name}(%s)" for name, _ in calls)
