"""Latency against load: the rate of posts is raised until a contestant does not keep up."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from bench.peers.contestants import Contestant
from bench.peers.loads import Load, at_rate
from bench.svg import picture, text

Row = Mapping[str, Any]
RATES: Final = (25, 50, 100, 200, 400, 600, 800, 1200, 1600, 2400, 3200, 4800)
#: A contestant that completes a smaller part of what is posted has been overtaken, and is not asked for more.
KEEPS_UP: Final = 0.95
COLOURS: Final = {"ours": "#1d4ed8", "node-correct": "#c2410c"}

WIDTH, HEIGHT, LEFT, BOTTOM, WIDE, HIGH = 720, 340, 70, 300, 620, 240


def load_name(rate: int) -> str:
    return f"r{rate}"


def is_step(row: Row) -> bool:
    """Whether a row is one of `climb`."""
    return str(row["load"]) in map(load_name, RATES)


def _rate(row: Row) -> int:
    return int(str(row["load"])[1:])


def climb(
    attempt: Callable[[Contestant, str, Load], dict[str, Any] | None], everybody: Sequence[Contestant]
) -> list[dict[str, Any]]:
    """Rows of each contestant at rising rates, up to the first at which it falls behind."""
    rows: list[dict[str, Any]] = []
    climbing = list(everybody)
    for rate in RATES:
        for who in list(climbing):
            row = attempt(who, load_name(rate), at_rate(rate))
            if row is None or row["posts_per_s"] < KEEPS_UP * rate:
                climbing.remove(who)
            if row is not None:
                rows.append(row)
    return rows


def points(rows: Iterable[Row], contestant: str, figure: str) -> list[tuple[float, float]]:
    """Posts a second that were completed, and milliseconds, by rising rate, as far as the contestant kept up."""
    mine = [row for row in rows if row["contestant"] == contestant]
    kept = [row for row in mine if row["posts_per_s"] >= KEEPS_UP * _rate(row)]
    return [(float(row["posts_per_s"]), max(0.1, float(row[figure]))) for row in kept]


def svg_of(rows: Sequence[Row]) -> str:
    """Both axes are logarithmic: posts a second, and milliseconds until a post is shown (p99 solid, p50 dashed)."""
    names = list(dict.fromkeys(str(row["contestant"]) for row in rows))
    lines = {(name, p): points(rows, name, f"shown_{p}_ms") for name in names for p in ("p99", "p50")}
    everything = [point for line in lines.values() for point in line]
    if not everything:
        raise ValueError("nobody kept up at any rate: there is nothing to draw")
    across = _decades([x for x, _ in everything])
    up = _decades([y for _, y in everything])

    def x_of(value: float) -> float:
        return LEFT + (math.log10(value) - across[0]) / (across[1] - across[0]) * WIDE

    def y_of(value: float) -> float:
        return BOTTOM - (math.log10(value) - up[0]) / (up[1] - up[0]) * HIGH

    parts = []
    for power in range(across[0], across[1] + 1):
        parts.append(f'<path stroke="#ddd" d="M{x_of(10**power):.0f} {BOTTOM}v-{HIGH}"/>')
        parts.append(text(x_of(10**power), BOTTOM + 18, f"{10**power:,}"))
    for power in range(up[0], up[1] + 1):
        parts.append(f'<path stroke="#ddd" d="M{LEFT} {y_of(10**power):.0f}h{WIDE}"/>')
        parts.append(text(LEFT - 6, y_of(10**power) + 4, f"{10.0**power:g} ms", "end"))
    parts.append(text(LEFT, 24, "Until a post is shown to all 25, p99 (solid) and p50 (dashed)", "start"))
    parts.append(text(LEFT + WIDE, BOTTOM + 34, "posts a second, 40 topics", "end"))
    for at, name in enumerate(names):
        colour = COLOURS.get(name, "#555")
        parts.append(text(LEFT + WIDE, 24 + 16 * at, name, "end", colour))
        for p in ("p99", "p50"):
            drawn = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in lines[name, p])
            dashes = ' stroke-dasharray="5 4"' if p == "p50" else ""
            parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2"{dashes} points="{drawn}"/>')
    return picture(WIDTH, HEIGHT, parts)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Powers of ten around all values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
