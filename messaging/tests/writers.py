"""Writers for tests: one that runs in this process, and savers that do as a test says."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from messaging.services import writer
from messaging.services.batches import Answer, Saver
from messaging.services.posts import NewMessage
from messaging.services.writer import Writer


@contextmanager
def running_writer(saver: Callable[[], Saver] = Saver) -> Iterator[Writer]:
    """Posts of this process go through a writer inside; at the end it has answered everybody."""
    running = Writer(saver)
    writer._running = running
    try:
        yield running
    finally:
        writer._running = None
        assert running.close(15)


def heard(running: Writer, post: NewMessage, **given: Any) -> "Future[Answer]":
    """What the writer answers to a post."""
    answer: Future[Answer] = Future()
    running.submit(post, answer.set_result, **given)
    return answer


class Gate:
    """Makes savers that wait, while it is closed, before they save; it remembers their batches."""

    def __init__(self) -> None:
        self.open, self.arrived = threading.Event(), threading.Event()
        self.batches: list[list[NewMessage]] = []

    def saver(self) -> Saver:
        gate = self

        class Gated(Saver):
            def save(self, batch: Sequence[NewMessage]) -> list[Answer]:
                gate.batches.append(list(batch))
                gate.arrived.set()
                assert gate.open.wait(30)
                return super().save(batch)

        return Gated()
