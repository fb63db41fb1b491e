"""A day of beats in memory, and what can be said of it: how long messages take, and when something was missing."""

import math
import threading
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from messaging.canary import INTERVAL, SILENT
from messaging.canary.beats import Beat
from messaging.canary.components import CANARY

#: Seconds that are remembered.
DAY: Final = 24 * 3600.0
#: Most beats of a day that are kept: those of three canaries.
MOST: Final = 3 * int(DAY / INTERVAL)


class Gap(msgspec.Struct, kw_only=True):
    """Times are seconds since 1970; `ended_at` is None while it goes on. `missing` in the order of appearance."""

    began_at: float
    ended_at: float | None
    missing: list[str]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds; None when nothing came."""

    newest: int | None
    p50: int | None
    p95: int | None
    count: int


class History:
    """Any thread may add and read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._beats: dict[str, Beat] = {}

    def add(self, beats: Iterable[Beat], moment: float) -> None:
        """Remember beats; the same one twice is one. What is older than a day is forgotten."""
        with self._lock:
            self._beats.update((beat.id, beat) for beat in beats if moment - DAY <= beat.at <= moment + DAY)
            old = [key for key, beat in self._beats.items() if beat.at < moment - DAY]
            for key in old:
                del self._beats[key]
            for beat in sorted(self._beats.values(), key=_at)[: max(0, len(self._beats) - MOST)]:
                del self._beats[beat.id]

    def beats(self) -> list[Beat]:
        """All, the oldest first."""
        with self._lock:
            return sorted(self._beats.values(), key=_at)

    def forget(self) -> None:
        """As after a start."""
        with self._lock:
            self._beats.clear()


def _at(beat: Beat) -> float:
    return beat.at


def figures(values: Sequence[int | None]) -> Figures:
    """Of the times of beats, the oldest first."""
    came = sorted(value for value in values if value is not None)
    return Figures(
        newest=values[-1] if values else None, p50=_share(came, 0.5), p95=_share(came, 0.95), count=len(came)
    )


def _share(came: Sequence[int], share: float) -> int | None:
    """The smallest value that this share of all does not exceed."""
    return came[max(0, math.ceil(share * len(came)) - 1)] if came else None


def gaps_of(beats: Sequence[Beat], moment: float) -> list[Gap]:
    """When something was missing, the oldest first; also when there were no beats at all."""
    found: list[Gap] = []
    current: Gap | None = None
    before: Beat | None = None
    for beat in beats:
        if before is not None and beat.at - before.at > SILENT:
            current = _missing(found, current, before.at + INTERVAL, (CANARY,))
        if beat.missing:
            current = _missing(found, current, beat.at, beat.missing)
        elif current is not None:
            current.ended_at, current = beat.at, None
        before = beat
    if before is not None and moment - before.at > SILENT:
        _missing(found, current, before.at + INTERVAL, (CANARY,))
    return found


def together(gaps: Sequence[Gap]) -> list[Gap]:
    """Gaps of several watchers as one list, the oldest first: those that overlap are one."""
    found: list[Gap] = []
    for gap in sorted(gaps, key=lambda gap: gap.began_at):
        last = found[-1] if found else None
        if last is None or (last.ended_at is not None and last.ended_at < gap.began_at):
            found.append(msgspec.structs.replace(gap, missing=list(gap.missing)))
            continue
        last.missing += [name for name in gap.missing if name not in last.missing]
        ends = (last.ended_at, gap.ended_at)
        last.ended_at = None if None in ends else max(end for end in ends if end is not None)
    return found


def _missing(found: list[Gap], current: Gap | None, at: float, names: Iterable[str]) -> Gap:
    """The gap that goes on, or one that begins, with these names."""
    if current is None:
        current = Gap(began_at=at, ended_at=None, missing=[])
        found.append(current)
    current.missing += [name for name in names if name not in current.missing]
    return current
