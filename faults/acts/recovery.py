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
#: From a post to its showing at somebody else, at the median of a second: so many times as long as before the first
#: break is still at once, and so is anything within so many seconds. Without the bus the hub looks once a second.
AS_BEFORE, AT_ONCE = 3.0, 0.1

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
    """Seconds from each mending until posts are shown at once, as most of those of each second from then on are;
    infinite where there is no whole second before the next break in which something was sent and shown.
    """
    sent, saved, shown = times(entries)
    delays = [
        (sent[post][0], at - sent[post][0])
        for (who, message), at in shown.items()
        if (post := saved.get(message, "")) in sent and sent[post][1] != who
    ]
    before = [delay for at, delay in delays if at + delay < windows[0].since]
    at_once = max(AT_ONCE, AS_BEFORE * statistics.median(before)) if before else AT_ONCE
    took = []
    for mended, following in mendings(windows):
        seconds: defaultdict[int, list[float]] = defaultdict(list)
        for at, delay in delays:
            if mended <= at < following and mended + int(at - mended) + 1 <= following:
                seconds[int(at - mended)].append(delay)
        slow = [n + 1.0 for n, found in seconds.items() if statistics.median(found) > at_once]
        took.append(max(slow, default=0.0) if seconds else float("inf"))
    return took
