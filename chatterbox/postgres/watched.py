"""A connection that does not wait for ever for a server that no longer hears it.

`statement_timeout` is kept by the server, and TCP is silent as long as somebody takes the bytes. So whoever gets no
answer for PATIENCE seconds asks the port, over a connection of its own, whether PostgreSQL is there. When it is, the
statement is merely a long one, and the wait goes on.
"""

import socket
import struct
import threading
import time
from collections.abc import Generator
from typing import Any, Final

import psycopg

#: Seconds without an answer after which the server is asked whether it is there, and that it has for saying so.
PATIENCE, LOOK = 1.0, 1.0
#: "May I speak TLS?": answered with one letter before anybody signs in.
QUESTION: Final = struct.pack("!ii", 8, 80877103)


class WatchedConnection(psycopg.Connection[Any]):
    """Raises OperationalError, and is closed, when the server is not there while it waits for an answer."""

    def wait(self, gen: Any, interval: float = PATIENCE / 10, timeout: float | None = None) -> Any:
        return super().wait(self._watched(gen), interval=interval, timeout=timeout)

    def _watched(self, steps: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        try:
            state = next(steps)
            heard = time.monotonic()
            while True:
                ready = yield state
                if ready:
                    heard = time.monotonic()
                elif time.monotonic() - heard > PATIENCE:
                    self._look()
                    heard = time.monotonic()
                state = steps.send(ready)
        except StopIteration as end:
            return end.value

    def _look(self) -> None:
        host, port = self.pgconn.host.decode(), int(self.pgconn.port)
        if not host.startswith("/") and not _looks.is_there(host, port):
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer from PostgreSQL at {host}:{port}")


class _Looks:
    """One look at a time of each process; those who wait for it take its answer, if it is younger than PATIENCE."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[tuple[str, int], tuple[float, bool]] = {}

    def is_there(self, host: str, port: int) -> bool:
        with self._lock:
            at, there = self._answers.get((host, port), (0.0, False))
            if not at or time.monotonic() - at > PATIENCE:
                there = _answers(host, port)
                self._answers[host, port] = time.monotonic(), there
            return there


_looks: Final = _Looks()


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), LOOK) as line:
            line.settimeout(LOOK)
            line.sendall(QUESTION)
            return bool(line.recv(1))
    except OSError:
        return False
