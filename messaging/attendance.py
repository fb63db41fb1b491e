"""Whom this process has with it, in which parties and whether active; and telling the store, one round trip for many.

What is true is noted at once. What the store and the parties are told follows, one telling after the other: whatever
changes while one is under way goes into the next, and each says what is true when it begins, so nothing is told in the
wrong order however quickly somebody comes and goes.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from messaging import presence, realtime
from messaging.database import ask
from messaging.queries import live

if TYPE_CHECKING:
    from messaging.hub import Hub

#: A person with the ids of their parties.
Arrival = tuple[uuid.UUID, Sequence[uuid.UUID]]

_NOWHERE: Final[frozenset[uuid.UUID]] = frozenset()


class Attendance:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._parties: dict[uuid.UUID, set[uuid.UUID]] = {}  # of each person with a socket here
        self._away: set[uuid.UUID] = set()
        self._told: dict[uuid.UUID, frozenset[uuid.UUID]] = {}  # where the store was told that they are
        self._changed: set[uuid.UUID] = set()
        self._all = False
        self._running: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    async def came_all(self, arrivals: Iterable[Arrival]) -> None:
        """The first sockets of these people are open here."""
        for user_id, parties in arrivals:
            if user_id in self._hub.people:
                self._parties[user_id] = set(parties)
                self._see_whether_active(user_id)
                self._changed.add(user_id)
        await self._tell_soon()

    async def went_all(self, user_ids: Iterable[uuid.UUID]) -> None:
        """The last sockets of these people are closed here."""
        for user_id in user_ids:
            if user_id not in self._hub.people:
                self._forget(user_id)
        await self._tell_soon()

    async def joined(self, user_id: uuid.UUID, party_id: uuid.UUID) -> None:
        """Somebody has become a member."""
        parties = self._parties.get(user_id)
        if parties is not None and party_id not in parties:
            parties.add(party_id)
            self._changed.add(user_id)
            await self._tell_soon()

    async def left(self, user_id: uuid.UUID, party_id: uuid.UUID) -> None:
        """Somebody is no member any more."""
        parties = self._parties.get(user_id)
        if parties is not None and party_id in parties:
            parties.discard(party_id)
            self._changed.add(user_id)
            await self._tell_soon()

    async def look_again(self) -> None:
        """Read anew in which parties everybody is, and tell the store: what told of a change may be lost."""
        before = {user_id: set(parties) for user_id, parties in self._parties.items()}
        try:
            found = await ask(live.party_ids_of, list(before)) if before else {}
            for user_id in before.keys() & self._parties.keys():
                now_in = set(found.get(user_id, ()))
                if self._parties[user_id] == before[user_id] != now_in:  # else something newer has come
                    self._parties[user_id] = now_in
                    self._changed.add(user_id)
        finally:
            await self.say_again()

    def stirred(self, user_id: uuid.UUID) -> None:
        """One of somebody's sockets is active, or is not, or is there no more: perhaps they are away now."""
        if user_id in self._parties and self._see_whether_active(user_id):
            self._changed.add(user_id)
            self._tell_soon()

    def say_again(self) -> asyncio.Future[None]:
        """Tell the store of everybody, because what it was told expires or may be lost."""
        self._all = True
        return self._tell_soon()

    async def close(self) -> None:
        """The process ends, and its people are gone at once."""
        for user_id in list(self._parties):
            self._forget(user_id)
        await self._tell_soon()

    def _see_whether_active(self, user_id: uuid.UUID) -> bool:
        """Look at the sockets; whether that has changed anything."""
        before = user_id in self._away
        away = not any(socket.active for socket in self._hub.people.get(user_id, ()))
        (self._away.add if away else self._away.discard)(user_id)
        return away != before

    def _forget(self, user_id: uuid.UUID) -> None:
        if self._parties.pop(user_id, None) is not None:
            self._away.discard(user_id)
            self._changed.add(user_id)

    def _tell_soon(self) -> asyncio.Future[None]:
        """Done when what has changed so far was told."""
        if self._next is None:
            self._next = self._hub.loop.create_task(self._tell(self._running))
        return asyncio.shield(self._next)

    async def _tell(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        self._running, self._next = self._next, None
        changed, self._changed = self._changed, set()
        said, self._all = (self._parties.keys() if self._all else changed), False
        here = [(party_id, user_id) for user_id in said for party_id in self._parties.get(user_id, ())]
        gone = [(party_id, user_id) for user_id in changed for party_id in self._left_by(user_id)]
        moved = [(party_id, user_id) for user_id in changed for party_id in self._parties.get(user_id, ())] + gone
        for user_id in changed:
            if user_id in self._parties:
                self._told[user_id] = frozenset(self._parties[user_id])
            else:
                self._told.pop(user_id, None)
        await asyncio.to_thread(_tell_store, here, gone, frozenset(self._away & set(said)), moved)

    def _left_by(self, user_id: uuid.UUID) -> frozenset[uuid.UUID]:
        return self._told.get(user_id, _NOWHERE) - self._parties.get(user_id, set())


def _tell_store(
    here: Sequence[tuple[uuid.UUID, uuid.UUID]],
    gone: Sequence[tuple[uuid.UUID, uuid.UUID]],
    away: frozenset[uuid.UUID],
    moved: Sequence[tuple[uuid.UUID, uuid.UUID]],
) -> None:
    store = presence.store()
    if gone:
        store.gone(gone)
    if here:
        store.here(here, away=away)
    realtime.announce_presence(moved)
