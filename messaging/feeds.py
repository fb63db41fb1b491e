"""One topic as one process shows it: the sockets that look at it, and those on their way in."""

import asyncio
import uuid
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import msgspec

from messaging import frames, realtime, shapes, socket_metrics
from messaging.frames import Change, Form, TopicChange
from messaging.models import Message, User
from messaging.ordering import HELD_AT_MOST, Order
from messaging.outlets import MOST_WAITING, Parcel
from messaging.queries.live import Head
from messaging.shared_reads import Past, SharedReads

#: Makes changes into frames.
Maker = Callable[[Sequence[Change], Form], Parcel]
#: Changes that are made into frames for one socket without looking after the others.
PIECE: Final = 25
#: More than any rev: nothing comes after it.
NEWEST: Final = 2**53
#: Bytes of late changes that are told one by one: half of what may wait for a client.
MOST_LATE: Final = MOST_WAITING // 2


class Socket(ABC):
    """What the hub knows of a connection."""

    person: User
    ses: str
    form: Form
    feeds: "set[TopicFeed]"  # those that it reads or watches; kept by them
    watched: dict[uuid.UUID, int]  # topics of which it wants to know the head, with the highest rev that it was sent
    active: bool  # whether the person looks at it
    parties: dict[uuid.UUID, tuple[int, int]]  # those it looks at, with the highest (rev, my_rev) that it was sent

    def saw(self, party_id: uuid.UUID, *, rev: int = 0, my_rev: int = 0) -> None:
        """A frame with this number of a party is on its way."""
        if party_id in self.parties:
            before = self.parties[party_id]
            self.parties[party_id] = max(before[0], rev), max(before[1], my_rev)

    def lacks(self, party_id: uuid.UUID, rev: int, my_rev: int) -> bool:
        """Whether a party that it looks at is further than it was told."""
        before = self.parties[party_id]
        return rev > before[0] or my_rev > before[1]

    @abstractmethod
    def send_parcel(self, parcel: Parcel) -> None:
        """Queue frames that leave together; never waits."""

    def send_frame(self, frame: bytes) -> None:
        """The same for a frame that is for nobody else."""
        self.send_parcel(Parcel(frame))

    @property
    @abstractmethod
    def unread(self) -> int:
        """Bytes that wait for the client to read what was sent before them."""

    @property
    @abstractmethod
    def is_idle(self) -> bool:
        """Whether nothing waits for the client to read it: what is not worth waiting for may be sent."""

    @abstractmethod
    async def drained(self) -> None:
        """Wait until the client has read what was sent, but for what a transport holds anyway; not for ever."""

    @abstractmethod
    def charge(self, changes: int) -> None:
        """So many changes that it had missed are on their way."""

    @abstractmethod
    def end(self, code: int) -> None:
        """Close with a code of the protocol."""

    @abstractmethod
    def lost_topic(self, topic_id: uuid.UUID) -> None:
        """This subscription has ended, the rest goes on."""

    @abstractmethod
    def lost_party(self, party_id: uuid.UUID) -> None:
        """The same of a party."""


class Joiner:
    """A socket on its way in. What the feed delivers while the database is read for it is held, so nothing is lost
    between the rows and the first live frame however many write meanwhile.
    """

    def __init__(self, since: int | None) -> None:
        self.since = since  # everything that was delivered after this rev is held
        self.held: list[Change] = []

    def hold(self, changes: Sequence[Change]) -> None:
        """What was delivered to others. While somebody reads slowly much may come: the oldest is read again then."""
        self.held.extend(changes)
        if len(self.held) > HELD_AT_MOST:
            self.since = self.held[-HELD_AT_MOST - 1].rev
            del self.held[:-HELD_AT_MOST]

    def follows(self, head: int) -> bool:
        """Whether rows up to `head` and what is held leave no gap."""
        return self.since is not None and head >= self.since

    def after(self, head: int) -> list[Change]:
        """What is held of later changes than rows up to `head` tell."""
        return [change for change in self.held if change.rev > head]


class TopicFeed:
    """One topic with the local sockets that look at it."""

    def __init__(self, topic_id: uuid.UUID, party_id: uuid.UUID, acl: int) -> None:
        self.id, self.party_id, self.acl = topic_id, party_id, acl
        self.sockets: set[Socket] = set()
        self.watchers: set[Socket] = set()  # those that want to know of its head; they may be in `sockets` too
        self.joiners: set[Joiner] = set()
        self.order: Order[Change] = Order()
        #: What came while it was not known who may see it, or while older changes were being read.
        self.later: deque[Change] = deque(maxlen=HELD_AT_MOST)
        self.ready: asyncio.Task[None] | None = None  # the bus carries it
        self.timer: asyncio.TimerHandle | None = None
        self.repairing = False
        self.reads = SharedReads(topic_id)

    @property
    def is_unused(self) -> bool:
        return not self.sockets and not self.watchers and not self.joiners

    @property
    def is_only_watched(self) -> bool:
        """Whether nobody here reads what is in it."""
        return not self.sockets and not self.joiners

    @property
    def lookers(self) -> set[Socket]:
        """Everybody who has to be allowed to see it."""
        return self.sockets | self.watchers

    def show(self, socket: Socket) -> None:
        """A socket reads it from now on."""
        self.sockets.add(socket)
        socket.feeds.add(self)

    def hide(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        if socket not in self.watchers:
            socket.feeds.discard(self)

    def watch(self, socket: Socket) -> None:
        """A socket is told of its head from now on."""
        self.watchers.add(socket)
        socket.feeds.add(self)

    def unwatch(self, socket: Socket) -> None:
        self.watchers.discard(socket)
        if socket not in self.sockets:
            socket.feeds.discard(self)

    def drop(self, socket: Socket) -> None:
        """A socket neither reads nor watches it any more."""
        self.hide(socket)
        self.unwatch(socket)

    @contextmanager
    def joining(self) -> Iterator[Joiner]:
        """The feed stays for the joiner, and holds for them what it delivers."""
        joiner = Joiner(self.order.have)
        self.joiners.add(joiner)
        try:
            yield joiner
        finally:
            self.joiners.discard(joiner)

    def start(self, head: int) -> None:
        """Whoever is first has read everything up to `head`; the order of the live changes begins there."""
        if self.order.have is None:
            for joiner in self.joiners:
                joiner.since = head
            self.deliver(self.order.start(head))

    def take_later(self) -> list[Change]:
        """What was put off, by rev."""
        later = sorted(self.later, key=lambda change: change.rev)
        self.later.clear()
        return later

    def skip_to(self, head: Head) -> None:
        """Nobody reads it, and it has moved: its watchers are told where it is now, but not what has happened."""
        have = self.order.have
        if have is None or head.rev <= have:
            self.order.wanted = have or 0  # it is not in the database: the poll says when there is more
            return
        self._tell_watchers(Parcel(frames.head_at(str(self.id), head.rev, head.n)), head.rev)
        self.deliver(self.order.start(head.rev))

    def deliver(self, changes: Sequence[Change], *, late: bool = False) -> None:
        """To each local socket, all changes in one parcel, which is made once a format and language.

        `late`: they were waited for, so they may be more than is told one by one.
        """
        if not changes:
            return
        for joiner in self.joiners:
            joiner.hold(changes)
        made: dict[Form, Parcel] = {}
        for socket in self.sockets:
            parcel = made.get(socket.form)
            if parcel is None:
                parcel = made[socket.form] = (_late_parcel if late else _parcel)(changes, socket.form)
            socket.send_parcel(parcel)
        if made:
            size = sum(parcel.size for parcel in made.values()) * len(self.sockets) // len(made)
            moments = [change.at for change in changes if isinstance(change, TopicChange)]
            count = len(next(iter(made.values())).payloads)  # one, of many that are late
            socket_metrics.note_delivery(moments, receivers=len(self.sockets), frames_each=count, size=size)
        if not self.watchers <= self.sockets:
            self._tell_watchers(Parcel(*map(frames.head_event, changes)), changes[-1].rev)

    def _tell_watchers(self, parcel: Parcel, rev: int) -> None:
        """Who reads the topic is told by the message itself."""
        for socket in self.watchers - self.sockets:
            socket.watched[self.id] = rev
            socket.send_parcel(parcel)

    async def past(self, person_id: uuid.UUID, rev: int, most: int) -> Past:
        """What somebody who has the topic up to `rev` lacks, `most` messages at most. Raises what the database does."""
        return await self.reads.past(person_id, rev, most, lambda since, rows: list(from_rows(self, since, rows)))

    async def send(self, socket: Socket, changes: Sequence[Change], make: Maker | None = None) -> bool:
        """To one socket alone, as fast as it reads. Whether that was done at once, so that nothing has moved since."""
        make = make or _parcel
        socket.charge(len(changes))  # all of them now: whoever hangs up meanwhile has had them made
        at_once = True
        for first in range(0, len(changes), PIECE):
            if first:
                at_once = False
                await asyncio.sleep(0)  # making many frames is long work, and others wait for the loop
                await socket.drained()
            socket.send_parcel(make(changes[first : first + PIECE], socket.form))
        return at_once


def _parcel(changes: Sequence[Change], form: Form) -> Parcel:
    return Parcel(*(frames.topic_event(change, *form) for change in changes))


def _late_parcel(changes: Sequence[Change], form: Form) -> Parcel:
    """The same of changes that were waited for; those that are too many, or too long, are for clients to fetch."""
    if len(changes) <= realtime.MOST_ONE_BY_ONE:
        parcel = _parcel(changes, form)
        if parcel.size <= MOST_LATE:
            return parcel
    first, last = changes[0], changes[-1]
    return Parcel(frames.bulk_event(first.topic, first.prev, last.rev))


def reached(have: int, changes: Iterable[Change]) -> int:
    """The rev up to which changes in order follow `have` without a gap."""
    for change in changes:
        if change.prev <= have:
            have = max(have, change.rev)
    return have


def from_rows(feed: TopicFeed, have: int, messages: Iterable[Message]) -> Iterator[TopicChange]:
    """Changes as rows tell them: overwritten revs are skipped, and nobody knows who did what."""
    prev = have
    for message in map(shapes.message_shape, messages):
        raw = msgspec.Raw(frames.encode(message))
        yield TopicChange(str(feed.id), str(feed.party_id), prev, message.rev, message.n, None, None, feed.acl, raw)
        prev = message.rev
