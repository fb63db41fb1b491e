"""A TCP forwarder between the services and a server, which can be told to break the connections that it carries.

    python -m faults.forwarder CONTROL NAME:LISTEN:TARGET ...

All ports are of this machine. The port CONTROL takes lines `NAME MODE` (`tell`) and answers each with a word. Ends
with whoever kills it.
"""

import asyncio
import contextlib
import socket
import struct
import sys
from collections.abc import Sequence
from typing import Final

HOST: Final = "127.0.0.1"
#: passes: everything arrives. cut: connections are reset, also new ones. half-open: connections stay and new ones are
#: taken, but not a byte arrives until it passes again. slow: every byte takes DELAY seconds more, each way.
PASSES, CUT, HALF_OPEN, SLOW = "passes", "cut", "half-open", "slow"
MODES: Final = (PASSES, CUT, HALF_OPEN, SLOW)
DELAY: Final = 0.3
#: Connections of one route; more are reset.
MOST: Final = 1000
#: Bytes read at once, and such pieces that may be under way in one direction: what comes then has to wait.
PIECE, UNDER_WAY = 65536, 64
CONNECT_WITHIN: Final = 5.0
ANSWER_WITHIN: Final = 5.0
#: SO_LINGER on, for no time: closing resets.
_RESETS: Final = struct.pack("ii", 1, 0)


class Route:
    """From the port `listen` to the port `target`."""

    def __init__(self, listen: int, target: int, delay: float = DELAY, most: int = MOST) -> None:
        self.listen, self.target, self.delay, self.most = listen, target, delay, most
        self.mode = PASSES
        self._open = asyncio.Event()
        self._open.set()
        self._sides: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._carrying: set[asyncio.Task[None]] = set()

    def _begin_to_carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._take(reader, writer))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def begin(self) -> None:
        """Listen. With 0 as `listen` the system chooses the port, which is there afterwards. Raises OSError."""
        self._server = await asyncio.start_server(self._begin_to_carry, HOST, self.listen)
        self.listen = self._server.sockets[0].getsockname()[1]

    async def end(self) -> None:
        self.turn(CUT)
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def turn(self, mode: str) -> None:
        """From now on connections do this, those that there are as well."""
        self.mode = mode
        if mode == HALF_OPEN:
            self._open.clear()
        else:
            self._open.set()
        if mode == CUT:
            for side in list(self._sides):
                _reset(side)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.mode == CUT or len(self._sides) >= 2 * self.most:
            _reset(writer)
            return
        self._sides.add(writer)
        try:
            await self._open.wait()
            await self._connect(reader, writer)
        except* (OSError, TimeoutError):
            pass  # one side is gone, so the other one goes as well
        finally:
            self._sides.discard(writer)
            _reset(writer)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(CONNECT_WITHIN):
            there, to_there = await asyncio.open_connection(HOST, self.target)
        self._sides.add(to_there)
        try:
            if not writer.is_closing():  # it may have been cut meanwhile
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._carry(reader, to_there))
                    both.create_task(self._carry(there, writer))
        finally:
            self._sides.discard(to_there)
            _reset(to_there)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One direction of a connection, to its end."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(UNDER_WAY)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._read(reader, pieces))
            both.create_task(self._write(pieces, writer))

    async def _read(self, reader: asyncio.StreamReader, pieces: "asyncio.Queue[tuple[float, bytes]]") -> None:
        while True:
            piece = await reader.read(PIECE)
            due = asyncio.get_running_loop().time() + (self.delay if self.mode == SLOW else 0.0)
            await pieces.put((due, piece))
            if not piece:
                return

    async def _write(self, pieces: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter) -> None:
        """In order, each piece not before its time, none while nothing arrives."""
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
            await self._open.wait()
            if not piece:
                writer.write_eof()
                return
            writer.write(piece)
            await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close at once: the other end is told that the connection was reset, unless it has hung up itself."""
    if (plug := writer.get_extra_info("socket")) is not None:
        with contextlib.suppress(OSError):
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESETS)
    writer.transport.abort()


async def control(routes: dict[str, Route], port: int) -> asyncio.Server:
    """Take orders at a port (0: the system's choice)."""

    async def obey(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name, _, mode = (await reader.readline()).decode(errors="replace").strip().partition(" ")
        known = name in routes and mode in MODES
        if known:
            routes[name].turn(mode)
        writer.write(b"done\n" if known else b"unknown\n")
        writer.close()

    return await asyncio.start_server(obey, HOST, port)


def tell(port: int, name: str, mode: str) -> None:
    """Have the forwarder whose control port this is turn a route. Raises OSError, and ValueError when it knows none."""
    with socket.create_connection((HOST, port), ANSWER_WITHIN) as line:
        line.sendall(f"{name} {mode}\n".encode())
        answer = line.makefile().readline().strip()
    if answer != "done":
        raise ValueError(f"{name} {mode}: {answer or 'no answer'}")


async def serve(port: int, routes: dict[str, Route]) -> None:
    """Until it is cancelled. Raises OSError when a port is taken."""
    for route in routes.values():
        await route.begin()
    async with await control(routes, port) as server:
        await server.serve_forever()


def route_of(text: str) -> tuple[str, Route]:
    name, listen, target = text.split(":")
    return name, Route(int(listen), int(target))


async def main(arguments: Sequence[str]) -> None:
    await serve(int(arguments[0]), dict(route_of(text) for text in arguments[1:]))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
