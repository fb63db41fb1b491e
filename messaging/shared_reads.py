"""What those missed who come back to one topic, read once for all who wait: after a restart many come at once.

Whoever asks while a read is under way is served by the next one, so a topic has one read at a time, and everybody is
asked about after their own coming. Nothing is kept for those who come later.
"""

import asyncio
import uuid
from collections.abc import Callable, Sequence

from messaging import frames
from messaging.database import ask
from messaging.frames import Change, TopicChange
from messaging.models import Message
from messaging.outlets import Parcel
from messaging.queries import live

Form = tuple[str, str]
ChangesOf = Callable[[int, Sequence[Message]], Sequence[TopicChange]]
#: Who waits, from which rev on, and for what.
_Waiting = tuple[uuid.UUID, int, "asyncio.Future[Past]"]


class Past:
    """What one read found. `changes` are by rev, and each is made into a frame once a format and language."""

    def __init__(self, missed: live.Missed, changes: Sequence[TopicChange]) -> None:
        self.head, self.acl, self.people = missed.head, missed.acl, missed.people
        self._since, self._changes = missed.since, changes
        self._made: dict[tuple[int, int, Form], bytes] = {}

    def after(self, rev: int) -> list[TopicChange] | None:
        """All that changed after `rev`; None where that was too much to be read."""
        return [change for change in self._changes if change.rev > rev] if rev >= self._since else None

    def parcel(self, changes: Sequence[Change], form: Form) -> Parcel:
        return Parcel(*(self._frame(change, form) for change in changes))

    def _frame(self, change: Change, form: Form) -> bytes:
        key = change.prev, change.rev, form
        frame = self._made.get(key)
        if frame is None:
            frame = self._made[key] = frames.topic_event(change, *form)
        return frame


class SharedReads:
    """The reads of one topic."""

    def __init__(self, topic_id: uuid.UUID) -> None:
        self._topic_id = topic_id
        self._waiting: list[_Waiting] = []
        self._task: asyncio.Task[None] | None = None

    async def past(self, person_id: uuid.UUID, rev: int, most: int, changes_of: ChangesOf) -> Past:
        """What changed after `rev`, `most` messages at most, read from now on. Raises what the database does.

        `changes_of`, called in a thread, makes rows into changes, of which the first follows a rev.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Past] = loop.create_future()
        self._waiting.append((person_id, rev, future))
        if self._task is None:
            self._task = loop.create_task(self._read_all(most, changes_of))
        return await future

    async def _read_all(self, most: int, changes_of: ChangesOf) -> None:
        """Until nobody waits any more."""
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, []
                waiting = [one for one in waiting if not one[2].done()]  # they may have left
                if waiting:
                    await self._read(waiting, most, changes_of)
        finally:
            self._task = None
            for _person_id, _rev, future in self._waiting:
                future.cancel()  # the loop ends

    async def _read(self, waiting: Sequence[_Waiting], most: int, changes_of: ChangesOf) -> None:
        people, revs = {person_id for person_id, _, _ in waiting}, {rev for _, rev, _ in waiting}

        def read() -> Past:
            missed = live.missed(self._topic_id, people, revs, most)
            return Past(missed, changes_of(missed.since, missed.rows))

        try:
            past = await ask(read)
        except BaseException as error:
            for _person_id, _rev, future in waiting:
                if not future.done():
                    future.cancel() if isinstance(error, asyncio.CancelledError) else future.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for _person_id, _rev, future in waiting:
            if not future.done():
                future.set_result(past)
