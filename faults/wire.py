"""A WebSocket spoken byte by byte (RFC 6455), so that it can be spoken wrongly."""

import base64
import contextlib
import json
import os
import socket
import struct
from typing import NamedTuple

from chatterbox_client import Api, Closed, Json

TEXT, BINARY, CONTINUATION, CLOSE, PING = 1, 2, 0, 8, 9
#: Seconds that an answer may take; the machine may be busy.
SOON = 20.0


def frame(opcode: int, payload: bytes, *, fin: bool = True, reserved: int = 0, masked: bool = True) -> bytes:
    """One frame as a client sends it; `reserved` are the three bits after FIN."""
    first = (0x80 if fin else 0) | reserved << 4 | opcode
    size, mask = len(payload), 0x80 if masked else 0
    if size < 126:
        head = struct.pack("!BB", first, mask | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, mask | 126, size)
    else:
        head = struct.pack("!BBQ", first, mask | 127, size)
    # A mask of zeros masks nothing, and is as good as any other.
    return head + (bytes(4) if masked else b"") + payload


class Received(NamedTuple):
    opcode: int
    payload: bytes


class Line:
    """One socket, opened by a ticket; the hello is read. Closed has the code 1006 when the server has only hung up."""

    def __init__(self, api: Api) -> None:
        ticket = api.ask("POST", "/ws-ticket", {})["ticket"]
        host, port = api.url.removeprefix("http://").split(":")
        self._socket = socket.create_connection((host, int(port)), timeout=SOON)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET /ws?v=1&ticket={ticket} HTTP/1.1",
            f"Host: {host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        self._read = b""
        self.send(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self._read:
            self._more()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        if b" 101 " not in head.splitlines()[0]:
            raise Closed(1006)
        self.next()  # the hello

    def send(self, data: bytes) -> None:
        """Whoever has closed meanwhile says so when it is read."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def say(self, op: str, **fields: object) -> None:
        self.send(frame(TEXT, json.dumps({"op": op} | fields).encode()))

    def next(self) -> Json:
        """The next frame of the protocol. Raises Closed."""
        while True:
            received = self._next()
            if received.opcode == CLOSE:
                raise Closed(struct.unpack("!H", received.payload[:2])[0] if received.payload else 1005)
            if received.opcode == TEXT:
                found: Json = json.loads(received.payload)
                return found

    def until_pong(self, c: int) -> list[Json]:
        """What comes before the answer to a ping that is sent now. Raises Closed."""
        self.say("ping", c=c)
        before = []
        while (answer := self.next()) != {"op": "pong", "c": c} | {"heads": answer.get("heads")}:
            before.append(answer)
        return before

    def close(self) -> None:
        self._socket.close()

    def _next(self) -> Received:
        first, second = self._take(2)
        size = second & 0x7F
        if size == 126:
            size = struct.unpack("!H", self._take(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self._take(8))[0]
        return Received(first & 0x0F, self._take(size))

    def _take(self, count: int) -> bytes:
        while len(self._read) < count:
            self._more()
        taken, self._read = self._read[:count], self._read[count:]
        return taken

    def _more(self) -> None:
        try:
            data = self._socket.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            raise Closed(1006)
        self._read += data
