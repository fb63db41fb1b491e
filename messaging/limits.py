"""How often people may do things. The table is the setting LIMITS (`chatterbox/env_limits.py`); who counts is
`events/limiter.py`.

Services take, so page, API and socket count together; the API tells in its headers what is left.
"""

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Final

from django.conf import settings

from events import limiter
from events.errors import RateLimited
from events.limiter import Allowance

_newest: Final[ContextVar[Allowance | None]] = ContextVar("newest allowance", default=None)


def take(name: str, *key: object) -> Allowance:
    """Count one use of the limit `name` by `key`, such as a person's id. Raises RateLimited; such a use counts not."""
    rate = settings.LIMITS[name]
    allowance = limiter.check(name, _spelt(key), rate.limit, rate.seconds)
    _newest.set(allowance)
    return allowance


def look(name: str, *key: object) -> Allowance:
    """What is left, without counting a use. Raises RateLimited when nothing is."""
    rate = settings.LIMITS[name]
    return limiter.look(name, _spelt(key), rate.limit, rate.seconds)


def try_take(name: str, *key: object) -> RateLimited | None:
    """Like `take`, for whoever answers a repeat all the same: the refusal is theirs to raise."""
    try:
        take(name, *key)
    except RateLimited as refusal:
        return refusal
    return None


def try_take_many(name: str, keys: Sequence[tuple[object, ...]]) -> list[Allowance | RateLimited]:
    """`try_take` for each key in order, in one round trip: what is left, or the refusal. For whoever counts for others;
    they tell them by `note`.
    """
    rate = settings.LIMITS[name]
    return list(limiter.check_many(name, [_spelt(key) for key in keys], rate.limit, rate.seconds))


def note(allowance: Allowance) -> None:
    """What somebody else took for this request."""
    _newest.set(allowance)


def forget_newest() -> None:
    """A request begins."""
    _newest.set(None)


def newest() -> Allowance | None:
    """What the limit that was taken last in this request leaves: the narrowest comes last."""
    return _newest.get()


def _spelt(key: tuple[object, ...]) -> str:
    return ":".join(map(str, key))
