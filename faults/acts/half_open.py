"""Networks that take everything and bring nothing (23)."""

import asyncio
import time
from typing import Final

from faults import breaks, probes
from faults.breaks import GRACE, HALF_OPEN
from faults.stage import Stage
from scripts.stack.layout import FORWARDED

#: Seconds that each network is half open (from, to), and that one takes with all that follows.
LASTS: Final = (6.0, 8.0)
EACH_TAKES: Final = 18.0


async def half_open(stage: Stage) -> None:
    """Promise 23: the way to each server in turn, while requests are sent all the time."""
    plan = breaks.schedule(stage.seed, FORWARDED, HALF_OPEN, LASTS, len(FORWARDED), stage.seconds, each=True)
    over = asyncio.Event()
    asking = asyncio.create_task(probes.ask_all_the_time(probes.of(stage.load), over))
    try:
        windows = await stage.carry_out(plan)
        await asyncio.sleep(max(0.0, windows[-1].until - GRACE + probes.WELL_WITHIN - time.time()))
    finally:
        over.set()
        answers = await asking
    stage.words.append(probes.words(answers, windows))
    stage.faults += probes.nothing_hangs(answers, windows)
