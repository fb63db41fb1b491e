"""What carries a change from the process that wrote it to every process that shows it. Two kinds with one face.

A bus may lose what it carries, and says so by calling `lost` once it works again; the hub then looks at the database.
"""

import asyncio
import logging
import select
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import redis
from django.conf import settings

from messaging.listeners import Listener, Receive, RedisListener, Signals, packed

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
    """Redis pub/sub. Publishing goes over a connection of its own, so a slow reader can't hold it up.

    That connection asks for no answers (CLIENT REPLY OFF): nobody would do anything with the number of listeners, and
    waiting for it would cost each message more than all else that is done here. A Redis that is gone is noticed when
    something is sent, or not; what is lost so is found in the database by every hub's next look.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool = redis.ConnectionPool.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._connection: Any = None
        self._closed = select.poll()  # nothing comes but the end
        self._lock = threading.Lock()
        self._paused_until = 0.0

    def publish(self, signals: Signals) -> None:
        data = packed(("PUBLISH", channel, payload) for channel, payload in signals)
        with self._lock:
            if time.monotonic() < self._paused_until:
                return
            try:
                self._send(data)
            except (OSError, redis.RedisError) as error:
                # The rows are committed; hubs find them by polling. Nobody else waits for Redis for a while.
                self._paused_until = time.monotonic() + PAUSE
                self._drop()
                log.warning("not published live: %s", error)

    def _send(self, data: bytes) -> None:
        if self._connection is not None and self._closed.poll(0):
            self._drop()
        if self._connection is None:
            connection: Any = self._pool.make_connection()
            connection.connect()
            connection.send_command("CLIENT", "REPLY", "OFF")
            self._closed = select.poll()
            self._closed.register(connection._sock, select.POLLIN | select.POLLHUP)
            self._connection = connection
        self._connection.send_packed_command([data], check_health=False)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.disconnect()
            self._connection = None

    def listen(self, receive: Receive, lost: Callable[[], None]) -> Listener:
        return RedisListener(self._url, receive, lost)


@lru_cache(maxsize=1)
def bus() -> Bus:
    """This process's bus, by settings.REDIS_URL."""
    return RedisBus(settings.REDIS_URL) if settings.REDIS_URL else MemoryBus()
