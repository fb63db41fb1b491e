"""Daphne with bounds on what one HTTP connection may cost, and an end that answers what is under way.

Stock Daphne takes a body of any size before the application hears of it, lets a sender dawdle for ever, keeps whatever
a slow reader does not fetch, and at a signal drops the requests that it is answering. Here each of these ends:

* a body past MAX_BODY is refused with 413 as soon as it is announced or has come, and is not read;
* a head has HEAD_SECONDS and a body BODY_SECONDS to arrive, however busily their bytes drip;
* `send` waits while the client does not read, for at most READ_SECONDS;
* at a signal the door is closed, what is under way is answered, and only then do we leave.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from daphne import server
from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.protocols.basic import LineReceiver
from twisted.web.http import HTTPChannel

from chatterbox import daphne_sockets
from chatterbox.bounds import IDLE_SECONDS
from chatterbox.onehop import MAX_BODY
from events.errors import ChatterboxError, Invalid, TooLarge, Unavailable

log = logging.getLogger(__name__)

#: Seconds for all of a request line and its headers, from its first byte on.
HEAD_SECONDS: Final = 15
#: Seconds for all of a body: 6 MiB from a phone at 1 Mbit/s.
BODY_SECONDS: Final = 60
#: Seconds that `send` waits for a client which does not read.
READ_SECONDS: Final = 60
#: Seconds for which we throw away what still comes of a refused body: closed at once, the client would not be told why.
LINGER_SECONDS: Final = 2
#: Seconds between two looks at whether everything is answered.
LOOK_EVERY: Final = 0.02

#: twisted's class is typed in part, and not at all where we meet it.
_Channel: Any = HTTPChannel
_receive: Any = LineReceiver.dataReceived
_ERRORS: Final = {400: Invalid, 413: TooLarge, 503: Unavailable}


class Channel(_Channel):
    """One connection."""

    factory: "Factory"

    def connectionMade(self) -> None:
        super().connectionMade()
        self._abortingCall: Any = None
        #: Whether a request has begun to come and is not there yet.
        self.receiving = False
        #: Set while the client reads what it is sent.
        self.room = asyncio.Event()
        self.room.set()
        self.factory.channels.add(self)

    def connectionLost(self, reason: Any) -> None:
        self.factory.channels.discard(self)
        self.room.set()
        super().connectionLost(reason)

    @property
    def busy(self) -> bool:
        """Whether somebody still waits for something here."""
        return self.receiving or self._handlingRequest or self.transport.disconnecting or not self.room.is_set()

    def dataReceived(self, data: bytes) -> None:
        # Stock twisted starts its timeout anew with every byte.
        if not self.receiving and not self._handlingRequest:
            self.receiving = True
            self.setTimeout(HEAD_SECONDS)
        _receive(self, data)

    def allHeadersReceived(self) -> None:
        super().allHeadersReceived()
        if self.length != 0:
            self.setTimeout(BODY_SECONDS)

    def allContentReceived(self) -> None:
        self.receiving = False
        super().allContentReceived()

    def requestDone(self, request: Any) -> None:
        self._savedTimeOut = IDLE_SECONDS
        super().requestDone(request)

    def timeoutConnection(self) -> None:
        if self.receiving:
            self.end(b"408 Request Timeout")
        else:
            super().timeoutConnection()

    def lineLengthExceeded(self, line: bytes) -> None:
        self.end(b"431 Request Header Fields Too Large")

    def pauseProducing(self) -> None:
        self.room.clear()
        super().pauseProducing()

    def resumeProducing(self) -> None:
        self.room.set()
        super().resumeProducing()

    def end(self, status: bytes, content: bytes = b"") -> None:
        """Answer what can't be understood or is not wanted, listen to nothing more, and close."""
        kind = b"Content-Type: application/json\r\n" if content else b""
        head = b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, kind, len(content))
        self.transport.write(head + content)
        self.__dict__.update(dataReceived=_ignore, lineReceived=_ignore, rawDataReceived=_ignore)
        self._networkProducer.unregisterProducer()
        self.setTimeout(None)
        self.transport.loseWriteConnection()
        if not self._abortingCall:
            self._abortingCall = self.callLater(LINGER_SECONDS, self.forceAbortClient)

    def _respondToBadRequestAndDisconnect(self) -> None:
        self.end(b"400 Bad Request")


class Request(WebRequest):
    """One request of a connection."""

    def __init__(self, channel: Channel, *arguments: Any) -> None:
        super().__init__(channel, *arguments)
        self.connection = channel
        self._received = 0

    def gotLength(self, length: int | None) -> None:
        """The head is there. `length` is None for a body that comes in chunks."""
        super().gotLength(length)
        if length is not None and length > MAX_BODY:
            self._refuse()

    def handleContentChunk(self, data: bytes) -> None:
        self._received += len(data)
        if self._received > MAX_BODY:
            self._refuse()
        else:
            super().handleContentChunk(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """All is there. Unlike twisted's, this leaves forms to Django, and knows addresses as proxies send them."""
        if self._received > MAX_BODY:
            return
        scheme, found, rest = path.partition(b"://")
        if found and scheme.lower() in (b"http", b"https"):
            host, slash, rest = rest.partition(b"/")
            self.requestHeaders.setRawHeaders(b"host", [host])
            path = slash + rest or b"/"
        # Daphne would take a prefix of all addresses from whoever sends this.
        self.requestHeaders.removeHeader(b"daphne-root-path")
        self.method, self.uri, self.clientproto = command, path, version
        self.path = path.partition(b"?")[0]
        self.process()

    def process(self) -> Any:
        done = super().process()
        if self.transport is None:  # it has become a socket, whose own protocol has the connection now
            self.connection.factory.channels.discard(self.connection)
        return done

    def parseCookies(self) -> None:
        """Django does."""

    def handle_reply(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and not self.finished and not self._disconnected:
            headers = message.get("headers", [])
            if self.server.draining or (b"connection", b"close") in headers:
                message["headers"] = [header for header in headers if header[0] != b"connection"]
                self.responseHeaders.setRawHeaders(b"connection", [b"close"])
                self.connection.persistent = False
        super().handle_reply(message)

    async def sent(self) -> None:
        """Wait while the client does not read what it was sent; at last hang up."""
        if self.connection.room.is_set():
            return
        try:
            await asyncio.wait_for(self.connection.room.wait(), READ_SECONDS)
        except TimeoutError:
            self.connection.transport.abortConnection()

    def handle_exception(self, exception: Exception) -> None:
        """A fault of ours, which is logged. Half an answer is cut off, so that nobody takes it for a whole one."""
        if self._response_started:
            self.connection.transport.abortConnection()
        else:
            super().handle_exception(exception)

    def basic_error(self, status: int, status_text: bytes, body: str) -> None:
        """What never came to Django, in the contract's shape."""
        error = _ERRORS.get(status, ChatterboxError)()
        headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
        content = json.dumps(error.as_dict()).encode()
        self.handle_reply({"type": "http.response.start", "status": status, "headers": headers})
        self.handle_reply({"type": "http.response.body", "body": content})

    def _refuse(self) -> None:
        self._received = MAX_BODY + 1
        # Who asked whether to go on has its answer.
        self.requestHeaders.removeHeader(b"expect")
        self.connection.end(b"413 Content Too Large", json.dumps(TooLarge().as_dict()).encode())


class Factory(HTTPFactory):
    protocol = Channel

    def __init__(self, of: "Server") -> None:
        super().__init__(of)
        self.timeOut = IDLE_SECONDS
        #: Open connections that speak HTTP; those that became sockets are left to theirs.
        self.channels: set[Channel] = set()

    def buildProtocol(self, address: Any) -> Any:
        channel = super().buildProtocol(address)
        channel.requestFactory = Request
        return channel

    def log(self, request: Any) -> None:
        """twisted would make a line for a file that there is not; ours is written by `chatterbox.onehop`."""


class Server(server.Server):
    """Daphne's server. `finish_within` is how many seconds requests under way get after a signal; `farewell` is awaited
    then as well, before the applications end."""

    def __init__(
        self, *arguments: Any, finish_within: float, farewell: Callable[[], Awaitable[None]], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.farewell = farewell
        self.finish_within = finish_within
        self.draining = False
        self._ports: list[Any] = []

    def run(self) -> None:
        server.HTTPFactory = Factory
        daphne_sockets.install()
        super().run()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        daphne_sockets.offer(protocol, scope)
        return super().create_application(protocol, scope)

    def listen_success(self, port: Any) -> None:
        self._ports.append(port)
        super().listen_success(port)

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        await super().handle_reply(protocol, message)
        if isinstance(protocol, Request):
            await protocol.sent()

    def kill_all_applications(self) -> Any:
        """At a signal, before the reactor cuts all connections."""
        from twisted.internet.defer import Deferred

        return Deferred.fromFuture(asyncio.ensure_future(self._drain()))

    async def _drain(self) -> None:
        self.draining = True
        for port in self._ports:
            port.stopListening()
        loop = asyncio.get_running_loop()
        parting = loop.create_task(self._part())
        deadline = loop.time() + self.finish_within
        while any(channel.busy for channel in self.http_factory.channels):
            if loop.time() > deadline:
                log.warning("requests were not answered within %s s of the signal", self.finish_within)
                break
            await asyncio.sleep(LOOK_EVERY)
        await parting
        running = [one["application_instance"] for one in self.connections.values() if "application_instance" in one]
        for application in running:
            application.cancel()
        if running:
            await asyncio.wait(running, timeout=1)

    async def _part(self) -> None:
        try:
            await self.farewell()
        except Exception:
            log.exception("saying goodbye")


def _ignore(*data: Any) -> None:
    """Nobody listens any more."""
