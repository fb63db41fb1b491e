"""Indexes that MongoDB's planner can use, collections that may be there, and defaults that are taken as written."""

from typing import Any

import pymongo
from django_mongodb_backend.query import wrap_database_errors
from django_mongodb_backend.schema import DatabaseSchemaEditor as UpstreamSchemaEditor

STRINGS = frozenset({"CharField", "TextField", "SlugField", "UUIDField"})


#: Seconds that one step of a migration may take: an index over many rows is built for longer than anybody waits.
STEP_SECONDS = 3600


class DatabaseSchemaEditor(UpstreamSchemaEditor):
    def __enter__(self) -> "DatabaseSchemaEditor":
        self._patience = pymongo.timeout(STEP_SECONDS)
        self._patience.__enter__()
        super().__enter__()
        return self

    def __exit__(self, *fault: Any) -> None:
        try:
            super().__exit__(*fault)
        finally:
            self._patience.__exit__(*fault)

    @wrap_database_errors  # type: ignore[untyped-decorator]
    def create_model(self, model: Any) -> None:
        """Create a collection with its indexes, or the indexes alone.

        MongoDB makes a collection at the first write, so a worker that starts before the first migration makes one, and
        so does a migration that was broken off. Upstream would fail then, at this and at every later try.
        """
        name = model._meta.db_table
        if self.collect_sql or name not in self.get_database().list_collection_names(filter={"name": name}):
            super().create_model(model)
            return
        self._create_model_indexes(model)
        for field in model._meta.local_many_to_many:
            if field.remote_field.through._meta.auto_created:
                self.create_model(field.remote_field.through)

    def add_index(
        self,
        model: Any,
        index: Any,
        *,
        field: Any = None,
        unique: bool = False,
        column_prefix: str = "",
        parent_model: Any = None,
    ) -> None:
        """Create an index. Upstream guards each unique column by `$type`, which no query names: every look-up by
        e-mail, session key or provider id would read the whole collection.
        """
        if not unique:
            super().add_index(model, index, field=field, column_prefix=column_prefix, parent_model=parent_model)
            return
        wanted = index.get_pymongo_index_model(
            model, schema_editor=self, field=field, unique=True, column_prefix=column_prefix
        )
        if wanted is None:
            return
        fields = [field] if field else [model._meta.get_field(name) for name, _ in index.fields_orders]
        condition = wanted.document.get("partialFilterExpression", {})
        for one in fields:
            _loosen(condition, column_prefix + one.column, one)
        if not condition:
            wanted.document.pop("partialFilterExpression", None)
        self.get_collection((parent_model or model)._meta.db_table).create_indexes([wanted])

    def effective_default(self, field: Any) -> Any:
        """The default of a new column, as a literal: upstream puts it into a pipeline, where `"$a"` means column a."""
        value = super().effective_default(field)
        return {"$literal": value} if isinstance(value, dict | list | str) else value


def _loosen(condition: dict[str, Any], column: str, field: Any) -> None:
    """Take the guard of a column away, or say it in words that the planner understands."""
    guard = condition.get(column)
    if not guard:
        return
    if not field.null:
        guard.pop("$type", None)
        if not guard:
            condition.pop(column)
    elif field.get_internal_type() in STRINGS:
        guard.pop("$type", None)
        guard["$gte"] = ""  # every string and no null: several rows may have none
