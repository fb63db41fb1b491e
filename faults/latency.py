"""How long posts took from being sent to being shown, through each fault: docs/images/faults-latency.svg."""

import dataclasses
import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from textwrap import shorten
from typing import Final

from bench.svg import picture, text
from faults.breaks import GRACE
from faults.checkers import Window
from faults.journal import SENT, SHOWN, Entry

#: Points of a line at most, and seconds of posts that one stands for at least.
POINTS, EVERY = 60, 0.5
#: Of one small picture, with the room around its field, in px; so many of them are side by side.
WIDE, HIGH, LEFT, TOP, BOTTOM, ACROSS = 310, 190, 52, 40, 26, 3
#: Milliseconds at the bottom and at the top of each, as powers of ten; what is shown later lies on its upper edge.
LOWEST, HIGHEST = 0, 5
MEDIAN, LONGEST, BROKEN, NAMES = "#1d4ed8", "#c2410c", "#fecaca", "#7f1d1d"
#: More names than this are left to the titles of their bars; they lie on LINES lines, STEP px high.
NAMED, LINES, STEP = 6, 3, 11
#: Letters of a title for which there is room.
TITLE: Final = 46
_UNITS: Final = ("1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s")


@dataclasses.dataclass(frozen=True)
class Delays:
    """`points`: seconds after the first post, and milliseconds of the posts sent then: the median and the longest.

    `breaks`: seconds after the first post from a break to its mending, and what was broken.
    """

    points: Sequence[Sequence[float]] = ()
    breaks: Sequence[tuple[float, float, str]] = ()


#: Of a run of which nothing is known.
NONE: Final = Delays()


def delays_of(entries: Iterable[Entry], windows: Iterable[Window]) -> Delays:
    """From a post to the moment at which each other client first showed it, of all that were shown."""
    sent, saved, shown = times(entries)
    if not sent:
        return NONE
    began = min(at for at, _ in sent.values())
    taken = [
        (sent[post][0] - began, 1000 * (at - sent[post][0]))
        for (who, message), at in shown.items()
        if (post := saved.get(message, "")) in sent and sent[post][1] != who
    ]
    breaks = [
        (round(one.since - began, 2), round(one.until - (GRACE if one.excuses else 0.0) - began, 2), one.what)
        for one in windows
    ]
    return Delays(_points(taken), breaks)


def times(
    entries: Iterable[Entry],
) -> tuple[dict[str, tuple[float, str]], dict[str, str], dict[tuple[str, str], float]]:
    """When a post was sent and by whom, its key by its id, and when who first showed which id."""
    sent: dict[str, tuple[float, str]] = {}
    saved: dict[str, str] = {}
    shown: dict[tuple[str, str], float] = {}
    for entry in entries:
        if entry.what == SENT:
            sent.setdefault(entry.client_id, (entry.at, entry.who))
        elif entry.what == SHOWN:
            shown.setdefault((entry.who, entry.id), entry.at)
        if entry.client_id and entry.id:
            saved[entry.id] = entry.client_id
    return sent, saved, shown


def _points(taken: Sequence[tuple[float, float]]) -> list[list[float]]:
    every = max(EVERY, max((at for at, _ in taken), default=0.0) / (POINTS - 1))
    slots: defaultdict[int, list[float]] = defaultdict(list)
    for at, took in taken:
        slots[int(at / every)].append(took)
    return [
        [round((slot + 0.5) * every, 2), round(statistics.median(found), 1), round(max(found), 1)]
        for slot, found in sorted(slots.items())
    ]


def svg_of(drawn: Mapping[str, Delays]) -> str:
    """One small picture of each, by its title: seconds across, and up, by powers of ten, how long posts took."""
    shown = {title: one for title, one in drawn.items() if one.points}
    head = [
        text(LEFT, 20, "From sending to showing: the median", "start", MEDIAN),
        text(LEFT + 250, 20, "and the longest of the posts sent at a time,", "start", LONGEST),
        text(LEFT + 510, 20, "while something is broken (shaded)", "start"),
    ]
    fields = [
        f'<g transform="translate({at % ACROSS * WIDE} {TOP + at // ACROSS * HIGH})">{"".join(_field(title, one))}</g>'
        for at, (title, one) in enumerate(shown.items())
    ]
    rows = math.ceil(len(shown) / ACROSS)
    return picture(ACROSS * WIDE, TOP + rows * HIGH, [*head, *fields], size=10)


def _field(title: str, delays: Delays) -> list[str]:
    seconds = max(1.0, delays.points[-1][0], *(until for _, until, _ in delays.breaks))
    wide, low = WIDE - LEFT - 12, HIGH - BOTTOM

    def x_of(at: float) -> float:
        return LEFT + min(max(at / seconds, 0.0), 1.0) * wide

    def y_of(ms: float) -> float:
        power = min(max(math.log10(max(ms, 0.1)), LOWEST), HIGHEST)
        return low - (power - LOWEST) / (HIGHEST - LOWEST) * (low - 24)

    parts = [text(LEFT, 14, shorten(title, TITLE, placeholder=" …"), "start")]
    parts += _shades(delays, x_of, low)
    for power in range(LOWEST, HIGHEST + 1):
        y = y_of(10.0**power)
        parts.append(f'<path stroke="#ddd" d="M{LEFT} {y:.0f}h{wide}"/>')
        parts.append(text(LEFT - 5, y + 3, _UNITS[power], "end"))
    parts += [text(x_of(at), low + 13, f"{at:.0f} s") for at in (0.0, seconds / 2, seconds)]
    for place, colour in ((1, MEDIAN), (2, LONGEST)):
        line = " ".join(f"{x_of(point[0]):.0f},{y_of(point[place]):.0f}" for point in delays.points)
        parts.append(f'<polyline fill="none" stroke="{colour}" points="{line}"/>')
    return parts


def _shades(delays: Delays, x_of: Callable[[float], float], low: float) -> list[str]:
    """Bars from each break to its mending, and over them what was broken as far as there is room for that."""
    bars, names, before = list[str](), list[str](), ""
    for since, until, what in delays.breaks:
        x, end = x_of(since), x_of(until)
        bars.append(
            f'<rect x="{x:.1f}" y="24" width="{max(1.5, end - x):.1f}" height="{low - 24}" fill="{BROKEN}">'
            f"<title>{escape(what, quote=False)}</title></rect>"
        )
        if what != before:
            place, anchor = (end, "end") if x > WIDE / 2 else (x, "start")
            names.append(text(place, 34 + len(names) % LINES * STEP, what, anchor, NAMES))
            before = what
    return [*bars, *(names if len(names) <= NAMED else ())]
