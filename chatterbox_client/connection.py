"""One socket: opened by a ticket or by cookies, kept alive by pings, read until it ends."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from chatterbox_client.access import Access
from chatterbox_client.api import Api, Json, Unreachable

#: Seconds that opening, a hello and a frame on its way out may each take.
OPEN_WITHIN: Final = 10.0
#: Heartbeats of the server without a pong after which a socket is dead: two pongs are missing by then.
SILENT_BEATS: Final = 2.5
#: The code of an end that no server has named.
LOST: Final = 1006
#: Largest frame that is read, in bytes.
MOST_BYTES: Final = 4 * 1024 * 1024
#: Seconds before the end of its token at which a socket is given a fresh one; half the time, when that is less.
RENEW_BEFORE: Final = 60.0


class Closed(Exception):
    """The socket has ended, with this code."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


class Connection:
    """`take` is called with each frame after the hello, in order. `over` is done at the end, with the close code."""

    def __init__(
        self,
        socket: ClientConnection,
        hello: Json,
        take: Callable[["Connection", Json], None],
        heartbeat: float | None,
        asked_at: float,
    ) -> None:
        self._socket, self.hello, self._take, self._heartbeat = socket, hello, take, heartbeat
        self.asked_at, self.opened_at = asked_at, time.monotonic()
        self.synced = asyncio.Event()
        self.unsynced = 0  # of the `sub`s that were sent; none that was refused is among them
        self.asking_again = False  # somebody waits to subscribe once more
        self.moving = asyncio.Event()  # the server has asked to go to another socket after `move_after` seconds
        self.move_after = 0.0
        self.extended = asyncio.Event()  # the server has taken a fresh ticket
        self._ahead = _seconds(hello["server_time"]) - time.time()  # of the server's clock
        self._expires_at = _seconds(hello["expires_at"])
        self._beat = float(hello["heartbeat_ms"]) / 1000
        self._heard_at, self._count = self.opened_at, 0
        self.over = asyncio.create_task(self._read())
        self._pinger = asyncio.create_task(self._ping_for_ever())

    async def send(self, op: str, **fields: Any) -> None:
        """Raises Closed."""
        if op == "sub":
            self.unsynced += 1
        try:
            async with asyncio.timeout(OPEN_WITHIN):
                await self._socket.send(json.dumps({"op": op} | fields))
        except (ConnectionClosed, TimeoutError):
            raise Closed(self._code()) from None

    async def ping(self) -> None:
        """Ask what else there is. Raises Closed."""
        self._count += 1
        await self.send("ping", c=self._count)

    def extend(self, expires_at: str) -> None:
        """A fresh ticket was taken: it lives until then."""
        self._expires_at = _seconds(expires_at)
        self.extended.set()

    @property
    def renew_in(self) -> float:
        """Seconds until it should be given a fresh ticket."""
        left = self._expires_at - time.time() - self._ahead
        return max(left - RENEW_BEFORE, left / 2, 0.5)

    def move(self, after_ms: float) -> None:
        """The server asks to open another socket by then."""
        self.move_after = after_ms / 1000
        self.moving.set()

    async def close(self) -> None:
        """Hang up."""
        self._pinger.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(OPEN_WITHIN):
                await self._socket.close()
        self.abort()
        await asyncio.gather(self._pinger, self.over, return_exceptions=True)

    def abort(self) -> None:
        """Cut the line without a word."""
        self._socket.transport.abort()

    async def _read(self) -> int:
        try:
            async for raw in self._socket:
                self._heard_at = time.monotonic()  # a pong may have to wait for much that was missed
                self._take(self, json.loads(raw))
        except ConnectionClosed:
            pass
        finally:
            self._pinger.cancel()
        return self._code()

    async def _ping_for_ever(self) -> None:
        with contextlib.suppress(Closed):
            while time.monotonic() - self._heard_at < SILENT_BEATS * self._beat:
                await asyncio.sleep(self._heartbeat or self._beat)
                await self.ping()
        self.abort()

    def _code(self) -> int:
        return self._socket.close_code or LOST


async def open_connection(
    api: Api, access: Access, take: Callable[[Connection, Json], None], heartbeat: float | None
) -> Connection:
    """Connect and hear the hello. It pings every `heartbeat` seconds, or as often as the hello says.

    Raises Refused, Unreachable, and Closed with the code of a refusal.
    """
    asked_at = time.monotonic()
    address = f"{api.url.replace('http', 'ws', 1)}/ws?v=1"
    if access.takes_ticket:
        address += f"&ticket={(await api.post('/ws-ticket'))['ticket']}"
    try:
        socket = await connect(
            address,
            additional_headers=access.handshake(),
            open_timeout=OPEN_WITHIN,
            close_timeout=1,
            ping_interval=None,  # the protocol's own pings say more
            max_size=MOST_BYTES,
            compression=None,
        )
    except (OSError, InvalidHandshake, TimeoutError) as error:
        raise Unreachable(str(error)) from error
    try:
        async with asyncio.timeout(OPEN_WITHIN):
            hello: Json = json.loads(await socket.recv())
    except (ConnectionClosed, TimeoutError):
        await socket.close()
        raise Closed(socket.close_code or LOST) from None
    return Connection(socket, hello, take, heartbeat, asked_at)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
