"""Requests are sent while something is broken: networks that take everything and bring nothing (23), that cut every
connection or are slow (56), and a database that is dead (8)."""

import asyncio
import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import Final

from faults import breaks, probes
from faults.breaks import CUT, GRACE, HALF_OPEN, KILL, SLOW, Break
from faults.checkers import Window
from faults.probes import Answer
from faults.stage import Stage
from scripts.stack.layout import FORWARDED

#: Seconds that each network is half open (from, to), and that one takes with all that follows.
LASTS: Final = (6.0, 8.0)
EACH_TAKES: Final = 18.0
#: The same of one that is cut or slow.
SHORT_LASTS: Final = (3.0, 5.0)
SHORT_TAKES: Final = 14.0
#: Seconds that breaking and mending take themselves, on a busy machine.
SPARE: Final = 1.0
#: Seconds for which MongoDB is dead.
DEAD_LASTS: Final = (12.0, 20.0)

#: Leaves out the answers of which nothing is demanded.
But = Callable[[Sequence[Answer], Sequence[Window]], list[Answer]]


async def half_open(stage: Stage) -> None:
    """Promise 23: the way to each server in turn, while requests are sent all the time."""
    await ask_while(
        stage, breaks.schedule(stage.seed, FORWARDED, HALF_OPEN, LASTS, len(FORWARDED), stage.seconds, each=True)
    )


async def cut_and_slow(stage: Stage) -> None:
    """Promise 56: the way to each server is cut in turn, and then each is slow, while requests are sent."""
    half = stage.seconds / 2
    first, second = (
        breaks.schedule(stage.seed, FORWARDED, how, SHORT_LASTS, len(FORWARDED), half, each=True) for how in (CUT, SLOW)
    )
    await ask_while(stage, [*first, *(dataclasses.replace(one, at=one.at + half) for one in second)])


async def without_mongo(stage: Stage) -> None:
    """Promise 8: a database that is dead instead of a network that is."""
    await ask_while(stage, breaks.schedule(stage.seed, ("mongo",), KILL, DEAD_LASTS, 1, stage.seconds))


async def ask_while(stage: Stage, plan: Sequence[Break], but: But | None = None) -> None:
    """Send requests while a plan is carried out, and judge the answers."""
    over = asyncio.Event()
    asking = asyncio.create_task(probes.ask_all_the_time(probes.of(stage.load), over))
    try:
        windows = await stage.carry_out(one_after_another(plan))
        await asyncio.sleep(max(0.0, windows[-1].until - GRACE + probes.WELL_WITHIN - time.time()))
    finally:
        over.set()
        answers = await asking
    answers = but(answers, windows) if but else answers
    stage.words.append(probes.words(answers, windows))
    stage.faults += probes.nothing_hangs(answers, windows)


def one_after_another(plan: Sequence[Break]) -> list[Break]:
    """Each so long after the one before that it can be seen whether all is well by then."""
    later: list[Break] = []
    for one in plan:
        free = later[-1].at + later[-1].lasts + probes.WELL_WITHIN + SPARE if later else 0.0
        later.append(dataclasses.replace(one, at=max(one.at, free)))
    return later
