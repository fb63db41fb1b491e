"""It is true of who comes back to much and reads slowly that nothing is sent before there is room for it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from messaging import commands, frames, hub, joins, outlets, roll, services
from messaging.database import ask
from messaging.models import Party, User
from messaging.outlets import FrameOutlet, Parcel
from messaging.tests.conftest import Way
from messaging.tests.sockets import say
from messaging.tests.topics import open_topic

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

Sockets = Callable[..., Any]
#: Seconds in which a client reads one write.
SLOW = 0.1


class Line:
    """A transport that is full after each write, until its client has read that `seconds` later."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.written: list[bytes] = []
        self.codes: list[int] = []

    def bind(self, pause: Callable[[], None], resume: Callable[[], None], lost: Callable[[], None]) -> None:
        self.pause, self.resume = pause, resume

    def write(self, data: bytes) -> None:
        self.written.append(data)
        self.pause()
        hub.hub().loop.call_later(self.seconds, self.resume)


class NotingOutlet(FrameOutlet):
    """Notes what was sent while the line was full."""

    def __init__(self, *what: Any) -> None:
        super().__init__(*what)
        self.early: list[Parcel] = []

    def send(self, parcel: Parcel) -> None:
        if not self.is_empty:
            self.early.append(parcel)
        super().send(parcel)


async def at_a_slow_line(sockets: Sockets, person: User, seconds: float = SLOW) -> tuple[Any, Line]:
    """Their socket as the server has it; its frames leave by such a line from now on."""
    await sockets(person)
    [socket] = hub.hub().people[person.id]
    there: Any = socket
    there.outlet.forget()
    line = Line(seconds)
    there.outlet = NotingOutlet(line, line.codes.append, there._too_slow)
    there.send_parcel = there.outlet.send
    return there, line


async def missed_topics(ada: User, party: Party) -> dict[uuid.UUID, int]:
    """Topics in which much was said, and what somebody has of them who was away: nothing."""
    topics = [await ask(open_topic, ada, party, f"t{number}") for number in range(3)]
    for topic in topics:
        await say(ada, topic, "one", "two")
    return {topic.id: 0 for topic in topics}


async def test_each_topic_is_sent_once_there_is_room(sockets: Sockets, ada: User, bo: User, party: Party, way: Way):
    wanted = await missed_topics(ada, party)
    socket, line = await at_a_slow_line(sockets, bo)

    joined = await joins.join_topics(hub.hub(), socket, wanted, known=True)

    assert {key: (one.to, one.limited) for key, one in joined.items()} == dict.fromkeys(wanted, (2, False))
    assert (len(line.written), socket.outlet.early, line.codes) == (3, [], [])


async def test_who_reads_nothing_of_the_first_topic_is_closed_and_sent_no_more(
    sockets: Sockets, ada: User, bo: User, party: Party, way: Way, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(outlets, "DRAIN_WITHIN", 0.05)
    wanted = await missed_topics(ada, party)
    socket, line = await at_a_slow_line(sockets, bo, 1000)

    await joins.join_topics(hub.hub(), socket, wanted, known=True)

    assert (len(line.written), socket.outlet.early, line.codes) == (1, [], [4008])


async def test_each_party_is_told_of_once_there_is_room_unless_it_is_lost_by_then(
    sockets: Sockets, bo: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(roll, "COALESCE", 1000)  # of who comes and goes nothing is told meanwhile
    mine = [(await ask(services.create_party, bo, client_id=f"p{n}", name="Mine")).party.id for n in range(3)]
    socket, line = await at_a_slow_line(sockets, bo)

    await commands._subscribe_to_parties(socket, frames.Sub(members=mine))

    assert (len(line.written), socket.outlet.early, line.codes) == (3, [], [])
    assert [key for key, data in zip(mine, line.written, strict=True) if key.encode() not in data] == []

    drained = socket.drained

    async def lost_meanwhile() -> None:
        await drained()
        hub.hub().lose_party(socket, uuid.UUID(mine[2]))

    monkeypatch.setattr(socket, "drained", lost_meanwhile)
    await commands._subscribe_to_parties(socket, frames.Sub(members=[mine[2]]))
    assert not [data for data in line.written[3:] if b'"presence"' in data]
