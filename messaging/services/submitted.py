"""A post that was handed to the writer, and how its sender hears what became of it."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from messaging.services import writer_metrics
from messaging.services.posts import NewMessage, Outcome, Saved

log = logging.getLogger(__name__)

Listener = Callable[[Outcome | Exception], None]


class Submitted(NamedTuple):
    """`answer` is called once: in the loop if there is one, else in the writer's thread, which it must not hold up."""

    post: NewMessage
    answer: Listener
    loop: asyncio.AbstractEventLoop | None
    since: float  # by time.monotonic()


def answer_all(answers: Sequence[tuple[Submitted, Outcome | Exception]]) -> None:
    """Tell everybody; one call into each loop, however many wait in it. Never raises."""
    moment = time.monotonic()
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Listener, Outcome | Exception]]] = {}
    for submitted, answer in answers:
        writer_metrics.seconds.observe(moment - submitted.since)
        if not isinstance(answer, Saved):
            writer_metrics.refused.inc()
        if submitted.loop is None:
            _tell(submitted.answer, answer)
        else:
            by_loop.setdefault(submitted.loop, []).append((submitted.answer, answer))
    for loop, pairs in by_loop.items():
        try:
            loop.call_soon_threadsafe(_tell_all, pairs)
        except RuntimeError:  # the loop is closed, and so is who waited in it
            log.warning("nobody is there to hear of %d posts", len(pairs))


def _tell_all(pairs: Sequence[tuple[Listener, Outcome | Exception]]) -> None:
    for listener, answer in pairs:
        _tell(listener, answer)


def _tell(listener: Listener, answer: Outcome | Exception) -> None:
    try:
        listener(answer)
    except Exception:  # one that fails must not keep the others waiting
        log.exception("an answer was not taken")
