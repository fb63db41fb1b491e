"""Guessing codes: whoever has asked for too many that do not exist is refused for a while, also with a right one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.http import HttpRequest

from events.errors import NotFound
from messaging import limits
from messaging.addresses import address_of


@contextmanager
def misses(name: str, key: str) -> Iterator[None]:
    """Count each NotFound that is raised inside as a miss of `key`, by the limit `name`.

    Raises RateLimited at the start when there are none left.
    """
    limits.look(name, key)
    try:
        yield
    except NotFound:
        limits.try_take(name, key)  # when others of the same key were quicker, the next is refused
        raise


def of_invites(request: HttpRequest) -> AbstractContextManager[None]:
    """`misses` of invites by the address that asks."""
    return misses("misses", address_of(request))
