"""How frames leave one connection: in order, framed once for everybody, and with a bound on what waits.

Two ways with one face. A server of ours offers `scope["extensions"]["chatterbox.frames"]`: ready-made WebSocket frames
go straight to its transport, so that a frame for a thousand sockets is built once. Any other ASGI server gets plain
`websocket.send` messages.
"""

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

EXTENSION: Final = "chatterbox.frames"
#: Bytes that may wait for a client that reads too slowly; beyond it the connection is closed.
MOST_WAITING: Final = 256 * 1024
#: Seconds that a client may take to read what it had missed.
DRAIN_WITHIN: Final = 15.0

#: FIN and the opcode of a text frame (RFC 6455, section 5.2).
_TEXT: Final = 0x81


class Parcel:
    """Frames that leave together, for however many sockets: their payloads, and all of them as bytes on the wire."""

    __slots__ = ("payloads", "wire")

    def __init__(self, *payloads: bytes) -> None:
        self.payloads = payloads
        self.wire = framed(payloads[0]) if len(payloads) == 1 else b"".join(map(framed, payloads))

    @property
    def size(self) -> int:
        """Bytes of the payloads."""
        return sum(map(len, self.payloads))


def framed(payload: bytes) -> bytes:
    """One text frame, unfragmented and unmasked (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((_TEXT, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


class Wire(Protocol):
    """What a server offers in the scope: `write` takes whole frames, `bind` says whom to tell of a full transport."""

    def write(self, data: bytes) -> None: ...

    def bind(self, pause: Callable[[], None], resume: Callable[[], None], lost: Callable[[], None]) -> None: ...


class Outlet(ABC):
    """`slow` is called when more than MOST_WAITING bytes wait. After `shut` nothing more leaves."""

    @abstractmethod
    def send(self, parcel: Parcel) -> None:
        """Send, or queue, frames; never waits."""

    @property
    @abstractmethod
    def waiting(self) -> int:
        """Bytes that wait here."""

    @property
    @abstractmethod
    def is_empty(self) -> bool:
        """Whether nothing waits here."""

    @abstractmethod
    async def drained(self) -> None:
        """Wait until nothing waits here, at most DRAIN_WITHIN; then `slow` is called."""

    @abstractmethod
    def shut(self, code: int) -> None:
        """Close with a code of the protocol, after what was sent; what waits for a slow client is dropped."""

    @abstractmethod
    def forget(self) -> None:
        """The connection is gone."""


class FrameOutlet(Outlet):
    """Straight to the transport. While that is full parcels wait here, for all slow sockets the same ones."""

    __slots__ = ("_bytes", "_close", "_flowing", "_held", "_slow", "_write")

    def __init__(self, wire: Wire, close: Callable[[int], None], slow: Callable[[], None]) -> None:
        self._write, self._close, self._slow = wire.write, close, slow
        self._held: deque[Parcel] | None = None
        self._bytes = 0
        self._flowing = asyncio.Event()
        wire.bind(self.pause, self.resume, self.forget)

    def send(self, parcel: Parcel) -> None:
        if self._held is None:
            self._write(parcel.wire)
            return
        self._bytes += parcel.size
        if self._bytes > MOST_WAITING:
            self._slow()
        else:
            self._held.append(parcel)

    def pause(self) -> None:
        if self._held is None and self._write is not _nowhere:
            self._held, self._bytes = deque(), 0
            self._flowing.clear()

    def resume(self) -> None:
        held, self._held = self._held, None
        self._flowing.set()
        if held:
            self._write(b"".join(parcel.wire for parcel in held))

    @property
    def waiting(self) -> int:
        return self._bytes if self._held is not None else 0

    @property
    def is_empty(self) -> bool:
        return self._held is None

    async def drained(self) -> None:
        while self._held is not None:  # what was held may fill the transport again
            try:
                async with asyncio.timeout(DRAIN_WITHIN):
                    await self._flowing.wait()
            except TimeoutError:
                self._slow()
                return

    def shut(self, code: int) -> None:
        self.forget()
        self._close(code)

    def forget(self) -> None:
        self._write, self._held = _nowhere, None
        self._flowing.set()


def _nowhere(data: bytes) -> None:
    """Where the bytes of a closed connection go."""


class SendOutlet(Outlet):
    """By ASGI messages, one a frame, from a task that waits wherever the server makes it wait."""

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]], slow: Callable[[], None]) -> None:
        self._send, self._slow = send, slow
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._code: int | None = None
        self._more, self._empty = asyncio.Event(), asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._send_all())

    def send(self, parcel: Parcel) -> None:
        if self._code is not None:
            return
        self._waiting.extend(parcel.payloads)
        self._bytes += parcel.size
        if self._bytes > MOST_WAITING:
            self._waiting.clear()
            self._slow()
        self._empty.clear()
        self._more.set()

    @property
    def waiting(self) -> int:
        return self._bytes

    @property
    def is_empty(self) -> bool:
        return not self._waiting

    async def drained(self) -> None:
        if self._waiting:
            try:
                async with asyncio.timeout(DRAIN_WITHIN):
                    await self._empty.wait()
            except TimeoutError:
                self._slow()

    def shut(self, code: int) -> None:
        self._code = code
        self._more.set()

    def forget(self) -> None:
        self._task.cancel()
        self._empty.set()

    async def _send_all(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            while self._waiting:
                payload = self._waiting.popleft()
                self._bytes -= len(payload)
                await self._send({"type": "websocket.send", "text": payload.decode()})
            self._empty.set()
            if self._code is not None:
                await self._send({"type": "websocket.close", "code": self._code})
                return
