"""It is true of a socket whose `sub` takes long to answer that nothing waits for it but what has to come after it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from messaging import commands, consumers, hub, queries
from messaging.database import ask
from messaging.models import Party, Topic, User
from messaging.tests.sockets import SOON, Socket, settle
from messaging.tests.test_socket_entrance import ticket_of
from messaging.turns import MOST_IN_TURN

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases=["messaging"], transaction=True)]

Sockets = Callable[..., Any]


class Held:
    """Every `sub` of topics stops in the middle, until it may go on."""

    def __init__(self) -> None:
        self.begun, self.may_go_on = threading.Event(), threading.Event()

    async def sub(self, socket: Socket, topic: Topic, **fields: Any) -> None:
        """Subscribe to a topic, and be where it stops."""
        await socket.send("sub", topics={str(topic.id): 1}, **fields)
        assert await asyncio.to_thread(self.begun.wait, SOON)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    one, missed = Held(), queries.live.missed_many

    def slow(*what: Any) -> Any:
        answer = missed(*what)
        one.begun.set()
        one.may_go_on.wait(SOON)
        return answer

    monkeypatch.setattr(queries.live, "missed_many", slow)
    yield one
    one.may_go_on.set()


def ops(socket: Socket) -> list[str]:
    """Of the frames that were kept."""
    return [frame["op"] for frame in socket.frames]


async def test_posts_and_a_fresh_ticket_do_not_wait_for_a_sub(sockets: Sockets, bo: User, topic: Topic, held: Held):
    socket = await sockets(bo)
    await held.sub(socket, topic)

    await socket.send("message:create", topic=str(topic.id), client_id="c1", text="meanwhile")
    assert (await socket.expect("ack"))["client_id"] == "c1"
    await socket.send("auth", ticket=await ask(ticket_of, bo))
    await socket.expect("authed")

    assert "synced" not in ops(socket)
    held.may_go_on.set()
    assert str(topic.id) in (await socket.expect("synced"))["topics"]
    assert (await socket.message())["rev"] == 2


async def test_what_is_asked_for_behind_a_sub_comes_after_its_answer(
    sockets: Sockets, bo: User, topic: Topic, held: Held
):
    socket = await sockets(bo)
    await held.sub(socket, topic)

    await socket.send("unsub", topics=[str(topic.id)])
    await socket.send("ping", c=7)
    assert await socket.silent()
    held.may_go_on.set()

    await socket.expect("pong", c=7)
    assert ops(socket) == ["synced"]
    assert str(topic.id) in socket.frames[0]["topics"]
    assert hub.hub().topics == {}


async def test_so_many_wait_for_their_turn_and_no_more(sockets: Sockets, bo: User, topic: Topic, held: Held):
    socket = await sockets(bo)
    await held.sub(socket, topic)

    for number in range(MOST_IN_TURN + 1):
        await socket.send("ping", c=number)
    error = await socket.expect("error")

    assert (error["code"], error["retry_after"], "client_id" in error) == ("rate_limited", 1, False)
    held.may_go_on.set()
    await socket.expect("synced")
    pongs = [(await socket.expect("pong"))["c"] for _ in range(MOST_IN_TURN)]
    assert pongs == list(range(MOST_IN_TURN))
    assert (await socket.ping())["op"] == "pong"


async def test_one_that_is_refused_does_not_keep_the_next_from_its_turn(
    sockets: Sockets, bo: User, party: Party, topic: Topic, held: Held, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(commands, "MOST_PARTIES", 0)
    socket = await sockets(bo)
    await held.sub(socket, topic)

    await socket.send("sub", parties=[str(party.id)])
    await socket.send("ping", c=7)
    await settle()
    held.may_go_on.set()

    await socket.expect("pong", c=7)
    assert ops(socket) == ["synced", "error"]
    assert socket.frames[1]["code"] == "invalid"


async def test_who_hangs_up_in_the_middle_leaves_nothing_behind(
    sockets: Sockets, bo: User, party: Party, topic: Topic, held: Held
):
    socket = await sockets(bo)
    await held.sub(socket, topic, parties=[str(party.id)])
    await socket.send("sub", watch=[str(topic.id)])
    await settle()
    ours = hub.hub()

    await socket.leave()
    assert (ours.people, ours.roll.parties, ours.count) == ({}, {}, 0)
    await settle()
    assert ours.topics == {}

    held.may_go_on.set()
    await settle()
    assert (ours.people, ours.topics, ours.roll.parties, ours.count) == ({}, {}, {}, 0)


async def test_a_party_that_is_left_in_the_moment_in_which_it_is_opened_is_not_heard(
    sockets: Sockets, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    await sockets(bo)
    here, heard = hub.hub(), list[str]()
    [socket] = here.people[bo.id]

    async def noted(channel: str) -> None:
        heard.append(channel)

    monkeypatch.setattr(here.listener, "subscribe", noted)

    here.roll.watch(socket, party.id, 0, 0, by_name=False)
    here.roll.unwatch(socket, party.id)
    await settle()

    assert heard == []


async def test_who_falls_silent_in_the_middle_is_taken_for_dead(
    sockets: Sockets, bo: User, party: Party, topic: Topic, held: Held
):
    socket = await sockets(bo)
    await held.sub(socket, topic, parties=[str(party.id)])
    ours = hub.hub()

    silent: Any = next(iter(ours.people[bo.id]))
    silent.heard_at -= consumers.SILENCE  # the laptop is shut, and has been for so long
    silent._watch()

    assert await socket.closed() == 1001
    held.may_go_on.set()
    await settle()
    assert (ours.people, ours.topics, ours.roll.parties, ours.count) == ({}, {}, {}, 0)
