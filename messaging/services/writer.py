"""The writer: one thread of a web process that saves what all its requests and sockets post.

It takes whatever waits, saves it in one transaction, publishes it in number order and answers everybody. There is no
timer: a post that comes alone is saved alone, and while a batch is being saved the next one gathers. So the busier it
is, the less each post costs.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final

from django.conf import settings
from django.db import connections

from events.errors import Unavailable
from messaging.services import writer_metrics
from messaging.services.batches import MOST_AT_ONCE, Answer, Saver, TopicHeld
from messaging.services.held import HeldTopics
from messaging.services.posts import NewMessage, Outcome
from messaging.services.submitted import Listener, Submitted, answer_all

log = logging.getLogger(__name__)

MOST_WAITING: Final = 4096
#: Seconds that a thread waits for an answer; the post may be saved all the same, so its sender asks again. With the
#: second that a request may wait for a thread these are the five in which people are promised an answer of some kind.
ANSWER_WITHIN: Final = 4.0
#: Seconds that one batch may take before nobody is let in behind it.
STALLED: Final = 6.0
#: Seconds that what waits gets when the process ends.
DRAIN_WITHIN: Final = 7.0


class Writer:
    """Starts its thread at once. `saver` makes what saves for a thread."""

    def __init__(self, saver: Callable[[], Saver] = Saver) -> None:
        self._saver = saver
        self._waiting: deque[Submitted] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._busy_since: float | None = None
        self._held = HeldTopics(saver)
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def submit(self, post: NewMessage, answer: Listener, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Hand a post over, from any thread or loop; `answer` is called with what became of it (see `Submitted`).

        Raises Unavailable when too many wait, or the writer is closing. Sent again with its client_id the post is saved
        once, whatever became of it before.
        """
        submitted = Submitted(post, answer, loop, time.monotonic())
        with self._changed:
            if self._closing or self._is_full(submitted.since):
                writer_metrics.turned_away.inc()
                raise Unavailable
            self._waiting.append(submitted)
            self._changed.notify()

    def save(self, post: NewMessage) -> Outcome:
        """`submit`, and wait for the answer. Raises Unavailable when none comes, and what kept it from being saved."""
        done: Future[Answer] = Future()
        self.submit(post, done.set_result)
        try:
            answer = done.result(ANSWER_WITHIN)
        except TimeoutError:
            raise Unavailable from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self, seconds: float = DRAIN_WITHIN) -> bool:
        """Take no more, save and answer what waits, and end the thread; False when it has not ended in time."""
        until = time.monotonic() + seconds
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(seconds)
        self._held.close(max(0.0, until - time.monotonic()))
        return not self._thread.is_alive() and not len(self._held)

    def __len__(self) -> int:
        """Posts that wait."""
        return len(self._waiting) + len(self._held)

    def _is_full(self, moment: float) -> bool:
        stalled = self._busy_since is not None and moment - self._busy_since > STALLED
        return stalled or len(self) >= MOST_WAITING

    def _work(self) -> None:
        saver = self._saver()
        try:
            while batch := self._take():
                self._save(batch, saver)
        finally:
            saver.close()

    def _take(self) -> list[Submitted]:
        """What waits, at most MOST_AT_ONCE; nothing when it is time to go."""
        with self._changed:
            self._busy_since = None
            while not self._waiting and not self._closing:
                self._changed.wait()
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]
            self._busy_since = time.monotonic()
            return batch

    def _save(self, batch: Sequence[Submitted], saver: Saver) -> None:
        # Asked once for each topic: its posts stay in order, whatever the other thread does meanwhile.
        waits = {topic: self._held.waits_for(topic) for topic in {one.post.topic_id for one in batch}}
        held = [one for one in batch if waits[one.post.topic_id]]
        rest = [one for one in batch if not waits[one.post.topic_id]]
        answers: list[Answer]
        try:
            answers = saver.save([one.post for one in rest]) if rest else []
        except Exception:  # the thread has to live, and everybody is to be answered
            log.exception("writer")
            answers = [Unavailable() for _ in rest]
        if rest:
            writer_metrics.batch_size.observe(len(rest))
        done: list[tuple[Submitted, Answer]] = []
        for one, answer in zip(rest, answers, strict=True):
            if isinstance(answer, TopicHeld):
                held.append(one)
            else:
                done.append((one, answer))
        try:
            self._held.take_in(held)
        except RuntimeError:  # no thread can be made
            log.exception("writer of held topics")
            done += [(one, Unavailable()) for one in held]
        answer_all(done)


_running: Writer | None = None
writer_metrics.waiting.set_function(lambda: len(_running) if _running is not None else 0)


def start_writer() -> Writer | None:
    """Let posts of this process go through a writer from now on; None where the database is not PostgreSQL."""
    global _running
    if _running is None and connections[settings.MESSAGING_DB].vendor == "postgresql":
        _running = Writer()
    return _running


def running() -> Writer | None:
    """This process's writer, if it has one that is not closing."""
    return _running


def close_writer() -> None:
    """Save and answer what waits. Later posts of this process are saved by whoever brings them."""
    global _running
    closing, _running = _running, None
    if closing is not None and not closing.close():
        log.error("the writer was left with %d posts", len(closing))
