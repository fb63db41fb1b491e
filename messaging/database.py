"""The database, asked from an event loop: a few lasting threads, each with a connection of its own.

Channels gives all sockets of a process one thread; here they have THREADS.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Final, ParamSpec, TypeVar

from django.db import close_old_connections

THREADS: Final = 8

P = ParamSpec("P")
T = TypeVar("T")


async def ask(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The answer of a synchronous `call` that uses the ORM."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), _run, partial(call, *args, **kwargs))


def _run(call: Callable[[], T]) -> T:
    close_old_connections()  # a connection that broke is noticed here, not in the middle of the call
    try:
        return call()
    finally:
        close_old_connections()


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="socket-database")
