"""One topic as one process shows it: the sockets that look at it, and those on their way in."""

import asyncio
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from messaging import frames
from messaging.frames import TopicChange
from messaging.models import User
from messaging.ordering import Order


class Socket(ABC):
    """What the hub knows of a connection."""

    person: User
    ses: str
    format: str  # frames.JSON or frames.HTML
    language: str
    parties: dict[uuid.UUID, tuple[int, int]]  # those it looks at, with the highest (rev, my_rev) that it was sent

    def saw(self, party_id: uuid.UUID, *, rev: int = 0, my_rev: int = 0) -> None:
        """A frame with this number of a party is on its way."""
        if party_id in self.parties:
            before = self.parties[party_id]
            self.parties[party_id] = max(before[0], rev), max(before[1], my_rev)

    @abstractmethod
    def send_frame(self, frame: bytes) -> None:
        """Queue a frame; never waits."""

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
        self.held: list[TopicChange] = []

    def follows(self, head: int) -> bool:
        """Whether rows up to `head` and what is held leave no gap."""
        return self.since is not None and head >= self.since


class TopicFeed:
    """One topic with the local sockets that look at it."""

    def __init__(self, topic_id: uuid.UUID, party_id: uuid.UUID, acl: int) -> None:
        self.id, self.party_id, self.acl = topic_id, party_id, acl
        self.sockets: set[Socket] = set()
        self.joiners: set[Joiner] = set()
        self.order: Order[TopicChange] = Order()
        self.ready: asyncio.Task[None] | None = None  # the bus carries it
        self.timer: asyncio.TimerHandle | None = None
        self.repairing = False

    @property
    def is_unused(self) -> bool:
        return not self.sockets and not self.joiners

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

    def deliver(self, changes: Iterable[TopicChange]) -> None:
        """To each local socket, each change made once a format and language."""
        for change in changes:
            made: dict[tuple[str, str], bytes] = {}
            for socket in self.sockets:
                form = _form(socket)
                if form not in made:
                    made[form] = frames.message_event(change, *form)
                socket.send_frame(made[form])
            for joiner in self.joiners:
                joiner.held.append(change)

    def send(self, socket: Socket, changes: Iterable[TopicChange]) -> None:
        """To one socket alone."""
        for change in changes:
            socket.send_frame(frames.message_event(change, *_form(socket)))


def _form(socket: Socket) -> tuple[str, str]:
    """The format and language in which a socket gets its frames."""
    return socket.format, socket.language if socket.format == frames.HTML else ""
