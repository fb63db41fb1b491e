"""The database, asked from an event loop: a few lasting threads, each with a connection of its own.

Channels gives all sockets of a process one thread; here they have THREADS.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Final, ParamSpec, TypeVar

from django.db import close_old_connections

THREADS: Final = 8
#: Seconds for which a thread trusts its connection: asking whether it works takes as long as what is asked of it.
LOOK_EVERY: Final = 1.0

_thread: Final = threading.local()

P = ParamSpec("P")
T = TypeVar("T")


async def ask(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The answer of a synchronous `call` that uses the ORM."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), _run, partial(call, *args, **kwargs))


def _run(call: Callable[[], T]) -> T:
    moment = time.monotonic()
    if moment - getattr(_thread, "looked_at", 0.0) > LOOK_EVERY:
        _thread.looked_at = moment
        close_old_connections()  # a connection that broke meanwhile is noticed here, not in the middle of the call
    try:
        return call()
    except BaseException:
        close_old_connections()
        raise


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="socket-database")
