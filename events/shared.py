"""Redis for small things that all processes share: asked with little patience, done without when it is gone."""

import logging
import time
from collections.abc import Callable
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
