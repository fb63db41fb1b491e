"""What must not grow in a long run (42): straight lines through samples that were taken after warm-up."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from faults.checkers import first

#: MB that a process may grow by in SPAN seconds, and in a shorter run altogether.
GROWTH_MB, SPAN = 1.0, 600.0
#: Of the samples from the beginning so many are warm-up, but no more seconds than MOST_WARM. In an hour of talk the web
#: process of messaging took up 13 MB in its first half hour, while threads and caches filled, and 0.7 MB in the second.
WARM, MOST_WARM = 0.5, 1_800.0
#: Of what is counted there may be so many more at the end than after warm-up, or so large a part more: sockets come
#: and go while they are counted.
MORE, SHARE = 5.0, 0.1
#: So many samples say something.
ENOUGH: Final = 8
MEMORY: Final = "MB"

#: Seconds since the beginning, and what was counted then, by what is counted (MEMORY or a word) and where.
Sample = tuple[float, Mapping[tuple[str, str], float]]
Line = Sequence[tuple[float, float]]


def lines_of(samples: Iterable[Sample]) -> dict[tuple[str, str], Line]:
    """What each count was over time, after warm-up. What was not there all the time has a shorter line."""
    found = list(samples)
    last = found[-1][0] if found else 0.0
    warm = min(MOST_WARM, WARM * last)
    lines: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for at, counts in found:
        if at >= warm:
            for name, count in counts.items():
                lines[name].append((at, count))
    return dict(lines)


def slope(line: Line) -> float:
    """Of the straight line that fits best, in units a second."""
    return statistics.linear_regression(*zip(*line, strict=True)).slope


def growth(line: Line) -> float:
    """MB in SPAN seconds; of a shorter line only what it has grown by."""
    return slope(line) * min(SPAN, line[-1][0] - line[0][0])


def ends(line: Line) -> tuple[float, float]:
    """The middle of the first and of the last quarter."""
    quarter = max(1, len(line) // 4)
    return statistics.median(count for _, count in line[:quarter]), statistics.median(
        count for _, count in line[-quarter:]
    )


def faults_of(samples: Iterable[Sample]) -> list[str]:
    """Whatever has grown, or was not seen often enough to say."""
    lines = lines_of(samples)
    if not lines:
        return ["nothing was counted"]
    longest = max(map(len, lines.values()))
    faults = []
    for (what, where), line in sorted(lines.items()):
        if longest < ENOUGH or len(line) < longest:
            faults.append(f"{what} of {where}: seen {len(line)} times of {max(longest, ENOUGH)}")
        elif what == MEMORY:
            if growth(line) > GROWTH_MB:
                faults.append(f"{where} grows by {growth(line):.1f} MB in {_span(line):.0f} minutes")
        else:
            before, after = ends(line)
            if after > before + max(MORE, SHARE * before):
                faults.append(f"{what} of {where}: {before:.0f} after warm-up, {after:.0f} at the end")
    return first(faults)


def _span(line: Line) -> float:
    return min(SPAN, line[-1][0] - line[0][0]) / 60


def words(samples: Sequence[Sample]) -> str:
    """Who has grown most, and what was counted at the end, in words."""
    lines = {name: line for name, line in lines_of(samples).items() if len(line) > 1}
    memory = {where: growth(line) for (what, where), line in lines.items() if what == MEMORY}
    most = max(memory, key=lambda where: memory[where], default="")
    counted: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (what, _), line in lines.items():
        if what != MEMORY:
            counted[what] = [sum(pair) for pair in zip(counted[what], ends(line), strict=True)]
    grown = f"{most} grew most, by {memory[most]:.2f} MB in 10 minutes" if most else "no memory was seen"
    return ", ".join([grown, *(f"{what} {before:.0f} to {after:.0f}" for what, (before, after) in counted.items())])
