"""Copies of rows that another service owns: the higher version wins, in whatever order the news arrive."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

from events import txn

M = TypeVar("M", bound=Model)


def save_newer(rows: Iterable[M], using: str, *, final: str = "") -> int:
    """Take over whole rows by their `version`, each unless the same or a newer one is there; returns how many.

    One statement for some hundred rows. Of several with one key the newest counts; two who save the same rows at once
    end with the newest, too. `final` names a field: a row that has it filled is never replaced again.
    """
    newest = _newest(rows)
    if not newest:
        return 0
    if connections[using].features.supports_update_conflicts_with_target:
        return _upsert([*newest.values()], using, final)
    with txn.atomic(using):
        return _rewrite(newest, using, final)


def _newest(rows: Iterable[M]) -> dict[Any, M]:
    """The row to take of each key, sorted by key: two who lock the same rows never wait for each other in a circle."""
    newest: dict[Any, M] = {}
    for row in rows:
        if row.pk not in newest or _version(newest[row.pk]) < _version(row):
            newest[row.pk] = row
    return dict(sorted(newest.items()))


def _upsert(rows: list[Model], using: str, final: str) -> int:
    """PostgreSQL and SQLite: what `bulk_create(update_conflicts=True)` does, and a condition behind it.

    The database compares the versions itself, under the lock of each row.
    """
    connection, meta = connections[using], rows[0]._meta
    fields = list(meta.concrete_fields)
    others = [field for field in fields if not field.primary_key]
    quote, table = connection.ops.quote_name, connection.ops.quote_name(meta.db_table)
    condition = f" WHERE {table}.{quote('version')} < EXCLUDED.{quote('version')}"
    if final:
        condition += f" AND {table}.{quote(final)} IS NULL"
    size = max(1, connection.ops.bulk_batch_size(fields, rows))
    saved = 0
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            query = InsertQuery(
                rows[0].__class__, on_conflict=OnConflict.UPDATE, update_fields=others, unique_fields=[meta.pk]
            )
            query.insert_values(fields, rows[start : start + size])
            ((sql, params),) = query.get_compiler(using).as_sql()
            cursor.execute(sql + condition, params)
            saved += cursor.rowcount
    return saved


def _rewrite(newest: Mapping[Any, Model], using: str, final: str) -> int:
    """MongoDB: look, delete what is older, insert. Where another writes the same, the transaction is run again."""
    rows: QuerySet[Any] = next(iter(newest.values()))._meta.model._default_manager.using(using)
    there = {row.pk: row for row in rows.filter(pk__in=list(newest)).only("pk", "version", *([final] if final else []))}
    older = [key for key, row in there.items() if _version(row) < _version(newest[key]) and not _is_final(row, final)]
    if older:
        rows.filter(pk__in=older).delete()
    fresh = [row for key, row in newest.items() if key not in there]
    rows.bulk_create([*fresh, *(newest[key] for key in older)])
    return len(fresh) + len(older)


def _is_final(row: Any, final: str) -> bool:
    return bool(final and getattr(row, final) is not None)


def _version(row: Any) -> int:
    return int(row.version)
