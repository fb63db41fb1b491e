"""It is true of a transaction that met another writer that it is tried again while the other may still be at it."""

import pymongo.errors
import pytest
from django.conf import settings
from django.db import DatabaseError

from events import txn
from events.errors import Unavailable, translate

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(transaction=True, databases="__all__")]


class Clock:
    """In place of `time` in events.txn: nothing takes time but a pause."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(txn, "time", clock)
    return clock


def conflict() -> DatabaseError:
    cause = pymongo.errors.OperationFailure("write conflict", 112, {"errorLabels": ["TransientTransactionError"]})
    error = DatabaseError()
    error.__cause__ = cause
    return error


def failing(*errors: Exception):
    """What fails so, one after the other, and then goes well; with its calls, numbered."""
    left = list(errors)
    calls: list[int] = []

    def call() -> str:
        calls.append(len(calls))
        if left:
            raise left.pop(0)
        return "done"

    return call, calls


def test_it_is_tried_until_the_other_has_ended(monkeypatch, clock):
    monkeypatch.setattr(txn, "MOST_PAUSE", 0.002)
    call, calls = failing(*(conflict() for _ in range(20)))

    assert txn.run(call, using=settings.ACCOUNTS_DB) == "done"
    assert len(calls) == 21


def test_it_is_not_tried_for_ever_and_whoever_waited_is_told_to_come_again(clock):
    call, calls = failing(*(conflict() for _ in range(txn.MOST_TRIES)))

    with pytest.raises(DatabaseError) as raised:
        txn.run(call, using=settings.ACCOUNTS_DB)

    assert 1 < len(calls) < txn.MOST_TRIES
    assert txn.RETRY_SECONDS < clock.seconds <= txn.RETRY_SECONDS + txn.MOST_PAUSE
    assert isinstance(translate(raised.value), Unavailable)


def test_another_fault_is_not_tried_again():
    call, calls = failing(DatabaseError("no such column"))

    with pytest.raises(DatabaseError):
        txn.run(call, using=settings.ACCOUNTS_DB)

    assert len(calls) == 1
