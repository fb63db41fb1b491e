"""Doing things at the same time, each in a real thread with a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

_connecting = threading.Lock()


def together(*calls: Callable[[], Any], using: str) -> list[Any]:
    """Start all calls at one moment, connected to `using`; what each answered or raised, in order."""
    barrier = threading.Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            with _connecting:  # hundreds that knock at once would wait longer than a connection may take
                connections[using].ensure_connection()
            barrier.wait(120)
            outcomes[place] = call()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    return outcomes
