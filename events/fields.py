"""Keys that one set of migrations carries to MongoDB, SQLite and PostgreSQL alike."""

from typing import Any

from django.db import models
from django.db.models.fields import AutoField, Field

from events.ids import new_id


class KeyField(models.UUIDField):  # type: ignore[type-arg]
    """Primary key of our own models that may live on MongoDB: a UUIDv7 in the column `_id`.

    With any other column name MongoDB adds a second key of its own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(primary_key=True, default=new_id, editable=False, db_column="_id")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("primary_key", "default", "editable", "db_column"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs


class KeyAutoField(models.CharField, AutoField):  # type: ignore[misc, type-arg]
    """Primary key of third-party tables: 32 hex digits of a UUIDv7, as a string.

    A string, because allauth signs keys as JSON; without a default, because allauth takes `pk is None` to mean that
    an object comes from settings.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(primary_key=True, max_length=32, editable=False, db_column="_id")
        super().__init__(*args, **kwargs)
        self.blank = True

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("primary_key", "max_length", "editable", "db_column", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def get_pk_value_on_save(self, instance: models.Model) -> str:
        return new_id().hex

    def get_internal_type(self) -> str:
        return "CharField"

    def to_python(self, value: Any) -> Any:
        return models.CharField.to_python(self, value)

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(Field.get_prep_value(self, value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)

    def rel_db_type(self, connection: Any) -> Any:
        return self.db_type(connection)

    def _check_max_length_warning(self) -> list[Any]:
        return []

    @property
    def validators(self) -> list[Any]:
        return [*self.default_validators, *self._validators]  # type: ignore[attr-defined]
