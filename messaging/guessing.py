"""Guessing codes: whoever has asked for too many that do not exist is refused for a while, also with a right one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from django.http import HttpRequest

from events import limiter
from events.errors import NotFound, RateLimited
from messaging.addresses import address_of

#: An address may ask for so many unknown invites within so many seconds.
MISSES, SECONDS = 20, 60


@contextmanager
def misses(name: str, key: str, limit: int, per_seconds: float) -> Iterator[None]:
    """Count each NotFound that is raised inside as a miss of `key`.

    Raises RateLimited at the start when there were `limit` of them within the last `per_seconds`.
    """
    limiter.look(name, key, limit, per_seconds)
    try:
        yield
    except NotFound:
        with suppress(RateLimited):  # others of the same key were quicker; the next is refused
            limiter.check(name, key, limit, per_seconds)
        raise


def of_invites(request: HttpRequest) -> AbstractContextManager[None]:
    """`misses` of invites by the address that asks."""
    return misses("invite", address_of(request), MISSES, SECONDS)
