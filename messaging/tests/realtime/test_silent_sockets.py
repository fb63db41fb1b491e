"""It is true of who answers no ping and says nothing that they are seen within 10 s, and gone within a minute."""

import asyncio
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest

from chatterbox_client import Api, Json, Phone
from faults.wire import CLOSE, PING, Line
from messaging import consumers
from messaging.tests.realtime.servers import Pair
from messaging.tests.tokens import token_of

pytestmark = [
    pytest.mark.servers,
    pytest.mark.alone,  # it is about seconds
    pytest.mark.long,
    pytest.mark.timeout(180),
    pytest.mark.django_db(databases=["messaging"], transaction=True),
]

#: Seconds within which others see that somebody came, and that they are gone.
COMES_WITHIN, GONE_WITHIN = 10.0, 60.0


def end_of(line: Line) -> tuple[int, int]:
    """The code with which the server closes, and how often it has pinged before; nothing is answered."""
    pings = 0
    while True:
        received = line._next()
        pings += received.opcode == PING
        if received.opcode == CLOSE:
            return struct.unpack("!H", received.payload[:2])[0], pings


async def test_a_laptop_that_is_shut_is_pinged_closed_and_gone_within_a_minute(
    pair: Pair, screen: Callable[..., Any], party, topic, ada, bo
):
    watcher = await screen(ada, topic, at=pair.two)
    heard: list[Json] = []
    check = watcher.hear

    def hear(frame: Json, session: str) -> None:
        heard.append(frame)
        check(frame, session)

    def is_told(state: str) -> bool:
        return any(str(bo.id) in one["d"][state] for one in heard if one.get("t") == "presence")

    watcher.hear = hear
    await watcher.connection.send("sub", members=[str(party.id)])
    line = await asyncio.to_thread(Line, Api(f"http://127.0.0.1:{pair.one.port}", Phone(token_of(bo))))
    line._socket.settimeout(GONE_WITHIN + 30)
    began = time.monotonic()
    async with asyncio.timeout(COMES_WITHIN):
        await watcher.until(lambda: is_told("online"))
    code, pings = await asyncio.to_thread(end_of, line)
    silent = time.monotonic() - began
    async with asyncio.timeout(GONE_WITHIN - silent):
        await watcher.until(lambda: is_told("offline"))

    assert code == 1001
    assert pings >= 1
    assert silent > consumers.SILENCE - 1
