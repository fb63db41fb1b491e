"""Redis for small things that all processes share: asked with little patience, done without when it is gone."""

import hashlib
import logging
import select
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

#: Seconds that a question to Redis may take, and for which it is left alone after it failed.
REDIS_SECONDS: Final = 0.05
REDIS_PAUSE: Final = 1.0
REDIS_CONNECTIONS: Final = 64

#: The answer to a question while Redis is gone.
GONE: Final = object()


class Shared:
    """One Redis. `lost` is the event that the log names when it is gone."""

    def __init__(self, url: str, lost: str, seconds: float = REDIS_SECONDS) -> None:
        self.lost = lost
        self.client = redis.Redis.from_url(
            url,
            socket_timeout=seconds,
            socket_connect_timeout=seconds,
            max_connections=REDIS_CONNECTIONS,
            retry=Retry(NoBackoff(), 0),
        )
        self._left_alone_until = 0.0

    def script(self, text: str) -> "Script":
        return Script(self.client.connection_pool, text)

    def ask(self, question: Callable[[], Any]) -> Any:
        """What Redis answers, or GONE."""
        if time.monotonic() < self._left_alone_until:
            return GONE
        try:
            return question()
        except redis.RedisError as error:
            # Not each caller of the next second shall wait for a timeout of its own.
            self._left_alone_until = time.monotonic() + REDIS_PAUSE
            log.warning(self.lost, extra={"fault": str(error)})
            return GONE


class Script:
    """A script of Redis, asked over a connection of each thread's own. redis-py takes one from a pool each time, looks
    whether it is well and is ready to try again: twice as much work as the question itself.
    """

    def __init__(self, pool: Any, text: str) -> None:
        self._pool, self._text = pool, text
        self._digest = hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - by which Redis names it
        self._own = threading.local()

    def __call__(self, keys: Sequence[str], arguments: Sequence[int]) -> Any:
        """What the script answers. Raises RedisError."""
        connection = self._connection()
        rest = [len(keys), *keys, *arguments]
        try:
            connection.send_command("EVALSHA", self._digest, *rest, check_health=False)
            try:
                return connection.read_response()
            except redis.exceptions.NoScriptError:  # Redis was started anew
                connection.send_command("EVAL", self._text, *rest, check_health=False)
                return connection.read_response()
        except BaseException:
            connection.disconnect()  # an answer that comes late would be taken for that of the next question
            raise

    def _connection(self) -> Any:
        """This thread's, which nothing is heard from unasked but its end."""
        own = self._own
        connection = getattr(own, "connection", None)
        if connection is None:
            connection = own.connection = self._pool.make_connection()
        if connection._sock is not None and own.line.poll(0):
            connection.disconnect()
        if connection._sock is None:
            connection.connect()
            own.line = select.poll()
            own.line.register(connection._sock, select.POLLIN | select.POLLHUP)
        return connection
