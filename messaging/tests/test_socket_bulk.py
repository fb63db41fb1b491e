"""Many changes at once are one frame; whoever gets it asks for them, and holds what a page shows."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from events import txn
from messaging import feeds, queries, realtime, services
from messaging.database import ask
from messaging.models import Message, Party, Topic, User
from messaging.services import pieces
from messaging.services.erasures import erase_some, want_erasure
from messaging.services.message_change import MessagesChange, lock_topics
from messaging.services.save import save_messages
from messaging.tests.follower import Follower
from messaging.tests.messages import new
from messaging.tests.scenes import join
from messaging.tests.sockets import Socket, revs, say

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

Sockets = Callable[..., Any]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than three are many."""
    monkeypatch.setattr(realtime, "MOST_ONE_BY_ONE", 3)


async def said(person: User, topic: Topic, number: int) -> None:
    await ask(save_messages, [await ask(new, person, topic.id, f"{n}") for n in range(number)])


def touch(topic: Topic, by: User, number: int) -> None:
    """Change the newest messages at once."""
    with txn.atomic(settings.MESSAGING_DB):
        locked = lock_topics([topic.id])[topic.id]
        rows = Message.objects.select_related("author", "reply_to__author").filter(topic=topic).order_by("-n")[:number]
        MessagesChange(locked).save(list(rows)[::-1], "edited", by.id)


def catch_up(follower: Follower, person: User, topic: Topic) -> None:
    """Fetch what has changed, and hold what a page shows; a page shows no more than the newest."""
    follower.catch_up(person, topic, limit=100)
    page = Follower(person, topic)
    follower.messages = {n: message for n, message in follower.messages.items() if n in page.messages}
    assert follower.same_as(page)


async def looking(sockets: Sockets, person: User, topic: Topic, have: int, **how: Any) -> Socket:
    socket: Socket = await sockets(person, **how)
    await socket.sub(topic, have=have)
    return socket


@pytest.mark.servers
async def test_a_kick_that_deletes_hundreds_is_one_frame_in_both_formats(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic
):
    number = realtime.MOST_ONE_BY_ONE + 1
    cy = await ask(join, party, "cy")
    await said(bo, topic, number)
    follower = await ask(Follower, cy, topic)
    reader = await looking(sockets, cy, topic, follower.have)
    page = await looking(sockets, cy, topic, follower.have, query="v=1&format=html")
    kicked = await looking(sockets, bo, topic, follower.have)
    watcher = await sockets(ada)
    await watcher.send("sub", watch=[str(topic.id)])
    await watcher.expect("synced")

    await ask(services.kick_member, ada, party_id=party.id, user_id=bo.id, delete_hours=1)

    end = follower.have + number
    bulk = {"op": "event", "t": "bulk", "topic": str(topic.id), "prev": follower.have, "rev": end}
    for socket in (reader, page):
        assert await socket.expect("event", t="bulk") == bulk
        assert revs(socket) == []
    head = await watcher.expect("event", t="head")
    assert (head["rev"], head["n"], head["change"], head["author_id"]) == (end, number + 2, None, None)
    await kicked.expect("gone", topic=str(topic.id))
    assert [frame for frame in kicked.frames if frame.get("t") in {"bulk", "message"}] == []
    await ask(catch_up, follower, cy, topic)
    assert follower.have == end

    await say(ada, topic, "quiet now")
    assert ((await reader.message())["prev"], (await page.message())["prev"]) == (end, end)


async def test_as_many_as_are_told_one_by_one_are_no_bulk(
    sockets: Sockets, ada: User, bo: User, topic: Topic, few: None
):
    await said(ada, topic, 4)
    socket = await looking(sockets, bo, topic, 5)

    await ask(touch, topic, ada, 3)
    assert [(await socket.message())["rev"] for _ in range(3)] == [6, 7, 8]
    await ask(touch, topic, ada, 4)

    assert await socket.expect("event", t="bulk") == {
        "op": "event",
        "t": "bulk",
        "topic": str(topic.id),
        "prev": 8,
        "rev": 12,
    }
    assert await socket.silent()


async def test_a_stranger_is_told_nothing_of_it(sockets: Sockets, ada: User, eve: User, topic: Topic, few: None):
    await said(ada, topic, 4)
    reader, stranger = await looking(sockets, ada, topic, 5), await sockets(eve)
    await stranger.sub(topic)
    await stranger.expect("gone", topic=str(topic.id))

    await ask(touch, topic, ada, 4)

    await reader.expect("event", t="bulk")
    assert await stranger.silent()


async def test_who_comes_while_it_happens_misses_nothing(
    sockets: Sockets, ada: User, bo: User, topic: Topic, few: None, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    await said(ada, topic, 4)
    there, coming = await looking(sockets, ada, topic, 5), await sockets(bo)
    missed, loop = queries.live.missed_many, asyncio.get_running_loop()

    def too_early(*what: Any) -> Any:
        answer = missed(*what)
        touch(topic, ada, 4)
        asyncio.run_coroutine_threadsafe(shown(), loop).result(10)
        return answer

    async def shown() -> None:
        await there.expect("event", t="bulk")

    monkeypatch.setattr(queries.live, "missed_many", too_early)

    synced = await coming.sub(topic, have=5)

    assert [(frame["t"], frame["prev"], frame["rev"]) for frame in coming.frames] == [("bulk", 5, 9)]
    assert synced["topics"][str(topic.id)] == {"from": 5, "to": 9, "limited": False}


async def test_one_that_is_lost_is_read_from_the_database(
    sockets: Sockets, ada: User, bo: User, topic: Topic, few: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    await said(ada, topic, 4)
    follower = await ask(Follower, bo, topic)
    socket = await looking(sockets, bo, topic, 5)
    monkeypatch.setattr(realtime, "_publish", lambda signals: None)

    await ask(touch, topic, ada, 4)
    bulk = await socket.expect("event", t="bulk")
    await ask(touch, topic, ada, 3)

    assert (bulk["prev"], bulk["rev"]) == (5, 9)
    assert [(await socket.message())["rev"] for _ in range(3)] == [10, 11, 12]
    await ask(follower.catch_up, bo, topic)
    assert follower.same_as(await ask(Follower, bo, topic))


@pytest.mark.parametrize("query", ["v=1", "v=1&format=html"])
async def test_what_was_lost_and_is_too_long_is_fetched_too(
    sockets: Sockets,
    ada: User,
    bo: User,
    topic: Topic,
    lossy: set[int],
    never_polling: None,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
):
    monkeypatch.setattr(feeds, "MOST_LATE", 100)
    socket = await looking(sockets, bo, topic, 1, query=query)
    lossy.add(2)

    await say(ada, topic, "lost", "heard")

    bulk = await socket.expect("event", t="bulk")
    assert (bulk["prev"], bulk["rev"]) == (1, 3)
    await say(ada, topic, "long, and not late")
    assert (await socket.message())["prev"] == 3
    assert await socket.silent()


async def test_one_that_comes_too_early_waits_for_its_turn(
    sockets: Sockets, ada: User, bo: User, topic: Topic, few: None, lossy: set[int], never_polling: None
):
    await said(ada, topic, 4)
    socket = await looking(sockets, bo, topic, 5)
    lossy.add(6)

    await say(ada, topic, "lost")
    await ask(touch, topic, ada, 5)

    seen: list[tuple[int, int]] = []
    while not seen or seen[-1][1] < 11:
        frame = await socket.expect("event")
        seen.append((frame["prev"], frame["rev"]))
    have = 5
    for prev, rev in seen:
        assert prev <= have < rev
        have = rev


async def test_an_erasure_tells_many_by_few_frames(
    sockets: Sockets, ada: User, bo: User, topic: Topic, few: None, monkeypatch: pytest.MonkeyPatch
):
    assert pieces.PIECE > 200  # a whole piece is told as one
    monkeypatch.setattr(pieces, "PIECE", 6)
    await said(ada, topic, 8)
    follower = await ask(Follower, bo, topic)
    socket = await looking(sockets, bo, topic, follower.have)

    def erase() -> None:
        want_erasure(ada.id, messages=True)
        while erase_some(ada.id):
            pass

    await ask(erase)

    bulk = await socket.expect("event", t="bulk")
    assert (bulk["prev"], bulk["rev"]) == (follower.have, follower.have + 6)
    assert [(await socket.message())["change"] for _ in range(2)] == ["deleted"] * 2
    await ask(catch_up, follower, bo, topic)
