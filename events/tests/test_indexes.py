"""It is true of an index that a migration adds that it may take its time, and may be begun again."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.migrations.state import ProjectState

from events.indexes import AddIndexBesideWriters

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]

DB = settings.MESSAGING_DB
NAME = "outbox_of_this_test"
COUNT = "SELECT count(*) FROM pg_indexes WHERE indexname = 'outbox_of_this_test'"


def asked(sql: str) -> str:
    with connections[DB].cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def test_one_that_came_to_no_end_is_made_anew_and_later_statements_have_their_limits():
    limits = [asked("SHOW statement_timeout"), asked("SHOW lock_timeout")]
    operation = AddIndexBesideWriters("outboxevent", models.Index(fields=["type"], name=NAME))
    before = ProjectState.from_apps(apps)
    after = before.clone()
    operation.state_forwards("events", after)
    connection, told, then = connections[DB], [], []

    def watch(execute, sql, params, many, context):
        if "CREATE INDEX" in sql:
            told.append(asked("SHOW statement_timeout"))
        return execute(sql, params, many, context)

    try:
        for _ in range(2):  # the second time it is there already, as one is that was cut off
            with connection.schema_editor(atomic=False) as editor, connection.execute_wrapper(watch):
                operation.database_forwards("events", editor, before, after)
                then.append(asked("SHOW lock_timeout"))
        assert asked(COUNT) == "1"
    finally:
        with connection.schema_editor(atomic=False) as editor:
            operation.database_backwards("events", editor, after, before)

    assert told == ["1h", "1h"]
    assert then == ["1500ms", "1500ms"]  # of the next step of the same migration
    assert [asked("SHOW statement_timeout"), asked("SHOW lock_timeout")] == limits
    assert asked(COUNT) == "0"
