"""Times on the wire: ISO 8601, UTC, milliseconds, `Z`; and time zones by their names."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Final, overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Characters of the name of a time zone.
ZONE_MAX: Final = 64
#: Set by static/js/base/http.js: the zone of the device.
ZONE_COOKIE: Final = "zone"


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


def zone_named(name: str) -> tzinfo:
    """The time zone of an IANA name such as Europe/Vienna; UTC for none, and for a name that is of no zone."""
    if not name or len(name) > ZONE_MAX:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):  # TypeError: of a name like a module's
        return UTC


def zone_of(chosen: str, cookies: Mapping[str, str]) -> tzinfo:
    """The zone that a person has chosen, else the one that a script tells of their device, else UTC."""
    return zone_named(chosen or cookies.get(ZONE_COOKIE, ""))
