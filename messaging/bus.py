"""What carries a change from the process that wrote it to every process that shows it. Two kinds with one face.

A bus may lose what it carries, and says so by calling `lost` once it works again; the hub then looks at the database.
"""

import asyncio
import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import redis
import redis.asyncio
from django.conf import settings

log = logging.getLogger(__name__)

#: Seconds that a publisher waits for Redis, and for which it does not ask again after a failure.
PATIENCE: Final = 0.05
PAUSE: Final = 1.0
#: Seconds that a new subscription may take before the hub goes on without it and relies on its polling.
SUBSCRIBE_WITHIN: Final = 1.0
RECONNECT_AT_MOST: Final = 2.0

Receive = Callable[[str, bytes], None]


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


class Bus(ABC):
    @abstractmethod
    def publish(self, channel: str, data: bytes) -> None:
        """Hand over; from any thread, never raises, takes at most PATIENCE seconds."""

    @abstractmethod
    def listen(self, receive: Receive, lost: Callable[[], None]) -> Listener:
        """Start to listen in the running loop. `receive` and `lost` are called in that loop."""


class MemoryBus(Bus):
    """For one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[_MemoryListener] = set()

    def publish(self, channel: str, data: bytes) -> None:
        with self._lock:
            listeners = [listener for listener in self._listeners if channel in listener.channels]
        for listener in listeners:
            listener.take(channel, data)

    def listen(self, receive: Receive, lost: Callable[[], None]) -> Listener:
        listener = _MemoryListener(self, receive)
        with self._lock:
            self._listeners.add(listener)
        return listener

    def forget(self, listener: "_MemoryListener") -> None:
        with self._lock:
            self._listeners.discard(listener)


class _MemoryListener(Listener):
    def __init__(self, bus: MemoryBus, receive: Receive) -> None:
        self._bus, self._receive, self._loop = bus, receive, asyncio.get_running_loop()
        self.channels: set[str] = set()

    def take(self, channel: str, data: bytes) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._receive, channel, data)

    async def subscribe(self, channel: str) -> None:
        self.channels.add(channel)

    def unsubscribe(self, channel: str) -> None:
        self.channels.discard(channel)

    async def close(self) -> None:
        self._bus.forget(self)


class RedisBus(Bus):
    """Redis pub/sub. Publishing goes over a connection of its own, so a slow reader can't hold it up."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._redis = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._paused_until = 0.0

    def publish(self, channel: str, data: bytes) -> None:
        if time.monotonic() < self._paused_until:
            return
        try:
            self._redis.publish(channel, data)
        except redis.RedisError as error:
            # The rows are committed; hubs find them by polling. Nobody else waits for Redis for a while.
            self._paused_until = time.monotonic() + PAUSE
            log.warning("not published live: %s", error)

    def listen(self, receive: Receive, lost: Callable[[], None]) -> Listener:
        return _RedisListener(self._url, receive, lost)


class _RedisListener(Listener):
    def __init__(self, url: str, receive: Receive, lost: Callable[[], None]) -> None:
        self._receive, self._lost = receive, lost
        self._redis = redis.asyncio.Redis.from_url(
            url, socket_timeout=None, socket_connect_timeout=1, health_check_interval=5
        )
        self._channels: set[str] = set()
        self._waiting: dict[str, asyncio.Event] = {}
        self._pubsub: Any = None
        self._task = asyncio.get_running_loop().create_task(self._stay_connected())

    async def subscribe(self, channel: str) -> None:
        self._channels.add(channel)
        confirmed = self._waiting.setdefault(channel, asyncio.Event())
        try:
            if self._pubsub is not None:
                await asyncio.wait_for(self._pubsub.subscribe(channel), SUBSCRIBE_WITHIN)
            await asyncio.wait_for(confirmed.wait(), SUBSCRIBE_WITHIN)
        except (TimeoutError, OSError, redis.RedisError) as error:
            log.warning("not subscribed yet: %s", error or type(error).__name__)
        finally:
            self._waiting.pop(channel, None)

    def unsubscribe(self, channel: str) -> None:
        self._channels.discard(channel)
        if self._pubsub is not None:
            asyncio.get_running_loop().create_task(self._quietly(self._leave(channel)))

    async def _leave(self, channel: str) -> None:
        # Whoever has subscribed again before this was sent would be cut off by it.
        if self._pubsub is not None and channel not in self._channels:
            await self._pubsub.unsubscribe(channel)

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._quietly(self._redis.aclose())

    async def _stay_connected(self) -> None:
        pause = 0.1
        while True:
            try:
                await self._read()
            except (OSError, redis.RedisError) as error:
                log.warning("Redis is away, live delivery goes on by polling: %s", error)
            self._pubsub = None
            await asyncio.sleep(pause)
            pause = min(pause * 2, RECONNECT_AT_MOST)
            if await self._is_back():
                pause = 0.1

    async def _is_back(self) -> bool:
        try:
            await asyncio.wait_for(self._redis.execute_command("PING"), 1)  # type: ignore[no-untyped-call]
        except (TimeoutError, OSError, redis.RedisError):
            return False
        return True

    async def _read(self) -> None:
        async with self._redis.pubsub() as pubsub:
            # One channel of the listener's own keeps the connection in use before anybody subscribes.
            known = {"hub", *self._channels}
            await pubsub.subscribe(*known)
            self._pubsub = pubsub
            if meanwhile := self._channels - known:
                await pubsub.subscribe(*meanwhile)
            self._lost()
            while True:
                message = await pubsub.get_message(timeout=5)
                if message is None:
                    await pubsub.check_health()
                elif message["type"] == "message":
                    self._receive(message["channel"].decode(), message["data"])
                elif message["type"] == "subscribe":
                    self._confirm(message["channel"].decode())

    def _confirm(self, channel: str) -> None:
        confirmed = self._waiting.get(channel)
        if confirmed is not None:
            confirmed.set()

    async def _quietly(self, doing: Any) -> None:
        try:
            await asyncio.wait_for(doing, 1)
        except (TimeoutError, OSError, redis.RedisError) as error:
            log.debug("while leaving Redis: %s", error)


@lru_cache(maxsize=1)
def bus() -> Bus:
    """This process's bus, by settings.REDIS_URL."""
    return RedisBus(settings.REDIS_URL) if settings.REDIS_URL else MemoryBus()
