"""Sockets on which nothing is said for long (18)."""

import asyncio
import secrets

from chatterbox_client import Client
from faults.acts.storm import AT_ONCE
from faults.stage import Stage

#: Sockets, and seconds for which nobody says a word there.
SOCKETS, SILENT = 200, 600.0


async def stay_silent(stage: Stage) -> None:
    """Promise 18: clients ping when the server asks them to, and that is all."""
    load = stage.load
    about = {"client_id": secrets.token_hex(8), "name": "silence"}
    topic = (await load.api(load.tokens[0]).post(f"/parties/{load.party}/topics", about))["topic"]["id"]
    clients = [
        Client(load.url, load.phone(load.tokens[n % len(load.tokens)]), seed=stage.random.getrandbits(32))
        for n in range(SOCKETS)
    ]
    try:
        for n in range(0, SOCKETS, AT_ONCE):
            await asyncio.gather(*(client.start() for client in clients[n : n + AT_ONCE]))
        await asyncio.gather(*(client.follow(topic) for client in clients))
        await asyncio.sleep(stage.seconds)
        judge(stage, [client.connects if client.connection is not None else 0 for client in clients])
    finally:
        await asyncio.gather(*(client.close() for client in clients), return_exceptions=True)


def judge(stage: Stage, connects: list[int]) -> None:
    """`connects`: how often each client had to connect, 0 where it is not connected any more."""
    closed = sum(count != 1 for count in connects)
    stage.words.append(f"{closed} of {len(connects)} silent sockets closed in {stage.seconds:.0f} s")
    stage.insist(bool(connects), "no socket was there")
    stage.insist(not closed, f"{closed} of {len(connects)} silent sockets were closed")
