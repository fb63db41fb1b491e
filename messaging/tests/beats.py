"""Beats of the canary, as tests want them."""

from typing import Any

from messaging.canary.beats import Beat
from messaging.canary.watch import Watch

#: A moment in the year 2026, in seconds since 1970.
MOMENT = 1_795_000_000.0


def beat(ago: float, *missing: str, **fields: Any) -> Beat:
    """One that began `ago` seconds before MOMENT."""
    given: dict[str, Any] = {"shown_ms": 40, "round_ms": 500} | fields
    return Beat(id=f"{ago}", at=MOMENT - ago, missing=missing, **given)


def heard(*beats: Beat, **sees: bool) -> Watch:
    """A web process that has heard these."""
    watch = Watch(**sees)
    watch.history.add(beats, MOMENT)
    return watch
