"""People and parties that change, so that there is something to copy: without it a copy is right by itself."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from typing import Final

from chatterbox_client import Phone, Refused, Unreachable
from chatterbox_client.api import request
from faults.stage import Stage

#: Seconds between two rounds of changes.
EVERY: Final = 0.5
#: What is changed: one thing of each service.
NAMES: Final = ("people", "parties")


@contextlib.asynccontextmanager
async def changing(stage: Stage) -> AsyncIterator[None]:
    """Somebody gets another name and the party another one, again and again, until the block ends."""
    taken: Counter[str] = Counter()
    task = asyncio.create_task(_change(stage, taken))
    try:
        yield
    finally:
        task.cancel()
        (end,) = await asyncio.gather(task, return_exceptions=True)
        stage.insist(isinstance(end, asyncio.CancelledError), f"nothing was changed any more: {end!r}")
        judge(stage, taken)


def judge(stage: Stage, taken: Counter[str]) -> None:
    """`taken`: how many changes of each of NAMES were answered well."""
    for name in NAMES:
        stage.insist(taken[name] > 0, f"no change of {name} was taken")


async def _change(stage: Stage, taken: Counter[str]) -> None:
    load, count = stage.load, 0
    owner, *others = [load.phone(token) for token in load.tokens]
    me, party = f"{load.url}/accounts/api/v1/me", f"{load.url}/api/v1/parties/{load.party}"
    while True:
        somebody, count = others[count % len(others)], count + 1
        taken["people"] += await asyncio.to_thread(_patch, somebody, me, {"display_name": f"Name {count}"})
        taken["parties"] += await asyncio.to_thread(_patch, owner, party, {"name": f"Party {count}"})
        await asyncio.sleep(EVERY)


def _patch(who: Phone, address: str, change: dict[str, str]) -> bool:
    """Whether it was taken. Who is told no, or nothing, has changed nothing: copies have to be equal all the same."""
    try:
        request("PATCH", address, change, who.headers())
    except Refused as refusal:
        if refusal.status == 401:
            who.renew()
        return False
    except Unreachable:
        return False
    return True
