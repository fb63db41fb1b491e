"""Columns that are kept and looked up in lower case, so that a plain unique index means "without regard to case"."""

from typing import Any

from django.db import models


class _LowerCase:
    """Mixed into a CharField: lower case on the way in, in look-ups as well."""

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = self.get_prep_value(super().pre_save(instance, add))  # type: ignore[misc]
        setattr(instance, self.attname, value)  # type: ignore[attr-defined]
        return value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)  # type: ignore[misc]
        return value.lower() if isinstance(value, str) else value


class LowerCharField(_LowerCase, models.CharField):  # type: ignore[type-arg]
    pass


class LowerEmailField(_LowerCase, models.EmailField):  # type: ignore[type-arg]
    """An address or null. Empty becomes null: several people may have none, and none of them is the other."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value) or None
