"""A beat as it is remembered and as it travels."""

import uuid
from datetime import UTC, datetime
from typing import Final

import msgspec

from events.times import now
from messaging.models import CanaryBeat


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """`at` is when it began, in seconds since 1970. None: it never came. Names are of `components`."""

    id: str
    at: float
    shown_ms: int | None = None
    round_ms: int | None = None
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Beat).decode


def packed(beat: Beat) -> bytes:
    return _encode(beat)


def unpacked(data: bytes) -> Beat | None:
    """The beat that a signal is, or None when it is none."""
    try:
        return _decode(data)
    except msgspec.DecodeError:
        return None


def beat_of(row: CanaryBeat) -> Beat:
    return Beat(
        id=str(row.id),
        at=row.started_at.timestamp(),
        shown_ms=row.shown_ms,
        round_ms=row.round_ms,
        missing=tuple(row.missing),
        unknown=tuple(row.unknown),
    )


def row_of(beat: Beat) -> CanaryBeat:
    """An unsaved row that is saved now."""
    return CanaryBeat(
        id=uuid.UUID(beat.id),
        started_at=datetime.fromtimestamp(beat.at, UTC),
        shown_ms=beat.shown_ms,
        round_ms=beat.round_ms,
        missing=list(beat.missing),
        unknown=list(beat.unknown),
        saved_at=now(),
    )
