"""How soon all is as before once what was broken is mended: posts are saved (7), and shown at once (6)."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from faults.breaks import mendings
from faults.checkers import Window
from faults.journal import ACKNOWLEDGED, Entry
from faults.latency import times
from faults.stage import Act, Stage

#: Seconds after the mending.
WITHIN: Final = 5.0
#: Seconds from a post to its showing at somebody else, at the median, while the bus carries it. Without, the hub looks
#: once a second.
AT_ONCE: Final = 0.3

Took = Callable[[Iterable[Entry], Sequence[Window]], list[float]]


def saved_again(act: Act) -> Act:
    return _judged(act, "posts saved again after", saved_after)


def at_once_again(act: Act) -> Act:
    return _judged(act, "shown at once again after", at_once_after)


def _judged(act: Act, name: str, took: Took) -> Act:
    async def judged(stage: Stage) -> None:
        await act(stage)
        stage.later.append(lambda entries: stage.within(name, took(entries, stage.windows), WITHIN))

    return judged


def saved_after(entries: Iterable[Entry], windows: Sequence[Window]) -> list[float]:
    """Seconds from each mending to the next answer that a post is saved; infinite when none came before the next
    break.
    """
    answers = sorted(entry.at for entry in entries if entry.what == ACKNOWLEDGED)
    return [
        next((at - mended for at in answers if mended <= at < following), float("inf"))
        for mended, following in mendings(windows)
    ]


def at_once_after(entries: Iterable[Entry], windows: Sequence[Window]) -> list[float]:
    """Seconds from each mending until posts are shown AT_ONCE, as most of those of each second from then on are."""
    sent, saved, shown = times(entries)
    delays = [
        (sent[post][0], at - sent[post][0])
        for (who, message), at in shown.items()
        if (post := saved.get(message, "")) in sent and sent[post][1] != who
    ]
    took = []
    for mended, following in mendings(windows):
        seconds: defaultdict[int, list[float]] = defaultdict(list)
        for at, delay in delays:
            if mended <= at < following:
                seconds[int(at - mended)].append(delay)
        if seconds:
            slow = [n + 1.0 for n, found in seconds.items() if statistics.median(found) > AT_ONCE]
            took.append(max(slow, default=0.0))
    return took
