"""Where in its results a search goes on: behind a message, or at a rank among those up to a message."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from events.errors import BadCursor

_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SPELT: Final = re.compile(r"([0-9]{1,17})\.([0-9a-f]{32})(?:\.([0-9]{1,4}))?")


class Place(NamedTuple):
    """A message by its time and id; `rank` is how many results come before, None where time gives the order."""

    created_at: datetime
    id: uuid.UUID
    rank: int | None = None

    def __str__(self) -> str:
        micros = (self.created_at - _START) // timedelta(microseconds=1)
        return f"{micros}.{self.id.hex}" + ("" if self.rank is None else f".{self.rank}")


def place_of(cursor: str | None, *, ranked: bool) -> Place | None:
    """The place that a cursor spells, None without one. Raises BadCursor, also for one of the other order."""
    if not cursor:
        return None
    spelt = _SPELT.fullmatch(cursor)
    if spelt is None or (spelt[3] is not None) != ranked:
        raise BadCursor
    created_at = _START + timedelta(microseconds=int(spelt[1]))
    return Place(created_at, uuid.UUID(spelt[2]), int(spelt[3]) if ranked else None)
