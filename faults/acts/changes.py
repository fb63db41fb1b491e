"""People and parties that change, so that there is something to copy: without it a copy is right by itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

from chatterbox_client import Phone, Refused, Unreachable
from chatterbox_client.api import request
from faults.stage import Stage

#: Seconds between two rounds of changes.
EVERY: Final = 0.5


@contextlib.asynccontextmanager
async def changing(stage: Stage) -> AsyncIterator[None]:
    """Somebody gets another name and the party another one, again and again, until the block ends."""
    task = asyncio.create_task(_change(stage))
    try:
        yield
    finally:
        task.cancel()
        (end,) = await asyncio.gather(task, return_exceptions=True)
        stage.insist(isinstance(end, asyncio.CancelledError), f"nothing was changed any more: {end!r}")


async def _change(stage: Stage) -> None:
    load, count = stage.load, 0
    while True:
        count += 1
        token = load.tokens[count % len(load.tokens)]
        # Who is told no, or nothing, has changed nothing: the copies have to be equal all the same.
        with contextlib.suppress(Refused, Unreachable):
            await asyncio.to_thread(_rename, load.url, token, f"Name {count}")
        with contextlib.suppress(Refused, Unreachable):
            await asyncio.to_thread(
                load.api(load.tokens[0]).ask, "PATCH", f"/parties/{load.party}", {"name": f"Party {count}"}
            )
        await asyncio.sleep(EVERY)


def _rename(url: str, token: str, name: str) -> None:
    request("PATCH", f"{url}/accounts/api/v1/me", {"display_name": name}, Phone(token).headers())
