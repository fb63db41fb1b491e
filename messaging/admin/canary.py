"""Lists of rows without the canary's: nobody looks for it among people, and it is not counted with them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from events.admin import ReadOnlyAdmin


class WithoutCanary(ReadOnlyAdmin):
    """`canary` is a column, and its value in the canary's rows."""

    canary: tuple[str, UUID]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        column, key = self.canary
        return super().get_queryset(request).exclude(**{column: key})
