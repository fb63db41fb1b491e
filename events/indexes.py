"""Indexes that a migration adds to tables that are written to meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

#: How long an index may take: it waits for transactions under way, and reads the whole table.
AT_MOST: Final = "1h"


class AddIndexBesideWriters(AddIndexConcurrently):
    """On PostgreSQL without a lock that writers would wait for; elsewhere as usual. Its migration is not atomic."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            with _patience(schema_editor):
                # One that was begun before and came to no end is there, is not used, and has the name.
                name = schema_editor.quote_name(self.index.name)
                schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
                super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            migrations.AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            with _patience(schema_editor):
                super().database_backwards(app_label, schema_editor, from_state, to_state)
        else:
            migrations.AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


@contextmanager
def _patience(schema_editor: Any) -> Iterator[None]:
    """Such an index waits for whoever writes, and nobody waits for it: the limits of other steps are too short."""
    schema_editor.limit(statement=AT_MOST, lock=AT_MOST)
    try:
        yield
    finally:
        schema_editor.limit()
