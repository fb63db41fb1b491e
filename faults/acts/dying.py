"""Relays and consumers that die by themselves, at each step between an event and the next (4, 5)."""

import asyncio
import itertools
from collections.abc import Sequence
from typing import Final

from events.failpoints import OF_EVENTS
from faults.stage import Act, Stage
from scripts.stack import Stack
from scripts.stack.process import wait_until

#: Where a relay may die, and where a consumer.
OF_RELAY, OF_CONSUMER = OF_EVENTS[:4], OF_EVENTS[4:]
#: It dies the first time that it comes there, or one of the next.
NTH: Final = (1, 3)
#: Seconds within which it has started and come there so often.
WITHIN: Final = 40.0


def dying(parts: Sequence[str], places: Sequence[str]) -> Act:
    """Each of `parts` dies at each of `places`, in an order of chance."""

    async def act(stage: Stage) -> None:
        for part, place in plan(stage, parts, places):
            with stage.broken(f"{part} {place}"):
                await asyncio.to_thread(_die, stage, part, place)
                await asyncio.to_thread(stage.stack.start, part)

    return act


def plan(stage: Stage, parts: Sequence[str], places: Sequence[str]) -> list[tuple[str, str]]:
    """Part and failpoint of each death."""
    deaths = list(itertools.product(parts, places))
    return [
        (part, f"{place}:{stage.random.randint(*NTH)}:kill") for part, place in stage.random.sample(deaths, len(deaths))
    ]


def _die(stage: Stage, part: str, failpoint: str) -> None:
    """Have it begin anew with a failpoint, and wait for its end there. Raises StackError when it can't be started."""
    stage.breaks.append(f"{part} dies at {failpoint}")
    stage.stack.kill(part)
    stage.stack.launch(part, {"CHATTERBOX_FAILPOINT": failpoint, "ALLOW_FAILPOINTS": "1"})
    died = wait_until(lambda: stage.stack.part(part).process.pid() is None, WITHIN)
    stage.insist(died and reached(stage.stack, part), f"{part} has not died at {failpoint}")
    stage.stack.kill(part)


def reached(stack: Stack, part: str) -> bool:
    """Whether the newest process of a part says that it came to its failpoint."""
    return b"failpoint_reached" in stack.part(part).process.written()
