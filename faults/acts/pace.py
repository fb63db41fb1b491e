"""How fast posts come when nothing is broken (41), and when everybody types all the time (40)."""

import asyncio
import contextlib
import dataclasses
import math
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

from chatterbox_client import Client, Closed, Json
from chatterbox_client.access import Access
from chatterbox_client.connection import Connection
from faults.journal import ACKNOWLEDGED, Entry
from faults.latency import times
from faults.load import Member
from faults.stage import Stage

#: Seconds from a post to its showing at somebody else, at the median and of 99 in 100, and to its answer.
SHOWN_HALF, SHOWN_MOST, ANSWERED_MOST = 0.060, 0.250, 0.150
#: Seconds between two signs of one client, and of all time, of which half is without any.
TYPES_EVERY, SECONDS = 0.1, 40.0
#: So many times as long 99 in 100 may take while everybody types.
SLOWER: Final = 1.5


@dataclasses.dataclass(frozen=True)
class Pace:
    """Seconds, of each post that was answered, and of each showing of it to somebody else."""

    answered: Sequence[float]
    shown: Sequence[float]


def pace_of(entries: Iterable[Entry], since: float, until: float) -> Pace:
    """Of posts that were sent between these moments, as time.time()."""
    entries = list(entries)
    sent, saved, shown = times(entries)
    then = {key: (at, who) for key, (at, who) in sent.items() if since <= at < until}
    return Pace(
        [one.at - then[one.client_id][0] for one in entries if one.what == ACKNOWLEDGED and one.client_id in then],
        [
            at - then[post][0]
            for (who, message), at in shown.items()
            if (post := saved.get(message, "")) in then and then[post][1] != who
        ],
    )


def longest_of(times: Sequence[float], share: float) -> float:
    """What a share of them does not exceed; infinite when there are none."""
    return sorted(times)[math.ceil(share * len(times)) - 1] if times else math.inf


class Typist(Client):
    """Counts signs of others who type."""

    def __init__(self, url: str, access: Access, **more: Any) -> None:
        super().__init__(url, access, **more)
        self.signs = 0

    def _take(self, connection: Connection, frame: Json) -> None:
        self.signs += frame.get("t") == "typing"
        super()._take(connection, frame)


async def go_steady(stage: Stage) -> None:
    """Promise 41: nothing is done at all."""
    since = time.time()
    await asyncio.sleep(stage.seconds)
    until = time.time()
    stage.later.append(lambda entries: judge_pace(stage, pace_of(entries, since, until)))


def judge_pace(stage: Stage, pace: Pace) -> None:
    _judge(stage, "shown, the median", longest_of(pace.shown, 0.5), SHOWN_HALF)
    _judge(stage, "shown, 99 in 100", longest_of(pace.shown, 0.99), SHOWN_MOST)
    _judge(stage, "answered, 99 in 100", longest_of(pace.answered, 0.99), ANSWERED_MOST)


def _judge(stage: Stage, what: str, took: float, most: float) -> None:
    """Both in seconds."""
    stage.words.append(f"{what} {1000 * took:.0f} ms")
    stage.insist(took <= most, f"{what}: {1000 * took:.0f} ms is more than {1000 * most:.0f} ms")


async def everybody_types(stage: Stage) -> None:
    """Promise 40: for one half of the time nobody does, for the other all do."""
    began = time.time()
    await asyncio.sleep(stage.seconds / 2)
    typing = [asyncio.create_task(_type(stage, member)) for member in stage.load.members]
    since = time.time()
    await asyncio.sleep(stage.seconds / 2)
    until = time.time()
    for task in typing:
        task.cancel()
    said = [one for one in await asyncio.gather(*typing, return_exceptions=True) if isinstance(one, Exception)]
    stage.insist(not said, f"typing ended early: {said[:1]}")
    clients = [member.client for member in stage.load.members if isinstance(member.client, Typist)]
    signs = sum(client.signs for client in clients)
    stage.later.append(
        lambda entries: judge_typing(stage, pace_of(entries, began, since), pace_of(entries, since, until), signs)
    )


async def _type(stage: Stage, member: Member) -> None:
    """Until it is cancelled. Who has no socket at the moment types on the next one. People don't type in step."""
    await asyncio.sleep(stage.random.uniform(0, TYPES_EVERY))
    while True:
        if (connection := member.client.connection) is not None:
            with contextlib.suppress(Closed):
                await connection.send("typing", topic=stage.random.choice(member.topics))
        await asyncio.sleep(TYPES_EVERY)


def judge_typing(stage: Stage, quiet: Pace, typing: Pace, signs: int) -> None:
    """`signs`: how many were shown to others."""
    before, then = longest_of(quiet.shown, 0.99), longest_of(typing.shown, 0.99)
    stage.words.append(f"99 in 100 shown in {1000 * before:.0f} ms, while all type in {1000 * then:.0f} ms")
    stage.words.append(f"{signs:,} signs shown")
    stage.insist(then <= SLOWER * before < math.inf, f"typing made it {then / before:.1f} x as slow")
    stage.insist(signs > 0, "nobody was shown that others type")
