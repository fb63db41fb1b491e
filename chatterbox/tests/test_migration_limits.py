"""It is true of migrations on PostgreSQL that they have limits of their own, and that nobody else has those."""

import time
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connections, migrations
from django.db.migrations.state import ProjectState

from chatterbox.postgres import schema
from chatterbox.settings import databases
from events.models import OutboxEvent
from scripts.deploy import road

servers = pytest.mark.servers
rows = pytest.mark.django_db(databases=["messaging"], transaction=True)

DB = settings.MESSAGING_DB
TABLE = OutboxEvent._meta.db_table
OF_REQUESTS, OF_MIGRATIONS = ("5s", "2s"), ("15min", "1500ms")


def test_a_lock_is_given_up_before_requests_that_wait_behind_it_are_refused():
    assert schema.LOCK_TIMEOUT_MS < databases.LOCK_TIMEOUT_MS


def test_one_statement_may_take_as_long_as_a_deployment_waits():
    assert road.TASKS["migrate"] == schema.STATEMENT_TIMEOUT_S


def limits() -> tuple[str, ...]:
    """What bounds a statement on this thread's connection."""
    with connections[DB].cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        found: tuple[str, ...] = cursor.fetchone()
        return found


class Fault(Exception):
    pass


def migrate(step: Any, *, atomic: bool) -> None:
    """What `manage.py migrate` does with one migration."""
    kind = type("Migration", (migrations.Migration,), {"operations": [migrations.RunPython(step)], "atomic": atomic})
    migration = kind("of_this_test", "events")
    with connections[DB].schema_editor(atomic=atomic) as editor:
        migration.apply(ProjectState(), editor)


@servers
@rows
@pytest.mark.parametrize("atomic", [True, False])
def test_data_may_be_moved_for_longer_than_a_request_lasts_and_what_follows_may_not(atomic):
    assert limits() == OF_REQUESTS
    told = []

    migrate(lambda apps, editor: told.append(limits()), atomic=atomic)

    assert told == [OF_MIGRATIONS]
    assert limits() == OF_REQUESTS


@servers
@rows
@pytest.mark.parametrize("atomic", [True, False])
def test_one_that_fails_leaves_its_limits_to_nobody(atomic):
    def fail(apps, editor):
        raise Fault

    with pytest.raises(Fault):
        migrate(fail, atomic=atomic)

    assert limits() == OF_REQUESTS


@servers
@rows
def test_a_lock_that_somebody_else_has_is_not_waited_for_long():
    other = connections[DB].copy()
    other.ensure_connection()
    try:
        with other.connection.transaction():
            other.connection.execute(f"LOCK TABLE {TABLE} IN ACCESS SHARE MODE")
            started = time.monotonic()
            with pytest.raises(OperationalError) as refused:
                migrate(lambda apps, editor: editor.execute(f"LOCK TABLE {TABLE}"), atomic=True)
            waited = time.monotonic() - started
    finally:
        other.close()

    assert refused.value.__cause__.sqlstate == "55P03"  # lock_not_available
    assert waited >= schema.LOCK_TIMEOUT_MS / 1000
    assert limits() == OF_REQUESTS
