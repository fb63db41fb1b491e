"""It is true of sockets under uvicorn (SERVER) that ready-made frames arrive, and that what waits is bounded."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from chatterbox.bounds import TOO_FAST
from chatterbox.tests.http_server import SOON
from chatterbox.uvicorn_server import Server, config_of
from messaging.outlets import EXTENSION, MOST_WAITING, FrameOutlet, Parcel

#: Bytes of a numbered frame. A whole number of them may wait.
SIZE = 16 * 1024
#: More of them than the buffers of any system take.
TOO_MANY = 4000


def numbered(number: int) -> Parcel:
    return Parcel(f"{number:<{SIZE}}".encode())


class Application:
    """What our sockets do at a server, and no more: frames leave by an outlet; who reads too slowly is closed."""

    outlet: FrameOutlet
    say: Any
    closing: asyncio.Task[None]

    def __init__(self) -> None:
        self.address = ""
        self.heard: list[str] = []
        self.slow = 0  # times that it was too slow
        self.opened, self.over = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        self.say = send
        self.outlet = FrameOutlet(scope["extensions"][EXTENSION], self._close, self._too_slow)
        self.opened.set()
        while (message := await receive())["type"] == "websocket.receive":
            self.heard.append(message["text"])
        self.over.set()

    def fill(self) -> int:
        """Send numbered frames until the transport is full; how many these are. Nobody else's turn comes meanwhile."""
        for number in range(TOO_MANY):
            if not self.outlet.is_empty:
                return number
            self.outlet.send(numbered(number))
        raise AssertionError("the transport is never full")

    def _close(self, code: int) -> None:
        self.closing = asyncio.create_task(self.say({"type": "websocket.close", "code": code}))

    def _too_slow(self) -> None:
        self.slow += 1
        self.outlet.shut(TOO_FAST)


@pytest.fixture
async def application() -> AsyncIterator[Application]:
    """At our uvicorn, as `chatterbox.serve` sets it up, in the test's own loop."""
    application, loop, up = Application(), asyncio.get_running_loop(), asyncio.Event()

    async def farewell() -> None:
        pass

    def drain() -> None:
        pass

    def ready() -> None:
        loop.call_soon_threadsafe(up.set)

    config = config_of(application, "127.0.0.1", 0, backlog=8, finish_within=1)
    server = Server(config, farewell=farewell, drain=drain, ready=ready)
    serving = asyncio.create_task(server.serve())
    await asyncio.wait_for(up.wait(), SOON)
    application.address = f"ws://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    yield application
    server.should_exit = True
    await asyncio.wait_for(serving, SOON)


@pytest.fixture
async def client(application: Application) -> AsyncIterator[ClientConnection]:
    """It reads whatever comes, until its transport is told not to."""
    async with connect(
        application.address,
        proxy=None,
        open_timeout=SOON,
        close_timeout=1,
        ping_interval=None,
        max_size=None,
        max_queue=None,
    ) as client:
        await asyncio.wait_for(application.opened.wait(), SOON)
        yield client


async def received(client: ClientConnection) -> str:
    return str(await asyncio.wait_for(client.recv(), SOON))


async def rest(client: ClientConnection) -> tuple[list[int], int]:
    """The numbers of all frames that come, and the code with which the server closes."""
    numbers: list[int] = []
    try:
        while True:
            numbers.append(int(await received(client)))
    except ConnectionClosed as end:
        return numbers, end.rcvd.code if end.rcvd else 1006


async def test_ready_made_frames_arrive_whole_and_in_order_among_the_others(
    application: Application, client: ClientConnection
):
    long = "x" * 70_000  # its length takes eight bytes

    application.outlet.send(Parcel(b"a", "größer 🚤".encode(), b"y" * 300))
    await application.say({"type": "websocket.send", "text": "by a message of ASGI"})
    application.outlet.send(Parcel(long.encode()))
    await client.send("and back")

    said = [await received(client) for _ in range(5)]
    assert said == ["a", "größer 🚤", "y" * 300, "by a message of ASGI", long]
    assert client.protocol.extensions == []  # it has offered to compress
    await client.close()
    await asyncio.wait_for(application.over.wait(), SOON)
    assert (application.heard, application.slow) == (["and back"], 0)


async def test_who_reads_late_gets_everything_that_waited_and_then_nothing_waits(
    application: Application, client: ClientConnection
):
    client.transport.pause_reading()
    full = application.fill()
    for number in range(full, full + 4):
        application.outlet.send(numbered(number))
    assert application.outlet.waiting == 4 * SIZE

    client.transport.resume_reading()

    assert [int(await received(client)) for _ in range(full + 4)] == list(range(full + 4))
    assert (application.outlet.is_empty, application.outlet.waiting, application.slow) == (True, 0, 0)
    application.outlet.send(Parcel(b"live again"))
    assert await received(client) == "live again"


async def test_who_reads_nothing_is_closed_once_too_much_waits_and_is_told_behind_what_was_sent(
    application: Application, client: ClientConnection
):
    client.transport.pause_reading()
    full = application.fill()
    for number in range(full, full + MOST_WAITING // SIZE):
        application.outlet.send(numbered(number))
    assert application.slow == 0

    application.outlet.send(Parcel(b"one too many"))
    application.outlet.send(Parcel(b"and after the end"))

    assert application.slow == 1
    await asyncio.wait_for(application.closing, SOON)  # though the transport is still full
    client.transport.resume_reading()
    assert await rest(client) == (list(range(full)), TOO_FAST)
    await asyncio.wait_for(application.over.wait(), SOON)


async def test_whose_connection_breaks_while_it_is_full_holds_nobody_up_and_is_sent_nothing_more(
    application: Application, client: ClientConnection
):
    client.transport.pause_reading()
    application.fill()
    application.outlet.send(Parcel(b"waits"))
    drained = asyncio.create_task(application.outlet.drained())

    client.transport.abort()

    await asyncio.wait_for(drained, SOON)
    await asyncio.wait_for(application.over.wait(), SOON)
    application.outlet.send(Parcel(b"x" * (MOST_WAITING + 1)))
    assert (application.outlet.is_empty, application.outlet.waiting, application.slow) == (True, 0, 0)
