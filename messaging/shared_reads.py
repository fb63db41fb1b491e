"""What those missed who come back to one topic, read once for all who wait: after a restart many come at once.

Whoever asks while a read is under way is served by the next one, so a topic has one read at a time, and everybody is
asked about after their own coming. Nothing is kept for those who come later.
"""

import asyncio
import uuid
from collections.abc import Callable, Sequence

from messaging import frames
from messaging.database import ask
from messaging.frames import Change, Form, TopicChange
from messaging.models import Message
from messaging.outlets import Parcel
from messaging.queries import live

ChangesOf = Callable[[int, Sequence[Message]], Sequence[TopicChange]]


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
        self._waiting: list[tuple[uuid.UUID, int]] = []  # who the next read is for, and from which rev on
        self._newest: asyncio.Task[Past] | None = None  # that read, or the one under way when nobody waits

    async def past(self, person_id: uuid.UUID, rev: int, most: int, changes_of: ChangesOf) -> Past:
        """What changed after `rev`, `most` messages at most, read from now on. Raises what the database does.

        `changes_of`, called in a thread, makes rows into changes, of which the first follows a rev.
        """
        newest = self._newest
        if newest is None or not self._waiting:
            newest = self._newest = asyncio.create_task(self._read(newest, most, changes_of))
        self._waiting.append((person_id, rev))
        return await asyncio.shield(newest)  # whoever leaves takes nothing from the others

    async def _read(self, before: asyncio.Task[Past] | None, most: int, changes_of: ChangesOf) -> Past:
        if before is not None:
            await asyncio.wait([before])
        waiting, self._waiting = self._waiting, []
        people, revs = {person_id for person_id, _rev in waiting}, {rev for _person_id, rev in waiting}

        def read() -> Past:
            missed = live.missed(self._topic_id, people, revs, most)
            return Past(missed, changes_of(missed.since, missed.rows))

        try:
            return await ask(read)
        finally:
            if not self._waiting:
                self._newest = None  # nothing is kept for those who come later
