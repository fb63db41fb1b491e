"""What is broken, when and for how long: from a seed, so that a run can be had again."""

import asyncio
import dataclasses
import random
import time
from collections.abc import Sequence
from typing import Final

from faults import forwarder
from faults.checkers import Window
from scripts.stack import Stack, StackError, services
from scripts.stack.layout import FORWARDED

#: Of processes; `empty` is a kill after which the part begins without what it had on disk.
KILL, PAUSE, EMPTY = "kill", "pause", "empty"
#: A restart as a deployment does it, which excuses nothing.
ROLL: Final = "roll"
#: What a deployment does before it restarts anything; in a schedule it stands where a part does.
MIGRATE: Final = "migrations"
#: Of the connections between the services and a server (`faults.forwarder`).
CUT, HALF_OPEN, SLOW = forwarder.CUT, forwarder.HALF_OPEN, forwarder.SLOW
CONNECTIONS: Final = (CUT, HALF_OPEN, SLOW)
RELAYS: Final = ("accounts-relay", "messaging-relay")
CONSUMERS: Final = ("accounts-consume", "messaging-consume")
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
        lasts = "" if self.how == ROLL else f" for {self.lasts:.1f} s"
        return f"{self.at:5.1f} s: {self.how} {self.part}{lasts}"


def schedule(
    seed: int,
    parts: Sequence[str],
    how: str,
    lasts: tuple[float, float],
    count: int,
    within: float,
    *,
    each: bool = False,
) -> list[Break]:
    """`count` breaks of any of `parts`, or of `each`, one after another, spread over `within` seconds."""
    chance = random.Random(seed)  # noqa: S311 - a seed that is printed
    slot = within / count
    order = chance.sample(parts, count) if each else ()
    return [
        Break(
            n * slot + chance.uniform(0.1, 0.2 if each else 0.5) * slot,
            order[n] if each else chance.choice(parts),
            how,
            chance.uniform(*lasts),
        )
        for n in range(count)
    ]


def in_turn(seed: int, groups: Sequence[Sequence[str]], within: float) -> list[Break]:
    """A restart of each part of each group: the groups one after another, who comes first within one by chance."""
    chance = random.Random(seed)  # noqa: S311 - a seed that is printed
    parts = [part for group in groups for part in chance.sample(list(group), len(group))]
    slot = within / len(parts)
    return [Break(n * slot + chance.uniform(0.1, 0.5) * slot, part, ROLL, 0.0) for n, part in enumerate(parts)]


async def carry_out(stack: Stack, breaks: Sequence[Break]) -> list[Window]:
    """Break and mend, each when it is its time or the one before is mended; when what was broken."""
    began, windows = time.monotonic(), []
    for one in breaks:
        await asyncio.sleep(max(0.0, began + one.at - time.monotonic()))
        since = time.time()
        await asyncio.to_thread(_break, stack, one)
        await asyncio.sleep(one.lasts)
        await asyncio.to_thread(_mend, stack, one)
        excuses = one.how != ROLL
        until = time.time() + (GRACE if excuses else 0.0)
        windows.append(Window(since, until, excuses, f"{one.how} {one.part}"))
    return windows


def _break(stack: Stack, one: Break) -> None:
    if one.how == ROLL:
        _roll(stack, one.part)
    elif one.how in CONNECTIONS:
        forwarder.tell(stack.layout.forwarder_port, one.part, one.how)
    else:
        {KILL: stack.kill, PAUSE: stack.pause, EMPTY: stack.empty}[one.how](one.part)


def _roll(stack: Stack, part: str) -> None:
    """Raises StackError, also when what was to end had to be killed."""
    if part == MIGRATE:
        for profile in services.PROFILES:
            stack.manage(profile, "migrate", "--no-input")
    elif not stack.roll(part):
        raise StackError(f"{part} did not end when it was told to, and was killed.")


def _mend(stack: Stack, one: Break) -> None:
    """As it was, but for what a kill took. Kafka without its data has its topics again, and nothing in them."""
    if one.how == ROLL:
        return
    if one.how in CONNECTIONS:
        forwarder.tell(stack.layout.forwarder_port, one.part, forwarder.PASSES)
    elif one.how == PAUSE:
        stack.resume(one.part)
    else:
        stack.start(one.part)
        if one.how == EMPTY and one.part == "kafka":
            stack.manage("messaging", "events", "create-topics")


def mendings(windows: Sequence[Window]) -> list[tuple[float, float]]:
    """When each break was mended, and when the next one began."""
    begins = [*(one.since for one in windows[1:]), float("inf")]
    return [(one.until - GRACE, following) for one, following in zip(windows, begins, strict=True)]


def mend_all(stack: Stack) -> None:
    """Whatever a run that has not come to its end left broken. Raises StackError."""
    for name in stack.parts:
        stack.resume(name)
    stack.up()
    for server in FORWARDED if stack.layout.forwarded else ():
        forwarder.tell(stack.layout.forwarder_port, server, forwarder.PASSES)
