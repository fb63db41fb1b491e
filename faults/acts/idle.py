"""Sockets on which nothing is said for long (18)."""

import asyncio
import secrets
from collections import Counter
from typing import Final

from chatterbox_client import Client, Json
from faults.acts.storm import AT_ONCE
from faults.stage import Stage

#: Sockets, and seconds for which nobody says a word there.
SOCKETS, SILENT = 200, 600.0
#: What a silent socket hears: the answers to its pings, and to the fresh ticket that it gives.
SILENCE: Final = frozenset({"pong", "authed"})
#: Seconds after which everybody has been told who is there.
TOLD_WITHIN: Final = 10.0


async def stay_silent(stage: Stage) -> None:
    """Promise 18: clients ping when the server asks them to and hear the answer, and that is all."""
    load = stage.load
    about = {"client_id": secrets.token_hex(8), "name": "silence"}
    topic = (await load.api(load.tokens[0]).post(f"/parties/{load.party}/topics", about))["topic"]["id"]
    heard = Counter[str]()

    def hear(frame: Json, session: str) -> None:
        heard[frame["op"]] += 1

    clients = [
        Client(load.url, load.phone(load.tokens[n % len(load.tokens)]), hear=hear, seed=stage.random.getrandbits(32))
        for n in range(SOCKETS)
    ]
    try:
        for n in range(0, SOCKETS, AT_ONCE):
            await asyncio.gather(*(client.start() for client in clients[n : n + AT_ONCE]))
        await asyncio.gather(*(client.follow(topic) for client in clients))
        await asyncio.sleep(TOLD_WITHIN)
        heard.clear()
        await asyncio.sleep(stage.seconds)
        judge(stage, [client.connects if client.connection is not None else 0 for client in clients], heard)
    finally:
        await asyncio.gather(*(client.close() for client in clients), return_exceptions=True)


def judge(stage: Stage, connects: list[int], heard: Counter[str]) -> None:
    """`connects`: how often each client had to connect, 0 where it is not connected any more. `heard`: how many frames
    of each op came meanwhile.
    """
    closed = sum(count != 1 for count in connects)
    stage.words.append(f"{closed} of {len(connects)} silent sockets closed in {stage.seconds:.0f} s")
    stage.insist(bool(connects), "no socket was there")
    stage.words.append(f"{heard['pong']:,} pongs and {heard.total() - heard['pong']} other frames heard")
    stage.insist("pong" in heard and heard.keys() <= SILENCE, f"they heard {dict(heard)}, and were to hear pongs alone")
    stage.insist(not closed, f"{closed} of {len(connects)} silent sockets were closed")
