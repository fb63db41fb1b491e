"""The receiving side of the bus: what an event loop hears.

Redis is spoken to by a small protocol of our own over hiredis' parser: everything that arrived together is handed over
together, so that it can leave together, without a task or a queue in between.
"""

import asyncio
import logging
import ssl
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, cast

import hiredis
from redis.connection import SSLConnection, parse_url

log = logging.getLogger(__name__)

#: Seconds that a new subscription may take before the hub goes on without it and relies on its polling.
SUBSCRIBE_WITHIN: Final = 1.0
#: Seconds that connecting may take, and the longest pause between two tries.
CONNECT_WITHIN: Final = 1.0
RECONNECT_AT_MOST: Final = 2.0
#: Seconds of silence after which Redis is asked whether it is there, and has as long again to say so.
QUIET: Final = 2.5

#: The listener's own channel.
OWN: Final = "hub"

#: Pairs of channel and data.
Signals = Sequence[tuple[str, bytes]]
Receive = Callable[[Signals], None]


def packed(commands: Iterable[tuple[str | bytes, ...]]) -> bytes:
    """Commands as Redis reads them."""
    return b"".join([hiredis.pack_command(cast(Any, command)) for command in commands])


class Listener(ABC):
    """The receiving side of one event loop."""

    @abstractmethod
    async def subscribe(self, channel: str) -> None:
        """Hear what is published to `channel` from now on, where that can be had within SUBSCRIBE_WITHIN."""

    @abstractmethod
    def unsubscribe(self, channel: str) -> None:
        """Hear no more of it."""

    @abstractmethod
    async def close(self) -> None:
        """Hear nothing more."""


class _Connection(asyncio.Protocol):
    """One connection to Redis that does nothing but listen. `ended` is done when it is over."""

    def __init__(self, took: Callable[[list[Any]], None]) -> None:
        self._took = took
        self._reader = hiredis.Reader()
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None
        self.heard = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.heard = True
        replies = []
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not False:
                replies.append(reply)
        except hiredis.ProtocolError as error:
            self.end(str(error))
            return
        self._took(replies)

    def connection_lost(self, exc: Exception | None) -> None:
        self.end(str(exc or "closed"))

    def say(self, *commands: tuple[str, ...]) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(packed(commands))

    def end(self, why: str) -> None:
        if not self.ended.done():
            self.ended.set_result(why)
        if self.transport is not None:
            self.transport.abort()


class RedisListener(Listener):
    """Hears channels of one Redis, and comes back to it when it was away; then it calls `lost`, for what was missed."""

    def __init__(self, url: str, receive: Receive, lost: Callable[[], None]) -> None:
        self._where: dict[str, Any] = parse_url(url)  # type: ignore[no-untyped-call]
        self._receive, self._lost = receive, lost
        self._channels: set[str] = set()
        self._asked: Counter[str] = Counter()  # subscriptions that Redis has not confirmed yet
        self._to_say: list[tuple[str, str]] = []
        self._waiting: dict[str, asyncio.Event] = {}
        self._connection: _Connection | None = None
        self._away = False  # whether a try to connect has failed since Redis was last there
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._stay_connected())

    async def subscribe(self, channel: str) -> None:
        if channel not in self._channels:
            self._channels.add(channel)
            self._waiting[channel] = asyncio.Event()
            self._ask("SUBSCRIBE", channel)
        confirmed = self._waiting.get(channel)
        if confirmed is None or self._away:
            return  # it is heard when Redis is back, and what was missed until then is read
        try:
            await asyncio.wait_for(confirmed.wait(), SUBSCRIBE_WITHIN)
        except TimeoutError:
            log.warning("not subscribed yet: Redis does not answer")

    def unsubscribe(self, channel: str) -> None:
        if channel in self._channels:
            self._channels.discard(channel)
            self._waiting.pop(channel, None)
            # Redis does what it is told in order, so whoever subscribes again right after this is heard.
            self._ask("UNSUBSCRIBE", channel)

    def _ask(self, what: str, channel: str) -> None:
        if self._connection is not None:
            if not self._to_say:
                self._loop.call_soon(self._say)
            self._to_say.append((what, channel))
            if what == "SUBSCRIBE":
                self._asked[channel] += 1

    def _say(self) -> None:
        """What was asked in this turn of the loop leaves together: whoever watches a thousand topics asks at once."""
        commands, self._to_say = self._to_say, []
        if self._connection is not None:
            self._connection.say(*commands)

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _stay_connected(self) -> None:
        pause = 0.1
        while True:
            began = self._loop.time()
            try:
                why = await self._connect_and_listen()
            except (TimeoutError, OSError, ssl.SSLError) as error:
                why = str(error) or type(error).__name__
            self._away = True
            log.warning("Redis is away, live delivery goes on by polling: %s", why)
            if self._loop.time() - began > RECONNECT_AT_MOST:
                pause = 0.1  # it worked for a while
            await asyncio.sleep(pause)
            pause = min(pause * 2, RECONNECT_AT_MOST)

    async def _connect_and_listen(self) -> str:
        """Listen until the connection ends; why it did."""
        connection = await asyncio.wait_for(self._connect(), CONNECT_WITHIN)
        try:
            connection.say(*self._greeting())
            # One channel of the listener's own keeps the connection in use before anybody subscribes, and being the
            # last it says that the others are heard.
            connection.say(("SUBSCRIBE", *self._channels, OWN))
            self._asked, self._to_say = Counter(self._channels), []
            self._connection = connection
            while not connection.ended.done():
                connection.heard = False
                await asyncio.wait([connection.ended], timeout=QUIET)
                if not connection.heard and not connection.ended.done():
                    connection.say(("PING",))
                    await asyncio.wait([connection.ended], timeout=QUIET)
                    if not connection.heard:
                        connection.end("it does not answer")
            return connection.ended.result()
        finally:
            self._connection = None
            connection.end("given up")

    async def _connect(self) -> _Connection:
        def made() -> _Connection:
            connection = _Connection(lambda replies: self._took(connection, replies))
            return connection

        where = self._where
        if "path" in where:
            return (await self._loop.create_unix_connection(made, where["path"]))[1]
        host, port = where.get("host", "localhost"), int(where.get("port", 6379))
        return (await self._loop.create_connection(made, host, port, ssl=_security(where)))[1]

    def _greeting(self) -> Iterable[tuple[str, ...]]:
        if password := self._where.get("password"):
            name = self._where.get("username")
            yield ("AUTH", name, password) if name else ("AUTH", password)

    def _took(self, connection: _Connection, replies: list[Any]) -> None:
        signals: list[tuple[str, bytes]] = []
        for reply in replies:
            match reply:
                case [b"message", channel, data]:
                    signals.append((channel.decode(), data))
                case [b"subscribe", channel, _]:
                    self._confirm(channel.decode())
                case hiredis.ReplyError():
                    connection.end(str(reply))
                    return
        if signals:
            self._receive(signals)

    def _confirm(self, channel: str) -> None:
        if channel == OWN:
            self._away = False
            self._lost()
            return
        self._asked[channel] -= 1
        if self._asked[channel] <= 0:  # else it was given up meanwhile, and asked for again
            del self._asked[channel]
            if channel in self._channels and (waiting := self._waiting.pop(channel, None)):
                waiting.set()


def _security(where: dict[str, Any]) -> ssl.SSLContext | None:
    """For rediss://, with redis-py's `ssl_cert_reqs` in the address."""
    if not issubclass(where.get("connection_class", object), SSLConnection):
        return None
    context = ssl.create_default_context()
    if where.get("ssl_cert_reqs") == "none":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
