"""Times on the wire: ISO 8601, UTC, milliseconds, `Z`."""

from datetime import UTC, datetime
from typing import overload


def now() -> datetime:
    """The time now, cut to milliseconds: what MongoDB keeps and the wire carries."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@overload
def iso(moment: datetime) -> str: ...
@overload
def iso(moment: None) -> None: ...
def iso(moment: datetime | None) -> str | None:
    """`2026-11-24T10:17:15.042Z`, or None for None."""
    if moment is None:
        return None
    if moment.tzinfo is UTC:  # as nearly all are
        return moment.isoformat(timespec="milliseconds")[:-6] + "Z"
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
