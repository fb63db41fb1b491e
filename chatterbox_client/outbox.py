"""Own posts on their way: each is sent until it is answered, with the same client_id, one at a time in each topic."""

import asyncio
import dataclasses
from collections import deque
from typing import Final

from chatterbox_client.api import Json, Refused

#: Seconds after which an unanswered post is sent once more: with the same client_id it can't become two.
ANSWER_WITHIN: Final = 10.0
#: Posts that may wait.
MOST_WAITING: Final = 1000


class Full(Exception):
    """Too many posts wait already."""


@dataclasses.dataclass
class Post:
    topic: str
    client_id: str
    text: str
    reply_to: str | None
    answer: "asyncio.Future[Json]"
    due: float = 0.0  # when to send it (again), in the time of the loop

    @property
    def command(self) -> Json:
        return {"topic": self.topic, "client_id": self.client_id, "text": self.text, "reply_to": self.reply_to}


class Outbox:
    def __init__(self) -> None:
        self._queues: dict[str, deque[Post]] = {}
        self.changed = asyncio.Event()

    def __len__(self) -> int:
        return sum(map(len, self._queues.values()))

    def add(self, post: Post) -> None:
        """Raises Full."""
        if len(self) >= MOST_WAITING:
            raise Full
        self._queues.setdefault(post.topic, deque()).append(post)
        self.changed.set()

    def due(self, moment: float) -> list[Post]:
        """The first of each topic, if it is time to send it."""
        return [queue[0] for queue in self._queues.values() if queue[0].due <= moment]

    def next_due(self) -> float | None:
        return min((queue[0].due for queue in self._queues.values()), default=None)

    def send_all_again(self) -> None:
        """A new connection: nobody knows what the old one has brought."""
        for queue in self._queues.values():
            queue[0].due = 0.0
        self.changed.set()

    def acknowledged(self, client_id: str, message: Json) -> None:
        post = self._take(client_id)
        if post is not None and not post.answer.done():
            post.answer.set_result(message)

    def refused(self, client_id: str, refusal: Refused, moment: float) -> None:
        """What may be tried again later is; the rest is told to whoever posted."""
        if refusal.retry_after is not None:
            for queue in self._queues.values():
                if queue[0].client_id == client_id:
                    queue[0].due = moment + refusal.retry_after
            self.changed.set()
            return
        post = self._take(client_id)
        if post is not None and not post.answer.done():
            post.answer.set_exception(refusal)

    def wait(self, moment: float) -> None:
        """Some frame was refused without a word which: none is sent before this moment."""
        for queue in self._queues.values():
            queue[0].due = moment
        self.changed.set()

    def _take(self, client_id: str) -> Post | None:
        for topic, queue in self._queues.items():
            if queue[0].client_id == client_id:
                post = queue.popleft()
                if not queue:
                    del self._queues[topic]
                self.changed.set()
                return post
        return None
