"""Fields of messaging's tables."""

from typing import Any

from django.db import models

from events.ids import new_id


class Key(models.UUIDField):  # type: ignore[type-arg]
    """Primary key of messaging's tables: a UUIDv7 made by us."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(primary_key=True, default=new_id, editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("primary_key", "default", "editable"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs
