"""How full each part of a site is by people online, drawn: the plot of `bench.capacity`."""

import math
from collections.abc import Sequence
from typing import Final

from bench.capacity_model import Part
from bench.svg import picture, text

WIDTH, HEIGHT, LEFT, BOTTOM, WIDE, HIGH = 760, 380, 70, 330, 420, 280
COLOURS: Final = ("#1d4ed8", "#c2410c", "#15803d", "#7c3aed", "#b91c1c", "#0e7490", "#a16207")
ACROSS: Final = (3, 6)
UP: Final = (-2, 2)


def svg_of(parts: Sequence[Part]) -> str:
    """How full each part is, as deployed, by people online; both axes are logarithmic. The dark line is full."""

    def x_of(people: float) -> float:
        return LEFT + (math.log10(people) - ACROSS[0]) / (ACROSS[1] - ACROSS[0]) * WIDE

    def y_of(share: float) -> float:
        power = min(max(math.log10(share), UP[0]), UP[1])
        return BOTTOM - (power - UP[0]) / (UP[1] - UP[0]) * HIGH

    drawn = []
    for power in range(ACROSS[0], ACROSS[1] + 1):
        drawn.append(f'<path stroke="#ddd" d="M{x_of(10**power):.0f} {BOTTOM}v-{HIGH}"/>')
        drawn.append(text(x_of(10**power), BOTTOM + 18, f"{10**power:,}"))
    for power in range(UP[0], UP[1] + 1):
        colour = "#333" if power == 0 else "#ddd"
        drawn.append(f'<path stroke="{colour}" d="M{LEFT} {y_of(10**power):.0f}h{WIDE}"/>')
        drawn.append(text(LEFT - 6, y_of(10**power) + 4, f"{10.0**power * 100:,.0f} %", "end"))
    drawn.append(text(LEFT, 24, "How full each part is, as deployed", "start"))
    drawn.append(text(LEFT + WIDE, BOTTOM + 36, "people online", "end"))
    people = [10 ** (ACROSS[0] + step / 20) for step in range(20 * (ACROSS[1] - ACROSS[0]) + 1)]
    for at, part in enumerate(parts):
        line = " ".join(f"{x_of(one):.1f},{y_of(part.need(one) / part.has):.1f}" for one in people)
        drawn.append(f'<polyline fill="none" stroke="{COLOURS[at]}" stroke-width="2" points="{line}"/>')
        drawn.append(text(LEFT + WIDE + 16, 60 + 20 * at, part.name, "start", COLOURS[at]))
    return picture(WIDTH, HEIGHT, drawn)
