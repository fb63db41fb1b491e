"""Parts that are broken at random, by a plan that comes from the seed."""

import dataclasses
from collections.abc import Sequence

from faults import breaks
from faults.stage import Act, Stage


def breaking(parts: Sequence[str], how: str, lasts: tuple[float, float], count: int) -> Act:
    """One of `parts` is broken `count` times, for `lasts` seconds (from, to)."""

    async def act(stage: Stage) -> None:
        await stage.carry_out(breaks.schedule(stage.seed, parts, how, lasts, count, stage.seconds))

    return act


def one_by_one(*acts: Act, seconds: float = 0.0) -> Act:
    """One after another, each with so many seconds of talk, or with all; what they find goes to one stage."""

    async def act(stage: Stage) -> None:
        for each in acts:
            await each(dataclasses.replace(stage, seconds=seconds or stage.seconds))

    return act
