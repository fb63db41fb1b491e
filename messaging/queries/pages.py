"""Pages of lists that are told by an offset."""

from typing import Final

from events.errors import BadCursor

PAGE: Final = 50
MOST: Final = 100


def offset_of(cursor: str | None) -> int:
    """Where a page begins, by its cursor. Raises BadCursor."""
    if not cursor:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 6:
        raise BadCursor
    return int(cursor)
