"""Transactions on either database. The only place that opens one: Django's own is a no-op on MongoDB.

`django.db.transaction.atomic` and `on_commit` also default to the alias `default`, which in the profile `local` is
the other service's file. So the alias is always said.
"""

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from django.db import DatabaseError, connections, transaction

from events.errors import met_another_writer

_MONGODB = "mongodb"
#: Seconds after which a conflict is not tried again, and between two tries at most.
RETRY_SECONDS, MOST_PAUSE = 1.0, 0.1
#: Tries of one transaction: more than fit into RETRY_SECONDS, unless each ends at once.
MOST_TRIES = 60

T = TypeVar("T")


def atomic(using: str) -> AbstractContextManager[Any]:
    """A transaction on the database `using`. On MongoDB it needs a replica set and has no savepoints."""
    if connections[using].vendor == _MONGODB:
        from django_mongodb_backend import transaction as mongo

        return mongo.atomic(using=using)  # type: ignore[no-any-return]
    return transaction.atomic(using=using)


def on_commit(using: str, call: Callable[[], object]) -> None:
    """Call after the commit of the transaction under way on `using`, at once without one.

    Robust: the rows are saved, so a fault of `call` is logged and does not become the caller's error.
    """
    if connections[using].vendor == _MONGODB:
        from django_mongodb_backend import transaction as mongo

        mongo.on_commit(call, using=using, robust=True)
    else:
        transaction.on_commit(call, using=using, robust=True)


def in_atomic(using: str) -> bool:
    """Whether a transaction is under way on `using` in this thread."""
    connection = connections[using]
    if connection.vendor == _MONGODB:
        return bool(connection.in_atomic_block_mongo)  # type: ignore[attr-defined]  # Django's own block is none there
    return bool(connection.in_atomic_block)


def run(call: Callable[[], T], using: str, attempts: int = MOST_TRIES) -> T:
    """The answer of `call`, run in a transaction and again when MongoDB says that it met another writer.

    `call` has to be repeatable: no mail, no session writes inside. Raises the last DatabaseError when RETRY_SECONDS
    have passed: the other writer takes as long as the machine lets it, but a server that is gone is "transient" too.
    """
    started = time.monotonic()
    for attempt in range(attempts):
        try:
            with atomic(using):
                return call()
        except DatabaseError as error:
            late = attempt + 1 == attempts or time.monotonic() - started > RETRY_SECONDS
            if late or not met_another_writer(error) or in_atomic(using):
                raise
            time.sleep(random.uniform(0, min(MOST_PAUSE, 0.004 * 2**attempt)))  # noqa: S311 - spreads writers, hides nothing
    raise AssertionError("unreachable")
