"""Rate limits: how often a person, an address or a session may do something.

Exact over every window: at most `limit` in any `per_seconds`, also with many at once. Kept in Redis, so that all
processes of a service count together; without Redis each process counts for itself rather than refuse or wave through.
"""

import dataclasses
import math
import threading
import time
from abc import ABC, abstractmethod
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.conf import settings

from events.errors import RateLimited
from events.shared import GONE, REDIS_SECONDS, Shared

#: Keys that one process remembers; the longest unused are forgotten first.
MAX_KEYS: Final = 20_000


@dataclasses.dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit: `remaining` more at once, and `reset` seconds until the next is free again."""

    limit: int
    remaining: int
    reset: float

    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(math.ceil(self.reset)),
        }


class OverLimit(RateLimited):
    """Too fast; `allowance` says how much is allowed, `retry_after` when the next will pass."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        super().__init__(retry_after=allowance.reset)

    def headers(self) -> dict[str, str]:
        return super().headers() | self.allowance.headers()


class Use(NamedTuple):
    """One use of a limit: `limit` in any `per_seconds`."""

    key: str
    limit: int
    per_seconds: float


class Limiter(ABC):
    """Takes one of `limit` per window for each key, in order; `remaining` is -1 when there was none to take.

    Without `count` nothing is taken. `drop` forgets the newest use of a key, or all.
    """

    def __init__(self) -> None:
        #: What `check_in_turn` has refused: until when (monotonic), and what was said.
        self.refused: dict[str, tuple[float, Allowance]] = {}

    @abstractmethod
    def take_many(self, keys: Sequence[str], limit: int, per_seconds: float, *, count: bool = True) -> list[Allowance]:
        pass

    @abstractmethod
    def take_in_turn(self, uses: Sequence[Use]) -> list[Allowance]:
        """One of each, each with a limit of its own; nothing is taken behind the first that had none."""

    def take(self, key: str, limit: int, per_seconds: float, *, count: bool = True) -> Allowance:
        return self.take_many([key], limit, per_seconds, count=count)[0]

    @abstractmethod
    def drop(self, key: str, newest: bool) -> None:
        pass


def check(name: str, key: str, limit: int, per_seconds: float) -> Allowance:
    """Count one use of `name` by `key`; what is left for them. `limit` is at least 1.

    Raises OverLimit, a RateLimited, when they have used it `limit` times within the last `per_seconds`; a refused use
    does not count. It is nobody's fault when Redis is gone: it never raises for that.
    """
    return _ask(name, key, limit, per_seconds, count=True)


def check_many(name: str, keys: Sequence[str], limit: int, per_seconds: float) -> list[Allowance | OverLimit]:
    """`check` for each key in order, in one round trip: what is left, or the refusal. A key may come twice."""
    if not keys:
        return []
    taken = _limiter(settings.REDIS_URL).take_many([f"{name}:{key}" for key in keys], limit, per_seconds)
    return [allowance if allowance.remaining >= 0 else _over(allowance) for allowance in taken]


def check_in_turn(uses: Sequence[Use]) -> Allowance:
    """`check` for each in order, in one round trip; what the last leaves. Raises OverLimit for the first with nothing
    left, and counts nothing behind it.
    """
    limiter = _limiter(settings.REDIS_URL)
    taken = limiter.take_in_turn(uses)
    last = taken[-1]
    if last.remaining < 0:
        if len(limiter.refused) >= MAX_KEYS:
            limiter.refused.clear()
        limiter.refused[uses[len(taken) - 1].key] = time.monotonic() + last.reset, last
        raise _over(last)
    return last


def insist_not_refused(key: str) -> None:
    """Raise OverLimit where that is known without asking anybody: `check_in_turn` has refused the key in this process,
    and the oldest use that counted is not yet so long ago. For limits whose uses are never given back.
    """
    refused = _limiter(settings.REDIS_URL).refused
    until, allowance = refused.get(key, (0.0, None))
    left = until - time.monotonic()
    if allowance is not None and left > 0:
        raise _over(dataclasses.replace(allowance, reset=left))
    if allowance is not None:
        refused.pop(key, None)


def look(name: str, key: str, limit: int, per_seconds: float) -> Allowance:
    """What is left of a limit, without counting a use. Raises OverLimit when nothing is."""
    return _ask(name, key, limit, per_seconds, count=False)


def give_back(name: str, key: str) -> None:
    """Forget the last use: it turned out to be none that counts."""
    _limiter(settings.REDIS_URL).drop(f"{name}:{key}", newest=True)


def clear(name: str, key: str) -> None:
    """Forget every use of `name` by `key`."""
    _limiter(settings.REDIS_URL).drop(f"{name}:{key}", newest=False)


def _ask(name: str, key: str, limit: int, per_seconds: float, *, count: bool) -> Allowance:
    allowance = _limiter(settings.REDIS_URL).take(f"{name}:{key}", limit, per_seconds, count=count)
    if allowance.remaining < 0:
        raise _over(allowance)
    return allowance


def _over(allowance: Allowance) -> OverLimit:
    return OverLimit(dataclasses.replace(allowance, remaining=0))


def forget() -> None:
    """Start from nothing, in this process: each test does."""
    _limiter.cache_clear()


@lru_cache(maxsize=2)
def _limiter(redis_url: str) -> Limiter:
    return RedisLimiter(redis_url) if redis_url else MemoryLimiter()


class MemoryLimiter(Limiter):
    """Counts in this process alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, max_keys: int = MAX_KEYS) -> None:
        super().__init__()
        self.clock = clock
        self.max_keys = max_keys
        self._uses: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def take_many(self, keys: Sequence[str], limit: int, per_seconds: float, *, count: bool = True) -> list[Allowance]:
        return [self._take(key, limit, per_seconds, count) for key in keys]

    def take_in_turn(self, uses: Sequence[Use]) -> list[Allowance]:
        taken = []
        for use in uses:
            taken.append(self._take(*use, count=True))
            if taken[-1].remaining < 0:
                break
        return taken

    def _take(self, key: str, limit: int, per_seconds: float, count: bool) -> Allowance:
        moment = self.clock()
        with self._lock:
            uses = self._uses.setdefault(key, deque())
            self._uses.move_to_end(key)
            if len(self._uses) > self.max_keys:
                self._uses.popitem(last=False)
            while uses and uses[0] <= moment - per_seconds:
                uses.popleft()
            if len(uses) >= limit:
                return Allowance(limit, -1, uses[0] + per_seconds - moment)
            if count:
                uses.append(moment)
            return Allowance(limit, limit - len(uses), uses[0] + per_seconds - moment if uses else 0)

    def drop(self, key: str, newest: bool) -> None:
        with self._lock:
            uses = self._uses.get(key)
            if uses and newest:
                uses.pop()
            elif uses:
                uses.clear()


# For each key the times of the last uses, oldest first, by Redis' own clock. One script, so nobody comes between look
# and entry. ARGV: whether to count, whether to stop behind a key that had none, then limit and window: of each key, or
# once for all. Answers with remaining and reset of each key in turn.
_SCRIPT: Final = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local answers = {}
local function take(key, limit, window)
  local oldest = redis.call('LINDEX', key, 0)
  while oldest and tonumber(oldest) <= now - window do
    redis.call('LPOP', key)
    oldest = redis.call('LINDEX', key, 0)
  end
  local used = redis.call('LLEN', key)
  if used >= limit then
    return -1, tonumber(oldest) + window - now
  end
  if ARGV[1] == '0' then
    return limit - used, oldest and tonumber(oldest) + window - now or 0
  end
  redis.call('RPUSH', key, string.format('%d', now))
  redis.call('PEXPIRE', key, math.ceil(window / 1000))
  return limit - used - 1, tonumber(oldest or now) + window - now
end
for at, key in ipairs(KEYS) do
  local limit, window = ARGV[2 * at + 1] or ARGV[3], ARGV[2 * at + 2] or ARGV[4]
  answers[2 * at - 1], answers[2 * at] = take(key, tonumber(limit), tonumber(window))
  if ARGV[2] == '1' and answers[2 * at - 1] < 0 then
    break
  end
end
return answers
"""


class RedisLimiter(Limiter):
    """Counts in Redis, together with every other process; in this process while Redis is gone."""

    def __init__(self, url: str, seconds: float = REDIS_SECONDS) -> None:
        super().__init__()
        self._shared = Shared(url, "limiter_without_redis", seconds)
        self._script = self._shared.script(_SCRIPT)
        self._memory = MemoryLimiter()

    def take_many(self, keys: Sequence[str], limit: int, per_seconds: float, *, count: bool = True) -> list[Allowance]:
        answer = self._ask(keys, [int(count), 0, limit, _microseconds(per_seconds)])
        if answer is GONE:
            return self._memory.take_many(keys, limit, per_seconds, count=count)
        return _allowances([limit] * len(keys), answer)

    def take_in_turn(self, uses: Sequence[Use]) -> list[Allowance]:
        pairs = [number for use in uses for number in (use.limit, _microseconds(use.per_seconds))]
        answer = self._ask([use.key for use in uses], [1, 1, *pairs])
        if answer is GONE:
            return self._memory.take_in_turn(uses)
        return _allowances([use.limit for use in uses], answer)

    def _ask(self, keys: Sequence[str], arguments: Sequence[int]) -> Any:
        names = [f"limit:{key}" for key in keys]
        return self._shared.ask(lambda: self._script(names, arguments))

    def drop(self, key: str, newest: bool) -> None:
        name, client = f"limit:{key}", self._shared.client
        self._memory.drop(key, newest)
        self._shared.ask(lambda: client.rpop(name) if newest else client.delete(name))


def _microseconds(seconds: float) -> int:
    return int(seconds * 1_000_000)


def _allowances(limits: Sequence[int], answer: Sequence[int]) -> list[Allowance]:
    """As the script answers: fewer than `limits` when it has stopped."""
    pairs = zip(answer[::2], answer[1::2], strict=True)
    return [Allowance(limit, left, reset / 1_000_000) for limit, (left, reset) in zip(limits, pairs, strict=False)]
