"""Lines between clients and the site that are cut: with an answer on its way (2), or for a while (16)."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from chatterbox_client import Client, Closed, Json
from chatterbox_client.access import Access
from chatterbox_client.connection import Connection
from faults.checkers import Window
from faults.load import Member
from faults.stage import Stage

#: Of the answers to posts so many are lost with their line, and at most so many of one post.
SHARE, MOST = 0.15, 5
#: Seconds between two rounds of repeating what has no answer yet, and between two lines that are cut.
AGAIN_EVERY, CUT_EVERY = 0.02, 0.2
#: Seconds that somebody whose line was cut stays away.
AWAY: Final = (0.1, 6.0)
#: Seconds within which whoever comes back has all that was missed, and after which nobody waits for it any more.
RESUMED_WITHIN, BACK_WITHIN = 0.5, 10.0


class Cut(Client):
    """Loses answers to its posts on their way, and the line with them."""

    def __init__(self, url: str, access: Access, **more: Any) -> None:
        super().__init__(url, access, **more)
        self.cutting = True
        self.cuts: Counter[str] = Counter()
        self.repeats: Counter[str] = Counter()
        self._dead: Connection | None = None

    def _take(self, connection: Connection, frame: Json) -> None:
        if connection is self._dead:
            return
        if frame["op"] == "ack" and self.cutting and self.random.random() < SHARE:
            post = str(frame["client_id"])
            if self.cuts[post] < MOST:
                self.cuts[post] += 1
                self._dead = connection
                connection.abort()
                return
        super()._take(connection, frame)

    async def repeat(self) -> None:
        """Send again each post that waits for its answer, at most MOST times."""
        for post in self.outbox.due(float("inf")):
            if self.connection is not None and post.due and self.repeats[post.client_id] < MOST:
                self.repeats[post.client_id] += 1
                await self.connection.send("message:create", **post.command)


async def cut_answers(stage: Stage) -> None:
    """Promise 2."""
    clients = [member.client for member in stage.load.members if isinstance(member.client, Cut)]
    since = time.time()
    await _until_the_end(stage, clients)
    stage.windows.append(Window(since, time.time(), excuses=False, what="cut lines of clients"))
    for client in clients:
        client.cutting = False
    cuts, repeats = (sum(client.cuts.total() for client in clients), sum(client.repeats.total() for client in clients))
    stage.words.append(f"{cuts:,} answers cut, {repeats:,} posts sent again")
    stage.insist(cuts > 0, "no answer was cut")
    stage.insist(repeats > 0, "no post was sent again")


async def _until_the_end(stage: Stage, clients: list[Cut]) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + stage.seconds
    while loop.time() < until:
        for client in clients:
            try:
                await client.repeat()
            except Closed:
                continue  # its line was just cut
        await asyncio.sleep(AGAIN_EVERY)


async def come_and_go(stage: Stage) -> None:
    """Promise 16: one after another goes away for a while, and comes back to what was missed."""
    loop = asyncio.get_running_loop()
    until, took = loop.time() + stage.seconds, list[float]()
    away: list[asyncio.Task[None]] = []
    of: dict[str, asyncio.Task[None]] = {}
    while loop.time() < until:
        here = [one for one in stage.load.members if one.journal.who not in of or of[one.journal.who].done()]
        if here:
            member = stage.random.choice(here)
            going = _go_and_return(stage, member, stage.random.uniform(*AWAY), took)
            of[member.journal.who] = asyncio.create_task(going)
            away.append(of[member.journal.who])
        await asyncio.sleep(CUT_EVERY)
    await asyncio.gather(*away)
    stage.words.append(f"{len(took)} lines cut")
    stage.insist(len(took) == len(away), f"{len(away) - len(took)} of {len(away)} did not come back to what was missed")
    stage.within("all that was missed there after", took, RESUMED_WITHIN)


async def _go_and_return(stage: Stage, member: Member, lasts: float, took: list[float]) -> None:
    """Raises Ended. Who does not have all of it in BACK_WITHIN is not in `took`."""
    client = member.client
    if client.connection is not None:
        client.connection.abort()
    await client.close()
    await asyncio.sleep(lasts)
    loop = asyncio.get_running_loop()
    began = loop.time()
    missed = dict(stage.load.acknowledged)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(BACK_WITHIN):
            await client.start()
            await client.until(lambda: has_all(client, missed))
            took.append(loop.time() - began)


def has_all(client: Client, missed: Mapping[str, int]) -> bool:
    """Whether a client has its topics up to these revs, by topic; that a socket is synced may say that it has not."""
    return all(not topic.reload and topic.have >= missed.get(key, 0) for key, topic in client.topics.items())
