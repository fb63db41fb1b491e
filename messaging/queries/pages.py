"""Pages of lists, and cursors that say where the next one begins: after a row, whatever came or went before it."""

import uuid
from datetime import UTC, datetime
from typing import Final, TypeVar

from django.db.models import Model, Q, QuerySet

from events.errors import BadCursor
from events.ids import parse_id

PAGE: Final = 50
MOST: Final = 100

Row = TypeVar("Row", bound=Model)


def newest_page(rows: QuerySet[Row], cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """A page of rows whose ids sort by time, newest first, and the cursor of the next: the id of the last.

    Raises BadCursor.
    """
    return _page_by_id(_beyond(rows, "id__lt", cursor).order_by("-id"), limit)


def oldest_page(rows: QuerySet[Row], cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """The same, oldest first. Raises BadCursor."""
    return _page_by_id(_beyond(rows, "id__gt", cursor).order_by("id"), limit)


def latest_page(rows: QuerySet[Row], field: str, cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """A page of rows, the latest by a moment in `field` first, and the cursor of the next: that and the id of the last.

    Raises BadCursor.
    """
    if cursor:
        moment, key = _moment_and_id(cursor)
        rows = rows.filter(Q(**{f"{field}__lt": moment}) | Q(**{field: moment}, id__lt=key))
    page = list(rows.order_by(f"-{field}", "-id")[: limit + 1])
    if len(page) <= limit:
        return page, None
    last = page[limit - 1]
    said = getattr(last, field).isoformat().replace("+00:00", "Z")  # a plus sign would be a space in an address
    return page[:limit], f"{said}~{last.pk}"


def _moment_and_id(cursor: str) -> tuple[datetime, uuid.UUID]:
    said, _, spelt = cursor.partition("~")
    key = parse_id(spelt)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise BadCursor from None
    if key is None or moment.tzinfo is None or not 2000 <= moment.year < 3000:
        raise BadCursor
    return moment.astimezone(UTC), key  # PostgreSQL knows no zone that is 16 hours or more from it


def _beyond(rows: QuerySet[Row], lookup: str, cursor: str | None) -> QuerySet[Row]:
    if not cursor:
        return rows
    last = parse_id(cursor)
    if last is None:
        raise BadCursor
    return rows.filter(**{lookup: last})


def _page_by_id(rows: QuerySet[Row], limit: int) -> tuple[list[Row], str | None]:
    page = list(rows[: limit + 1])
    return page[:limit], str(page[limit - 1].pk) if len(page) > limit else None
