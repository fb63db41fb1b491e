import sqlite3
import threading

import psycopg.errors
import pymongo.errors
import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, ProgrammingError, connections

from events import txn
from events.catalogue import UserUpdated
from events.consumer import apply_batch
from events.errors import is_outage
from events.models import DeadLetter, JobRun
from events.outages import DependencyLost, is_conflict, lost_database
from events.registry import handles
from events.tests.people import ADA, arriving, copy_of, save_copy, user_event
from events.times import now

databases = pytest.mark.django_db(databases=["default", "messaging"], transaction=True)


def caused_by(cause: Exception, kind: type[DatabaseError] = OperationalError) -> DatabaseError:
    error = kind(str(cause))
    error.__cause__ = cause
    return error


def busy_file() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT
    return error


@pytest.mark.parametrize(
    "error",
    [
        caused_by(psycopg.errors.DeadlockDetected("deadlock detected")),
        caused_by(psycopg.errors.LockNotAvailable("lock timeout")),
        caused_by(psycopg.errors.SerializationFailure("could not serialize")),
        caused_by(busy_file()),
        caused_by(
            pymongo.errors.OperationFailure("write conflict", 112, {"errorLabels": ["TransientTransactionError"]}),
            DatabaseError,
        ),
    ],
)
def test_what_others_were_writing_is_a_conflict(error):
    assert is_conflict(error)
    assert "is busy" in str(lost_database(error, settings.MESSAGING_DB))


@pytest.mark.parametrize(
    "error",
    [
        caused_by(psycopg.errors.NotNullViolation("null value"), DatabaseError),
        caused_by(sqlite3.OperationalError("near SELECT: syntax error")),
        ValueError("ours"),
        OperationalError("no cause"),
    ],
)
def test_other_faults_are_no_conflict(error):
    assert not is_conflict(error)


@databases
def test_a_wrong_question_to_a_database_that_answers_is_no_loss(using):
    assert lost_database(ProgrammingError("no such column"), using) is None
    assert lost_database(ValueError("ours"), using) is None


@pytest.mark.servers
@pytest.mark.alone
@databases
@pytest.mark.usefixtures("long_transactions")
def test_an_event_whose_rows_another_holds_is_not_laid_aside(using):
    handles(UserUpdated, app="messaging")(lambda event: save_copy(event, using))
    JobRun(name=ADA, touched=1, started_at=now()).save(using=using)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with txn.atomic(using):
            JobRun.objects.using(using).filter(name=ADA).update(touched=1, seconds=1)
            held.set()
            done.wait(60)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert held.wait(60)
        with pytest.raises(DependencyLost, match="is busy"):
            apply_batch(arriving(user_event(version=2)), "messaging", using)
    finally:
        done.set()
        other.join()

    assert not DeadLetter.objects.using(using).exists()
    assert apply_batch(arriving(user_event(version=2)), "messaging", using) == 1
    assert copy_of(ADA, using) == 2


def test_operation_that_another_ones_loss_cancelled_is_an_outage_as_well():
    cancelled = pymongo.errors._OperationCancelled("operation cancelled")

    assert is_outage(caused_by(cancelled, DatabaseError))
    assert is_outage(cancelled)


def test_fault_of_the_question_is_no_outage():
    assert not is_outage(caused_by(pymongo.errors.OperationFailure("bad query"), DatabaseError))
    assert not is_outage(DatabaseError("no cause"))
    assert not is_outage(ValueError())
