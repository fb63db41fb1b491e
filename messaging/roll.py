"""The roll of each party: which local sockets look at it, who of them wants to know who is online, and who is."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Final

from messaging import frames, presence, realtime
from messaging.database import ask
from messaging.queries import live

if TYPE_CHECKING:
    from messaging.feeds import Socket
    from messaging.hub import Hub

#: Seconds that coming and going is collected before a party hears of it.
COALESCE: Final = 2.0
#: Seconds between two looks for people whose process died.
SWEEP: Final = 5.0
#: Above so many people online, frames say how many, not who.
MOST_IDS: Final = 1000


class PartyFeed:
    """One party with the local sockets that look at it."""

    def __init__(self, party_id: uuid.UUID, acl: int) -> None:
        self.id, self.acl = party_id, acl
        self.sockets: set[Socket] = set()
        self.by_name: set[Socket] = set()  # those that asked who, not only how many
        self.online: set[uuid.UUID] | None = None  # as said last; None: not known
        #: Who came or went since then. A page may have been rendered in between, so whoever did is told of anew, even
        #: when they are where they were.
        self.moved: set[uuid.UUID] = set()
        self.rev = 0
        self.timer: asyncio.TimerHandle | None = None


class Roll:
    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.parties: dict[uuid.UUID, PartyFeed] = {}
        self._parties_of: dict[uuid.UUID, list[uuid.UUID]] = {}  # of each person with a socket here
        self._tasks = [hub.loop.create_task(self._refresh_for_ever()), hub.loop.create_task(self._sweep_for_ever())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        pairs = [(party, person) for person, parties in self._parties_of.items() for party in parties]
        await asyncio.to_thread(presence.store().gone, pairs)

    # People

    async def came(self, user_id: uuid.UUID, parties: list[uuid.UUID]) -> None:
        """The first socket of somebody is open here."""
        if user_id in self.hub.people:
            self._parties_of[user_id] = parties
            await self._say(presence.store().here, user_id, parties)
            if user_id not in self._parties_of:  # they left meanwhile, and that may have been noted before this
                await self._say(presence.store().gone, user_id, parties)

    async def went(self, user_id: uuid.UUID) -> None:
        """The last socket of somebody is closed here."""
        parties = self._parties_of.pop(user_id, [])
        await self._say(presence.store().gone, user_id, parties)
        if user_id in self._parties_of:  # they came back meanwhile, and that may have been noted before this
            await self._say(presence.store().here, user_id, self._parties_of[user_id])

    async def joined(self, user_id: uuid.UUID, party_id: uuid.UUID) -> None:
        """Somebody who is online has become a member."""
        parties = self._parties_of.get(user_id)
        if parties is not None and party_id not in parties:
            parties.append(party_id)
            await self._say(presence.store().here, user_id, [party_id])

    async def left(self, user_id: uuid.UUID, party_id: uuid.UUID) -> None:
        """Somebody who is online is no member any more."""
        parties = self._parties_of.get(user_id)
        if parties is not None and party_id in parties:
            parties.remove(party_id)
            await self._say(presence.store().gone, user_id, [party_id])

    async def _say(self, how: object, user_id: uuid.UUID, parties: list[uuid.UUID]) -> None:
        def tell() -> None:
            how([(party_id, user_id) for party_id in parties])  # type: ignore[operator]
            for party_id in parties:
                realtime.announce_presence(party_id, user_id)

        await asyncio.to_thread(tell)

    # Parties

    async def watch(self, socket: Socket, party_id: uuid.UUID, rev: int, acl: int, *, by_name: bool) -> None:
        """Show a party to a socket: its structure, and how many are online, or who. `acl` is of when it was allowed."""
        feed = self.parties.get(party_id)
        if feed is None:
            feed = self.parties[party_id] = PartyFeed(party_id, acl)
        feed.acl = min(feed.acl, acl)
        is_new = not feed.sockets
        feed.rev = max(feed.rev, rev)
        feed.sockets.add(socket)  # before anything is waited for: an empty feed may be forgotten
        if by_name:
            feed.by_name.add(socket)
        if is_new:
            await self.hub.listener.subscribe(realtime.party_channel(party_id))
        online = await asyncio.to_thread(presence.store().online, party_id)
        socket.send_frame(_said(feed, online or set(), set(), online, by_name=by_name))
        if feed.online is None:
            feed.online = online

    def unwatch(self, socket: Socket, party_id: uuid.UUID, *, only_names: bool = False) -> None:
        feed = self.parties.get(party_id)
        if feed is None:
            return
        feed.by_name.discard(socket)
        if not only_names:
            feed.sockets.discard(socket)
        if not feed.sockets:
            del self.parties[party_id]
            self.hub.listener.unsubscribe(realtime.party_channel(party_id))
            if feed.timer is not None:
                feed.timer.cancel()

    def forget(self, socket: Socket) -> None:
        for party_id in [key for key, feed in self.parties.items() if socket in feed.sockets]:
            self.unwatch(socket, party_id)

    def receive(self, signal: frames.PartyFrame | frames.PresenceMoved) -> None:
        feed = self.parties.get(uuid.UUID(signal.party))
        if feed is None:
            return
        if isinstance(signal, frames.PresenceMoved):
            feed.moved.add(uuid.UUID(signal.user))
            self._look_soon(feed)
            return
        feed.rev = max(feed.rev, signal.rev)
        for socket in tuple(feed.sockets):
            socket.saw(feed.id, rev=signal.rev)
            socket.send_frame(signal.frame.encode())
            if signal.ended:
                self.hub.lose_party(socket, feed.id)

    async def recheck(self) -> None:
        """Ask again who is a member where the party's `acl` has moved.

        The frame that tells somebody that they are none may be lost, or come while they are let in.
        """
        acls = await ask(live.acls_of_parties, list(self.parties)) if self.parties else {}
        for feed in [feed for key, feed in self.parties.items() if acls.get(key, 0) > feed.acl]:
            asked = set(feed.sockets)
            members = await ask(live.members_among, feed.id, [socket.person.id for socket in asked])
            if feed.sockets <= asked:  # else the next look asks about those who came meanwhile
                feed.acl = acls[feed.id]
            for socket in asked & feed.sockets:
                if socket.person.id not in members:
                    self.hub.lose_party(socket, feed.id)

    def _look_soon(self, feed: PartyFeed) -> None:
        if feed.timer is None:
            feed.timer = self.hub.loop.call_later(COALESCE, lambda: self.hub.spawn(self._look(feed)))

    async def _look(self, feed: PartyFeed) -> None:
        """Tell the local sockets what has changed since the last look."""
        feed.timer = None
        moved, feed.moved = feed.moved, set()
        online = await asyncio.to_thread(presence.store().online, feed.id)
        if online == feed.online and not moved:
            return
        before = (feed.online or set()) | moved
        came = set() if online is None else (online - (feed.online or set())) | (online & moved)
        went = set() if online is None else before - online
        feed.online = online
        for socket in tuple(feed.sockets):
            socket.send_frame(_said(feed, came, went, online, by_name=socket in feed.by_name))

    async def _refresh_for_ever(self) -> None:
        while True:
            await asyncio.sleep(presence.REFRESH)
            pairs = [(party, person) for person, parties in self._parties_of.items() for party in parties]
            if pairs:
                await self.hub.quietly(asyncio.to_thread(presence.store().here, pairs))

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            for feed in list(self.parties.values()):
                self._look_soon(feed)


def _said(
    feed: PartyFeed, came: set[uuid.UUID], went: set[uuid.UUID], online: set[uuid.UUID] | None, *, by_name: bool
) -> bytes:
    count = None if online is None else len(online)
    named = by_name and (count or 0) <= MOST_IDS
    return frames.presence_event(
        str(feed.id),
        sorted(map(str, came)) if named else [],
        sorted(map(str, went)) if named else [],
        count,
    )
