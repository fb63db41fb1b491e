"""Everybody comes back at once (43)."""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from typing import Final

import psycopg

from chatterbox_client import Client
from faults.acts.lines import has_all
from faults.stage import Stage

#: Sockets beside those of the load, how many are opened at once, and seconds within which all are back.
SOCKETS, AT_ONCE, BACK_WITHIN = 300, 30, 30.0
#: Connections that messaging may have to PostgreSQL: one for each thread that answers, and what its workers need.
MOST_CONNECTIONS: Final = 32 + 18
LOOK_EVERY: Final = 0.25


async def storm(stage: Stage) -> None:
    """Promise 43: the one process that holds all sockets is killed and started again."""
    clients = [
        Client(
            stage.load.url,
            stage.load.phone(stage.load.tokens[n % len(stage.load.tokens)]),
            seed=stage.random.getrandbits(32),
        )
        for n in range(SOCKETS)
    ]
    most = [0]
    try:
        for n in range(0, SOCKETS, AT_ONCE):
            await asyncio.gather(*(_open(stage, client) for client in clients[n : n + AT_ONCE]))
        counting = asyncio.create_task(_count_connections(stage, most))
        with stage.broken("kill messaging-web", grace=0.0):  # what comes after the start is what is promised
            await asyncio.to_thread(stage.stack.kill, "messaging-web")
            await asyncio.to_thread(stage.stack.start, "messaging-web")
        began = time.monotonic()
        missed = dict(stage.load.acknowledged)
        back = await asyncio.gather(*(_back(client, began, missed) for client in clients))
        took = [each for each in back if each >= 0]
        await asyncio.sleep(2.0)
        counting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await counting
    finally:
        await asyncio.gather(*(client.close() for client in clients), return_exceptions=True)
    judge(stage, took, most[0])


def judge(stage: Stage, took: list[float], most: int) -> None:
    """`took`: seconds until each who came back was back; `most` connections to PostgreSQL there were at once."""
    stage.words.append(f"{len(took)} of {SOCKETS} sockets came back, at most {most} connections to PostgreSQL")
    stage.insist(len(took) == SOCKETS, f"{SOCKETS - len(took)} of {SOCKETS} sockets did not come back")
    stage.within("until all were back", took, BACK_WITHIN)
    stage.insist(0 < most <= MOST_CONNECTIONS, f"{most} connections to PostgreSQL, of at most {MOST_CONNECTIONS}")


async def _open(stage: Stage, client: Client) -> None:
    await client.start()
    await client.follow(stage.random.choice(stage.load.topics))


async def _back(client: Client, began: float, missed: Mapping[str, int]) -> float:
    """Seconds until it has a socket again, and on it what was missed; -1 when that takes twice as long as it may."""
    try:
        async with asyncio.timeout(2 * BACK_WITHIN):
            await client.until(
                lambda: client.connects > 1 and client.connection is not None and has_all(client, missed)
            )
    except TimeoutError:
        return -1.0
    return time.monotonic() - began


async def _count_connections(stage: Stage, most: list[int]) -> None:
    """Notes how many connections messaging had at most, until it is cancelled."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'messaging' AND pid <> pg_backend_pid()"
    url = stage.stack.env("test")["POSTGRES_URL"]
    async with await psycopg.AsyncConnection.connect(url, connect_timeout=10, autocommit=True) as connection:
        while True:
            row = await (await connection.execute(asked)).fetchone()
            most[0] = max(most[0], int(row[0]) if row else 0)
            await asyncio.sleep(LOOK_EVERY)
