"""Ids: UUIDv7, made by us, so that keys sort by time and nobody waits for a database to number a row."""

import re
import uuid
from datetime import UTC, datetime

import uuid_utils.compat

CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def new_id() -> uuid.UUID:
    """A fresh UUIDv7."""
    return uuid_utils.compat.uuid7()


def first_id_of(moment: datetime) -> uuid.UUID:
    """The lowest UUIDv7 of a moment: rows that were made since have higher keys."""
    return uuid.UUID(int=(int(moment.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62))


def parse_id(value: object) -> uuid.UUID | None:
    """The id that a string spells, or None when it spells none; an id is itself."""
    if isinstance(value, uuid.UUID):
        return value
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


def moment_of(key: uuid.UUID) -> datetime:
    """When a UUIDv7 was made, by the clock of who made it; 1970 for any other."""
    return datetime.fromtimestamp((key.int >> 80) / 1000 if key.version == 7 else 0, UTC)
