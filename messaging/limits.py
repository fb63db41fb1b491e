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


def take_in_turn(*uses: tuple[object, ...]) -> None:
    """`take` for each name with its key, the narrowest last, in one round trip. Raises RateLimited for the first with
    nothing left, and counts nothing behind it.
    """
    rates = [(settings.LIMITS[str(name)], _named(name, *key)) for name, *key in uses]
    _newest.set(limiter.check_in_turn([limiter.Use(key, rate.limit, rate.seconds) for rate, key in rates]))


def insist_not_refused(name: str, *key: object) -> None:
    """Raise RateLimited where that is known without asking anybody: `take_in_turn` has just refused this."""
    limiter.insist_not_refused(_named(name, *key))


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


def _named(name: object, *key: object) -> str:
    return f"{name}:{_spelt(key)}"
