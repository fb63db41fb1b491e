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
from typing import Final

import redis
from django.conf import settings

from messaging.listeners import Listener, Receive, RedisListener, Signals

log = logging.getLogger(__name__)

#: Seconds that a publisher waits for Redis, and for which it does not ask again after a failure.
PATIENCE: Final = 0.05
PAUSE: Final = 1.0


class Bus(ABC):
    @abstractmethod
    def publish(self, signals: Signals) -> None:
        """Hand over, in order; from any thread, never raises, takes at most PATIENCE seconds."""

    @abstractmethod
    def listen(self, receive: Receive, lost: Callable[[], None]) -> Listener:
        """Start to listen in the running loop. `receive` and `lost` are called in that loop."""


class MemoryBus(Bus):
    """For one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[_MemoryListener] = set()

    def publish(self, signals: Signals) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener.take([(channel, data) for channel, data in signals if channel in listener.channels])

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

    def take(self, signals: Signals) -> None:
        if signals and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._receive, signals)

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

    def publish(self, signals: Signals) -> None:
        if time.monotonic() < self._paused_until:
            return
        try:
            if len(signals) == 1:
                self._redis.publish(*signals[0])
                return
            with self._redis.pipeline(transaction=False) as pipe:
                for channel, data in signals:
                    pipe.publish(channel, data)
                pipe.execute()
        except redis.RedisError as error:
            # The rows are committed; hubs find them by polling. Nobody else waits for Redis for a while.
            self._paused_until = time.monotonic() + PAUSE
            log.warning("not published live: %s", error)

    def listen(self, receive: Receive, lost: Callable[[], None]) -> Listener:
        return RedisListener(self._url, receive, lost)


@lru_cache(maxsize=1)
def bus() -> Bus:
    """This process's bus, by settings.REDIS_URL."""
    return RedisBus(settings.REDIS_URL) if settings.REDIS_URL else MemoryBus()
