"""Posts to topics whose rows somebody else holds: tried on a connection of their own, so that all others go on.

While a topic has posts here its later ones come here too, behind them.
"""

import logging
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from events.errors import Unavailable
from messaging.services.batches import MOST_AT_ONCE, Answer, Saver, TopicHeld
from messaging.services.submitted import Submitted, answer_all

log = logging.getLogger(__name__)

#: Seconds after its submission in which a post to a held topic is tried again.
HELD_WITHIN: Final = 3.0
#: Seconds to wait for work before the thread and its connection are given up.
IDLE: Final = 60.0


class HeldTopics:
    """A queue for each held topic, and a thread while there are any."""

    def __init__(self, saver: Callable[[], Saver] = Saver) -> None:
        self._saver = saver
        self._queues: dict[uuid.UUID, deque[Submitted]] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False

    def __len__(self) -> int:
        """Posts that wait here."""
        return sum(map(len, list(self._queues.values())))

    def take_in(self, submitted: Sequence[Submitted]) -> None:
        """Try these until their topics are free, or HELD_WITHIN has passed. Raises RuntimeError when there can be no
        thread for them.
        """
        with self._changed:
            if self._thread is None and submitted:
                thread = threading.Thread(target=self._work, name="writer of held topics", daemon=True)
                thread.start()  # it waits for `_changed`
                self._thread = thread
            for one in submitted:
                self._queues.setdefault(one.post.topic_id, deque()).append(one)
            self._changed.notify()

    def waits_for(self, topic_id: uuid.UUID) -> bool:
        """Whether posts to this topic wait here, so that the next has to come after them."""
        return topic_id in self._queues

    def close(self, seconds: float) -> None:
        """Let what waits come to its end."""
        with self._changed:
            self._closing = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _work(self) -> None:
        saver = self._saver()
        try:
            while topic_id := self._next():
                self._try(topic_id, saver)
        finally:
            saver.close()

    def _next(self) -> uuid.UUID | None:
        """The topic whose turn it is; None when it is time to go."""
        with self._changed:
            if not self._queues and not self._closing:
                self._changed.wait(IDLE)
            if not self._queues:
                self._thread = None
                return None
            return next(iter(self._queues))

    def _try(self, topic_id: uuid.UUID, saver: Saver) -> None:
        queue = self._queues[topic_id]
        with self._changed:
            batch = [queue.popleft() for _ in range(min(len(queue), MOST_AT_ONCE))]
        answers: list[Answer]
        try:
            answers = saver.save([one.post for one in batch])
        except Exception:  # the thread has to live, and everybody is to be answered
            log.exception("writer of held topics")
            answers = [Unavailable() for _ in batch]
        latest = time.monotonic() - HELD_WITHIN
        left: list[Submitted] = []
        done: list[tuple[Submitted, Answer]] = []
        for one, answer in zip(batch, answers, strict=True):
            if not isinstance(answer, TopicHeld):
                done.append((one, answer))
            elif one.since < latest:
                done.append((one, Unavailable()))
            else:
                left.append(one)
        with self._changed:
            queue.extendleft(reversed(left))
            del self._queues[topic_id]
            if queue:
                self._queues[topic_id] = queue  # behind the other topics
        answer_all(done)
