"""Doing things at the same time, each in a real thread with a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections

_connecting = threading.Lock()


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls at one moment; what each answered or raised, in order."""
    barrier = threading.Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            with _connecting:  # hundreds that knock at once would wait longer than a connection may take
                connections[settings.MESSAGING_DB].ensure_connection()
            barrier.wait(30)
            outcomes[place] = call()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def elsewhere(call: Callable[[], Any]) -> Any:
    """What `call` answers in a thread, and so in a transaction, of its own; raises what it raises."""
    outcome = together(call)[0]
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
