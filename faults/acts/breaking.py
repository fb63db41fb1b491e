"""Parts that are broken at random, by a plan that comes from the seed."""

from collections.abc import Sequence

from faults import breaks
from faults.stage import Act, Stage


def breaking(parts: Sequence[str], how: str, lasts: tuple[float, float], count: int) -> Act:
    """One of `parts` is broken `count` times, for `lasts` seconds (from, to)."""

    async def act(stage: Stage) -> None:
        await stage.carry_out(breaks.schedule(stage.seed, parts, how, lasts, count, stage.seconds))

    return act
