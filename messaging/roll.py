"""The roll of each party: which local sockets look at it, who of them wants to know who is there, and who is."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from events.counters import count
from messaging import frames, presence, realtime
from messaging.attendance import Arrival, Attendance
from messaging.database import ask
from messaging.outlets import Parcel
from messaging.presence import AWAY, OFFLINE, ONLINE, People
from messaging.queries import live

if TYPE_CHECKING:
    from messaging.feeds import Socket
    from messaging.hub import Hub

#: Seconds that coming and going is collected before a party hears of it.
COALESCE: Final = 2.0
#: Seconds between two looks for people whose process died.
SWEEP: Final = 5.0
#: Times that the store is told who is here, to one at which it is read anew where they are members: what told of a
#: change may be lost.
LOOK_AGAIN: Final = 3
#: Seconds after which a store that did not answer is asked once more.
RETRY: Final = 0.5
#: Above so many people online, frames say how many, not who.
MOST_IDS: Final = 1000


class PartyFeed:
    """One party with the local sockets that look at it."""

    def __init__(self, party_id: uuid.UUID, acl: int) -> None:
        self.id, self.acl = party_id, acl
        self.sockets: set[Socket] = set()
        self.by_name: set[Socket] = set()  # those that asked who, not only how many
        self.opening: asyncio.Task[None] | None = None  # until it is heard, and known who is there
        self._people: People = None
        self._said: dict[bool, Parcel] = {}
        #: Who came or went since then. A page may have been rendered in between, so whoever did is told of anew, even
        #: when they are where they were.
        self.moved: set[uuid.UUID] = set()
        #: Of whom sockets have still to be told that had something else to read when it was said.
        self.owed: dict[Socket, set[uuid.UUID]] = {}
        #: Who came or went while nobody could be told who: it was not known, or they were too many.
        self.unnamed: set[uuid.UUID] = set()
        self.rev = 0
        self.timer: asyncio.TimerHandle | None = None

    @property
    def people(self) -> People:
        """Who is there, as said last."""
        return self._people

    @people.setter
    def people(self, people: People) -> None:
        self._people = people
        self._said.clear()

    @property
    def is_named(self) -> bool:
        """Whether it is said who is there, not only how many."""
        return self._people is not None and len(self._people) <= MOST_IDS

    def said(self, *, by_name: bool) -> Parcel:
        """The whole of it for who comes now, made once: hundreds may come at a time."""
        if by_name not in self._said:
            self._said[by_name] = _said(self, self._people or {}, by_name=by_name)
        return self._said[by_name]


class Roll:
    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.parties: dict[uuid.UUID, PartyFeed] = {}
        self.attendance = Attendance(hub)
        self._tasks = [hub.loop.create_task(self._refresh_for_ever()), hub.loop.create_task(self._sweep_for_ever())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.attendance.close()

    # People

    async def came_all(self, arrivals: Iterable[Arrival]) -> None:
        """The first sockets of these people are open here: each with the ids of their parties."""
        await self.attendance.came_all(arrivals)

    async def went_all(self, user_ids: Iterable[uuid.UUID]) -> None:
        """The last sockets of these people are closed here."""
        await self.attendance.went_all(user_ids)

    def back(self) -> None:
        """The bus was away and is here again. If that was Redis, it may have forgotten who is where."""
        presence.store().doubt()
        self.hub.spawn(self.attendance.look_again())

    # Parties

    def watch(
        self, socket: Socket, party_id: uuid.UUID, rev: int, acl: int, *, by_name: bool
    ) -> asyncio.Task[None] | None:
        """Show a party to a socket from now on: its structure, and who comes and goes. `acl` is of when it was allowed.

        Whoever calls this has just seen that the socket has the party, so nothing is waited for here. The answer ends
        when it is known who is there, and is None where it is: then `tell` says so.
        """
        feed = self.parties.get(party_id)
        if feed is None:
            feed = self.parties[party_id] = PartyFeed(party_id, acl)
            feed.opening = self.hub.loop.create_task(self._open(feed))
        feed.acl = min(feed.acl, acl)
        feed.rev = max(feed.rev, rev)
        feed.sockets.add(socket)
        if by_name:
            feed.by_name.add(socket)
        return feed.opening

    def tell(self, socket: Socket, party_id: uuid.UUID, *, by_name: bool) -> None:
        """Tell a socket how many are there, or who, unless it has lost the party since."""
        feed = self.parties.get(party_id)
        if feed is not None and socket in feed.sockets:
            socket.send_parcel(feed.said(by_name=by_name))

    async def _open(self, feed: PartyFeed) -> None:
        """Hear the party, and look who is there: once for all who come meanwhile."""
        if self.parties.get(feed.id) is not feed:
            return  # whoever looked at it had gone before this began, and nobody would end what is begun here
        await self.hub.listener.subscribe(realtime.party_channel(feed.id))
        people = await asyncio.to_thread(presence.store().people, feed.id)
        feed.opening = None
        if feed.people is None:
            feed.people = people

    def unwatch(self, socket: Socket, party_id: uuid.UUID, *, only_names: bool = False) -> None:
        feed = self.parties.get(party_id)
        if feed is None:
            return
        feed.by_name.discard(socket)
        if not only_names:
            feed.sockets.discard(socket)
            feed.owed.pop(socket, None)
        if not feed.sockets:
            del self.parties[party_id]
            self.hub.listener.unsubscribe(realtime.party_channel(party_id))
            if feed.timer is not None:
                feed.timer.cancel()

    def forget(self, socket: Socket) -> None:
        for party_id in socket.parties:
            self.unwatch(socket, party_id)

    def receive(self, signal: frames.PartyFrame | frames.PresenceMoved) -> None:
        feed = self.parties.get(uuid.UUID(signal.party))
        if feed is None:
            return
        if isinstance(signal, frames.PresenceMoved):
            feed.moved.update(map(uuid.UUID, signal.users))
            self._look_soon(feed)
            return
        feed.rev = max(feed.rev, signal.rev)
        parcel = Parcel(signal.frame.encode())
        for socket in tuple(feed.sockets):
            socket.saw(feed.id, rev=signal.rev)
            socket.send_parcel(parcel)
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
        people = await asyncio.to_thread(presence.store().people, feed.id)
        if people is None and feed.people is not None:  # a store that is slow for a moment is not worth a word
            await asyncio.sleep(RETRY)
            people = await asyncio.to_thread(presence.store().people, feed.id)
        is_news = people != feed.people or bool(moved)
        if not is_news and not feed.owed:
            return
        before, feed.people = feed.people or {}, people
        now = people or {}
        changed = {
            user_id: now.get(user_id, OFFLINE)
            for user_id in before.keys() | now.keys() | moved
            if user_id in moved or now.get(user_id) != before.get(user_id)
        }
        self._tell_who_reads(feed, changed, is_news=is_news)
        if feed.owed:
            self._look_soon(feed)

    def _tell_who_reads(self, feed: PartyFeed, changed: Mapping[uuid.UUID, str], *, is_news: bool) -> None:
        """Tell the sockets with nothing else to read; under load messages go first, and the others hear it later."""
        now = feed.people or {}
        if not feed.is_named:
            feed.unnamed |= changed.keys()
        elif feed.unnamed:
            changed = {user_id: now.get(user_id, OFFLINE) for user_id in feed.unnamed | now.keys() | changed.keys()}
            feed.unnamed = set()
        told = {by_name: _said(feed, changed, by_name=by_name) for by_name in (True, False)}
        for socket in tuple(feed.sockets):
            owed = feed.owed.pop(socket, None)
            if not socket.is_idle:
                feed.owed[socket] = (owed or set()) | changed.keys()
                if is_news:
                    count("presence_put_off")
            elif owed is not None:
                if not feed.is_named:
                    feed.unnamed |= owed
                states = {user_id: now.get(user_id, OFFLINE) for user_id in owed | changed.keys()}
                socket.send_parcel(_said(feed, states, by_name=socket in feed.by_name))
            elif is_news:
                socket.send_parcel(told[socket in feed.by_name])

    async def _refresh_for_ever(self) -> None:
        for turn in itertools.count(1):
            await asyncio.sleep(presence.REFRESH)
            await self.hub.quietly(self._say_again() if turn % LOOK_AGAIN else self.attendance.look_again())

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            feeds = list(self.parties.values())
            if any(feed.people is None and feed.opening is None for feed in feeds):
                await self.hub.quietly(self._say_again())  # it is not known who is there: say so as soon as it works
            for feed in feeds:
                self._look_soon(feed)

    async def _say_again(self) -> None:
        await self.attendance.say_again()


def _said(feed: PartyFeed, changed: Mapping[uuid.UUID, str], *, by_name: bool) -> Parcel:
    """A presence event: how many are there, and by name, unless they are too many, who is now where."""
    count = None if feed.people is None else len(feed.people)
    named = changed if by_name and feed.is_named else {}
    states: dict[str, list[str]] = {ONLINE: [], AWAY: [], OFFLINE: []}
    for user_id, state in named.items():
        states[state].append(str(user_id))
    return Parcel(frames.presence_event(str(feed.id), count, **{state: sorted(ids) for state, ids in states.items()}))
