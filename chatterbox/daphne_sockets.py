"""Sockets under Daphne: ready-made frames straight to the transport, and bounds on what one connection may cost.

Stock Daphne builds each frame anew for each socket (and log lines with it), buffers without a bound what a client does
not read, takes frames of any size, and can't close with the codes of the contract. What is offered to the application
is `scope["extensions"]["chatterbox.frames"]`, a TransportWire.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from daphne import server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

from chatterbox.bounds import CLOSE_WITHIN, MOST_QUEUED, TOO_FAST
from messaging.outlets import EXTENSION

log = logging.getLogger(__name__)


class TransportWire:
    """Writes frames to one transport of twisted, and says when it is full."""

    __slots__ = ("_protocol", "_transport")

    def __init__(self, protocol: "Protocol") -> None:
        self._protocol, self._transport = protocol, protocol.transport

    def write(self, data: bytes) -> None:
        """Send whole frames. What the system does not take at once is left to twisted."""
        transport = self._transport
        if self._protocol.state != WebSocketProtocol.STATE_OPEN:
            return
        if not transport._tempDataLen and len(transport.dataBuffer) == transport.offset:  # nothing waits there
            # twisted would register for writing, send at the next turn of the loop and unregister: two system calls
            # and a turn more for each frame.
            try:
                sent = transport.socket.send(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                return  # twisted hears of it when it reads
            if sent == len(data):
                return
            data = data[sent:]
        transport.write(data)

    def bind(self, pause: Callable[[], None], resume: Callable[[], None], lost: Callable[[], None]) -> None:
        """Have `pause` called when more than 64 KiB wait in the transport, `resume` when all of it is sent, and `lost`
        when the connection is.
        """
        self._transport.unregisterProducer()  # the HTTP channel's, from before the upgrade
        self._transport.registerProducer(_Producer(pause, resume, lost), True)


class _Producer:
    """What twisted calls so."""

    __slots__ = ("pauseProducing", "resumeProducing", "stopProducing")

    def __init__(self, pause: Callable[[], None], resume: Callable[[], None], lost: Callable[[], None]) -> None:
        self.pauseProducing, self.resumeProducing, self.stopProducing = pause, resume, lost


class Protocol(WebSocketProtocol):
    """One socket. Any close code may be sent: autobahn lets applications use 1000 and 3000 to 4999 only."""

    muted: bool
    message_data: list[bytes] | None

    def dataReceived(self, data: bytes) -> None:
        """What nearly always comes is one whole text frame of moderate size: it is taken apart here. autobahn is made
        for frames that drip in; whatever else comes is left to it, and so is what is wrong.
        """
        if self.state == self.STATE_OPEN and self.current_frame is None and not self.data and not self.inside_message:
            text = text_of(data, self.maxMessagePayloadSize)
            if text is not None:
                if self.autoPingTimeoutCall and self.autoPingRestartOnAnyTraffic:
                    self._cancelAutoPingTimeoutCall()
                self._take(text)
                return
        self._dataReceived(data)

    def onMessageEnd(self) -> None:
        """autobahn's, but for its signal "message", which nobody listens to."""
        if not self.failedByMe:
            self.onMessage(b"".join(self.message_data or ()), self.message_is_binary)
        self.message_data = None

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        self._take(payload if isBinary else payload.decode())

    def _take(self, message: str | bytes) -> None:
        """Hand a message to the application; when too many wait there, say goodbye and hear nothing more."""
        if self.muted:
            return
        self.last_ping = time.time()
        if self.application_queue.qsize() < MOST_QUEUED:
            kind = "text" if isinstance(message, str) else "bytes"
            self.application_queue.put_nowait({"type": "websocket.receive", kind: message})
            return
        self.muted = True
        self.application_queue.put_nowait({"type": "websocket.disconnect", "code": TOO_FAST})
        self.sendCloseFrame(code=TOO_FAST)

    def serverClose(self, code: int | None = None) -> None:
        self.sendCloseFrame(code=1000 if code is None else code)

    def sendCloseFrame(self, code: int | None = None, reasonUtf8: bytes | None = None, isReply: bool = False) -> None:
        if self.state == self.STATE_OPEN:
            # A paused producer would keep twisted from closing.
            self.transport.unregisterProducer()
        super().sendCloseFrame(code, reasonUtf8, isReply)

    wasClean: bool

    def dropConnection(self, abort: bool = False) -> None:
        """A client that has said goodbye, and does not read what is still on its way, is not waited for.

        autobahn resets the connection of whoever has answered our own goodbye, which proxies take for a fault of ours.
        """
        abort = abort and not self.wasClean
        super().dropConnection(abort)
        if not abort:
            self.factory.reactor.callLater(CLOSE_WITHIN, self.transport.abortConnection)


#: The first byte of a whole text frame without extensions, and what says in the second that it is masked (RFC 6455).
_TEXT, _MASKED = 0x81, 0x80
#: Lengths of up to 125 bytes stand in the second byte; these there say that they stand in the two or eight behind it.
_LONGER, _LONGEST = 126, 127


def text_of(data: bytes, most: int) -> str | None:
    """The text of data that is exactly one masked text frame with at most `most` bytes; None for everything else."""
    if len(data) < 6 or data[0] != _TEXT or not data[1] & _MASKED:
        return None
    size, begin = data[1] & 0x7F, 2
    if size == _LONGEST:
        return None  # too long for a usual frame, or spelt so and wrong
    if size == _LONGER:
        size, begin = int.from_bytes(data[2:4], "big"), 4
        if size < _LONGER:
            return None  # it could have been spelt shorter, so it is no frame
    payload = data[begin + 4 :]
    if size > min(most, 0xFFFF) or len(payload) != size:
        return None
    mask = (data[begin : begin + 4] * (size // 4 + 1))[:size]
    plain = (int.from_bytes(payload, "little") ^ int.from_bytes(mask, "little")).to_bytes(size, "little")
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return None


class Factory(WebSocketFactory):
    protocol = Protocol

    def setProtocolOptions(self, **options: Any) -> None:
        super().setProtocolOptions(**options, failByDrop=False, closeHandshakeTimeout=CLOSE_WITHIN)
        # autobahn copies thirty options into each connection, and makes a table of them for a log that nobody keeps.
        for name in WebSocketProtocol.CONFIG_ATTRS:
            option = getattr(self, name)
            # A function would become a method of the class, and be given the connection first.
            setattr(self.protocol, name, staticmethod(option) if callable(option) else option)
        self.protocol.CONFIG_ATTRS = []


def install() -> None:
    """Let the next Daphne server of this process make its sockets here."""
    server.WebSocketFactory = Factory


def offer(protocol: Any, scope: dict[str, Any]) -> None:
    """Put the extension into the scope of a new socket."""
    if isinstance(protocol, Protocol):
        scope.setdefault("extensions", {})[EXTENSION] = TransportWire(protocol)
