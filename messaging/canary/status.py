"""What `/status` says: made of what one process has heard of the canary and sees itself. No number is about people."""

import time
from datetime import UTC, datetime
from typing import Final, cast

import msgspec
from django.conf import settings

from chatterbox import env
from events.times import iso
from messaging.canary import SILENT
from messaging.canary.beats import Beat
from messaging.canary.components import CANARY, components
from messaging.canary.history import DAY, Figures, Gap, figures, gaps_of, together
from messaging.canary.watch import Watch

OK, DOWN, UNKNOWN = "ok", "down", "unknown"
#: Parts of the day that the page draws.
PARTS: Final = 96
#: Seconds for which what was made for one who asks does for others.
FRESH: Final = 1.0


class Component(msgspec.Struct, frozen=True):
    name: str
    state: str  # ok, down or unknown


class GapShape(msgspec.Struct, frozen=True, kw_only=True):
    """Times are ISO 8601; `ended_at` is null while it goes on, and `seconds` is until now then."""

    began_at: str
    ended_at: str | None
    seconds: int
    missing: list[str]


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """`shown` is from a post to a real socket, `events` to accounts and back; both of the last 24 hours, in ms.

    `parts` are the 96 quarters of an hour of that day, the oldest first: ok, down, or unknown where nothing was heard.
    """

    state: str
    at: str
    beat_at: str | None
    components: list[Component]
    shown: Figures
    events: Figures
    gaps: list[GapShape]
    parts: list[str]

    @property
    def missing(self) -> list[str]:
        return [one.name for one in self.components if one.state == DOWN]


def status_now(watch: Watch) -> Status:
    """As of now, made anew once a second: anybody may ask, and as often as they like."""
    made_at, told = watch.told
    if told is None or time.monotonic() - made_at >= FRESH:
        told = status_of(watch, time.time())
        watch.told = time.monotonic(), told
    return cast(Status, told)


def status_of(watch: Watch, moment: float) -> Status:
    """As of `moment`, seconds since 1970."""
    # The beat of a clock that was ahead says nothing of now.
    beats = [beat for beat in watch.history.beats() if moment - DAY <= beat.at <= moment + SILENT]
    own = [gap for gap in tuple(watch.gaps) if gap.ended_at is None or gap.ended_at >= moment - DAY]
    gaps = together([*gaps_of(beats, moment), *own])
    states = _states(watch, beats, moment)
    return Status(
        state=_whole(states),
        at=_iso(moment),
        beat_at=_iso(beats[-1].at) if beats else None,
        components=[Component(name, state) for name, state in states.items()],
        shown=figures([beat.shown_ms for beat in beats]),
        events=figures([beat.round_ms for beat in beats]),
        gaps=[_shape(gap, moment) for gap in reversed(gaps)],
        parts=_parts(beats, gaps, moment),
    )


def _states(watch: Watch, beats: list[Beat], moment: float) -> dict[str, str]:
    """What the newest beat says while it is fresh, and what this process sees: either is enough for down."""
    states = dict.fromkeys(components(), UNKNOWN)
    if beats and moment - beats[-1].at <= SILENT:
        newest = beats[-1]
        states |= {name: _state(newest, name) for name in states}
    elif not _may_be_quiet(watch, beats):
        states[CANARY] = DOWN
    for name, there in watch.sees.items():
        if name in states:
            states[name] = DOWN if not there else OK if states[name] == UNKNOWN else states[name]
    return states


def _state(beat: Beat, name: str) -> str:
    return DOWN if name in beat.missing else UNKNOWN if name in beat.unknown else OK


def _may_be_quiet(watch: Watch, beats: list[Beat]) -> bool:
    """Right after a start; and on a laptop, where a canary runs only when somebody starts one."""
    if beats:
        return False
    return settings.PROFILE == env.LOCAL or time.monotonic() - watch.began < SILENT


def _whole(states: dict[str, str]) -> str:
    if DOWN in states.values():
        return DOWN
    return OK if states[CANARY] == OK else UNKNOWN


def _shape(gap: Gap, moment: float) -> GapShape:
    return GapShape(
        began_at=_iso(gap.began_at),
        ended_at=None if gap.ended_at is None else _iso(gap.ended_at),
        seconds=round((gap.ended_at or moment) - gap.began_at),
        missing=gap.missing,
    )


def _parts(beats: list[Beat], gaps: list[Gap], moment: float) -> list[str]:
    parts = [UNKNOWN] * PARTS
    for beat in beats:
        parts[_part(beat.at, moment)] = OK
    for gap in gaps:
        first, last = _part(gap.began_at, moment), _part(gap.ended_at or moment, moment)
        parts[first : last + 1] = [DOWN] * (last + 1 - first)
    return parts


def _part(at: float, moment: float) -> int:
    return min(PARTS - 1, max(0, int((at - (moment - DAY)) / (DAY / PARTS))))


def _iso(at: float) -> str:
    return iso(datetime.fromtimestamp(at, UTC))
