"""What is broken, when and for how long: from a seed, so that a run can be had again."""

import asyncio
import dataclasses
import random
import time
from collections.abc import Sequence
from typing import Final

from faults.checkers import Window
from scripts.stack import Stack

KILL, PAUSE = "kill", "pause"
#: Seconds after something answers again in which those who asked it before may still be told that it was away.
GRACE: Final = 5.0


@dataclasses.dataclass(frozen=True)
class Break:
    """`at` is in seconds after the talk began, `lasts` until the part is started or goes on."""

    at: float
    part: str
    how: str
    lasts: float

    def __str__(self) -> str:
        return f"{self.at:5.1f} s: {self.how} {self.part} for {self.lasts:.1f} s"


def schedule(
    seed: int, parts: Sequence[str], how: str, lasts: tuple[float, float], count: int, within: float
) -> list[Break]:
    """`count` breaks of any of `parts`, one after another, spread over `within` seconds."""
    chance = random.Random(seed)  # noqa: S311 - a seed that is printed
    slot = within / count
    return [
        Break(n * slot + chance.uniform(0.1, 0.5) * slot, chance.choice(parts), how, chance.uniform(*lasts))
        for n in range(count)
    ]


async def carry_out(stack: Stack, breaks: Sequence[Break]) -> list[Window]:
    """Break and mend, each when it is its time or the one before is mended; when what was broken."""
    began, windows = time.monotonic(), []
    for one in breaks:
        await asyncio.sleep(max(0.0, began + one.at - time.monotonic()))
        since = time.time()
        await asyncio.to_thread(stack.kill if one.how == KILL else stack.pause, one.part)
        await asyncio.sleep(one.lasts)
        await asyncio.to_thread(stack.start if one.how == KILL else stack.resume, one.part)
        windows.append(Window(since, time.time() + GRACE))
    return windows
