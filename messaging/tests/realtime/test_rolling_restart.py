"""It is true of a deployment that restarts one process after the other under load that nobody loses anything."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from messaging.database import ask
from messaging.models import Message
from messaging.tests.realtime.crowd import Screen
from messaging.tests.realtime.oracle import all_settled
from messaging.tests.realtime.servers import DRAIN, Pair, Process

pytestmark = [
    pytest.mark.servers,
    pytest.mark.alone,  # it is about seconds
    pytest.mark.django_db(databases=["messaging"], transaction=True),
]

#: Seconds between two posts of one writer: the machine also has two processes to start.
PAUSE = 0.1
#: Seconds in which everybody has to be back.
BACK_WITHIN = 15.0


class Load:
    """Posts of some people without a pause, and how long each client was without a socket."""

    def __init__(self, writers: list[Screen], everybody: list[Screen], key: str) -> None:
        self.acknowledged: list[str] = []
        self.absences: list[float] = []
        self.moves: list[float] = []  # moments
        self._going_on = True
        self._tasks = [asyncio.create_task(self._write(one, key)) for one in writers]
        self._tasks += [asyncio.create_task(self._watch(one)) for one in everybody]

    async def _write(self, client: Screen, key: str) -> None:
        while self._going_on:
            await asyncio.sleep(PAUSE)
            self.acknowledged.append((await client.post(key, f"number {len(client.seen)}"))["id"])

    async def _watch(self, client: Screen) -> None:
        connection = client.connection
        while self._going_on:
            await asyncio.sleep(0.05)
            if client.connection is not connection:
                began = time.monotonic()
                await client.until(lambda: client.connection is not None)
                self.absences.append(time.monotonic() - began)
                self.moves.append(time.monotonic())
                connection = client.connection

    async def end(self) -> None:
        self._going_on = False
        await asyncio.gather(*self._tasks)


async def restarted(process: Process) -> int:
    """Stopped as a deployment stops it, and started again; the exit code."""
    code = await asyncio.to_thread(process.terminate)
    process.launch()
    await asyncio.to_thread(process.wait)
    return code


@pytest.mark.parametrize("rounds", [1, pytest.param(5, marks=[pytest.mark.long, pytest.mark.timeout(600)])])
async def test_a_rolling_restart_of_two_processes(pair: Pair, screen: Callable[..., Any], topic, ada, bo, rounds: int):
    clients = [await screen(person, topic) for person in (ada, bo) for _ in range(6)]
    load = Load(clients[::4], clients, str(topic.id))

    codes = [await restarted(process) for _ in range(rounds) for process in pair.both]
    async with asyncio.timeout(BACK_WITHIN):
        for client in clients:
            await client.until(lambda client=client: client.connection is not None)
    await load.end()
    await all_settled(*clients)

    kept = await ask(lambda: {str(key) for key in Message.objects.values_list("id", flat=True)})
    assert set(codes) == {0}
    assert set(load.acknowledged) <= kept
    assert len(load.acknowledged) == len(set(load.acknowledged)) > 10
    assert max(load.absences) < BACK_WITHIN
    assert len(load.moves) >= len(clients)
    first = load.moves[: len(clients) // 2]
    assert max(first) - min(first) > DRAIN / 6  # each has a part of 0.7 x DRAIN of its own
    assert not [one for client in clients for one in client.went_back()]
