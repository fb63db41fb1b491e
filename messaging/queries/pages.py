"""Pages of lists, and the cursors that say where the next one begins."""

from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet

from events.errors import BadCursor
from events.ids import parse_id

PAGE: Final = 50
MOST: Final = 100

Row = TypeVar("Row", bound=Model)


def counted_page(rows: QuerySet[Row], cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """A page of rows in their order, and the cursor of the next: how many came before. Raises BadCursor."""
    start = _offset_of(cursor)
    page = list(rows[start : start + limit + 1])
    return page[:limit], str(start + limit) if len(page) > limit else None


def newest_page(rows: QuerySet[Row], cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """A page of rows whose ids sort by time, newest first, and the cursor of the next: the id of the last.

    Raises BadCursor.
    """
    if cursor:
        last = parse_id(cursor)
        if last is None:
            raise BadCursor
        rows = rows.filter(id__lt=last)
    page: list[Any] = list(rows.order_by("-id")[: limit + 1])
    return page[:limit], str(page[limit - 1].id) if len(page) > limit else None


def _offset_of(cursor: str | None) -> int:
    if not cursor:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 6:
        raise BadCursor
    return int(cursor)
