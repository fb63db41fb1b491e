"""It is true of many who come back to a topic at once that…"""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.test.utils import CaptureQueriesContext

from messaging import frames, hub, joins, queries, shapes
from messaging.database import ask
from messaging.models import Membership, Message, Topic, User
from messaging.services.save import save_messages
from messaging.tests.between import meanwhile
from messaging.tests.messages import new
from messaging.tests.sockets import revs, say

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

Sockets = Callable[..., Any]


@pytest.fixture(autouse=True)
def slow_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was missed is more than is read for one socket alone."""
    monkeypatch.setattr(joins, "PIECE", -1)


class Reads:
    """Holds the first read back until `go`, and counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, self.entered, self.go = 0, asyncio.Event(), threading.Event()
        self.fault: Exception | None = None
        self._missed, self._loop = queries.live.missed, asyncio.get_running_loop()
        monkeypatch.setattr(queries.live, "missed", self)

    def __call__(self, *what: Any) -> queries.live.Missed:
        self.count += 1
        self._loop.call_soon_threadsafe(self.entered.set)
        if self.count == 1:
            assert self.go.wait(30)
        if self.fault is not None:
            raise self.fault
        return self._missed(*what)


async def waiting(topic: Topic, count: int) -> None:
    """Until so many wait for the read after this one."""
    reads = hub.hub().topics[topic.id].reads
    for _ in range(3000):
        if len(reads._waiting) == count:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{len(reads._waiting)} wait, not {count}")


def counted(monkeypatch: pytest.MonkeyPatch, of: Any, name: str) -> list[Any]:
    """What a function is called with from now on."""
    calls: list[Any] = []
    function: Callable[..., Any] = getattr(of, name)

    def noted(*what: Any) -> Any:
        calls.append(what)
        return function(*what)

    monkeypatch.setattr(of, name, noted)
    return calls


async def test_it_is_read_once_for_all_who_wait_and_each_gets_what_they_lack(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    await say(ada, topic, *"abcd")
    reads = Reads(monkeypatch)
    many = [await sockets((ada, bo)[n % 2]) for n in range(10)]
    first = asyncio.create_task(many[0].sub(topic, have=1))
    await reads.entered.wait()
    rest = [asyncio.create_task(one.sub(topic, have=1 + n % 5)) for n, one in enumerate(many) if n]
    await waiting(topic, 9)
    made = counted(monkeypatch, shapes, "message_shape")
    reads.go.set()
    await asyncio.gather(first, *rest)

    assert reads.count == 2
    assert len(made) == 4 + 4
    for n, one in enumerate(many):
        assert revs(one) == list(range(2 + n % 5, 6)), n
        prevs = [frame["prev"] for frame in one.frames if frame.get("t") == "message"]
        assert all(prev <= have for prev, have in zip(prevs, range(1 + n % 5, 6), strict=False)), n
        one.frames.clear()
    await say(ada, topic, "live")
    assert [(await one.message())["rev"] for one in many] == [6] * 10


async def test_a_frame_is_made_once_a_form(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    await say(ada, topic, *"abcd")
    reads = Reads(monkeypatch)
    many = [await sockets(bo, query="v=1&format=html" if n % 2 else "v=1") for n in range(9)]
    first = asyncio.create_task(many[0].sub(topic, have=5))
    await reads.entered.wait()
    rest = [asyncio.create_task(one.sub(topic, have=1)) for one in many[1:]]
    await waiting(topic, 8)
    made = counted(monkeypatch, frames, "message_event")
    reads.go.set()
    await asyncio.gather(first, *rest)

    assert len(made) == 2 * 4
    assert all(revs(one) == [2, 3, 4, 5] for one in many[1:])
    assert all(("html" in one.frames[0]) == (n % 2 == 1) for n, one in enumerate(many[1:], 1))


async def test_who_is_too_far_behind_loads_the_topic_and_the_others_do_not(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    monkeypatch.setattr(hub, "MOST_MISSED", 3)
    await say(ada, topic, *"abcd")
    reads = Reads(monkeypatch)
    first, far, near = [await sockets(one) for one in (ada, bo, bo)]
    subs = [asyncio.create_task(first.sub(topic, have=5))]
    await reads.entered.wait()
    subs += [asyncio.create_task(far.sub(topic, have=1)), asyncio.create_task(near.sub(topic, have=3))]
    await waiting(topic, 2)
    reads.go.set()
    answers = await asyncio.gather(*subs)

    assert [one["topics"][str(topic.id)]["limited"] for one in answers] == [False, True, False]
    assert [revs(first), revs(far), revs(near)] == [[], [], [4, 5]]


async def test_of_rows_that_are_fewer_than_revs_who_is_far_behind_is_sent_what_fits(
    sockets: Sockets, ada: User, bo: User, topic: Topic, never_polling: None
):
    await say(ada, topic, *"abcd")
    await ask(Message.objects.filter(topic=topic, n=5).update, rev=50)
    await ask(Topic.objects.update, last_rev=50)

    missed = await ask(queries.live.missed, topic.id, {bo.id}, {0, 2, 3, 49}, 3)

    assert (missed.since, [row.rev for row in missed.rows]) == (2, [3, 4, 50])
    assert (await ask(queries.live.missed, topic.id, {bo.id}, {50}, 3)).rows == []
    assert (await ask(queries.live.missed, topic.id, {bo.id}, {49}, 3)).since == 49


async def test_who_lost_access_meanwhile_gets_nothing_and_the_others_get_theirs(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    await say(ada, topic, "two")
    reads = Reads(monkeypatch)
    member, kicked = await sockets(ada), await sockets(bo)
    first = asyncio.create_task(member.sub(topic, have=2))
    await reads.entered.wait()
    second, third = await sockets(ada), asyncio.create_task(kicked.sub(topic, have=1))
    last = asyncio.create_task(second.sub(topic, have=1))
    await waiting(topic, 2)
    await ask(Membership.objects.filter(user=bo).delete)
    reads.go.set()
    answers = await asyncio.gather(first, third, last)

    assert [list(one["topics"]) for one in answers] == [[str(topic.id)], [], [str(topic.id)]]
    assert (revs(kicked), revs(second)) == ([], [2])


async def test_who_goes_while_they_wait_takes_nothing_from_the_others(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    await say(ada, topic, "two")
    reads = Reads(monkeypatch)
    first, gone, stays = [await sockets(one) for one in (ada, bo, bo)]
    one = asyncio.create_task(first.sub(topic, have=2))
    await reads.entered.wait()
    two, three = asyncio.create_task(gone.sub(topic, have=1)), asyncio.create_task(stays.sub(topic, have=1))
    await waiting(topic, 2)
    two.cancel()
    await gone.leave()
    reads.go.set()
    await asyncio.gather(one, three)

    assert revs(stays) == [2]


async def test_a_database_that_fails_is_told_to_all_who_waited_and_the_next_are_served(
    ada: User, bo: User, topic: Topic, sockets: Sockets, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    await say(ada, topic, "two")
    there = await sockets(ada)
    await there.sub(topic, have=2)
    reads = Reads(monkeypatch)
    feed = hub.hub().topics[topic.id]
    first = asyncio.create_task(feed.past(ada.id, 1, 500))
    await reads.entered.wait()
    rest = [asyncio.create_task(feed.past(bo.id, 1, 500)) for _ in range(3)]
    await waiting(topic, 3)
    reads.fault = DatabaseError("gone")
    reads.go.set()

    answers = await asyncio.gather(first, *rest, return_exceptions=True)

    assert [type(answer) for answer in answers] == [DatabaseError] * 4
    reads.fault = None
    past = await feed.past(bo.id, 1, 500)
    assert [change.rev for change in past.after(1) or ()] == [2]
    assert past.people == {bo.id}


def test_however_many_are_far_behind_it_is_a_few_questions(ada: User, bo: User, topic: Topic):
    Message.objects.filter(topic=topic).update(rev=1_000)
    Topic.objects.update(last_rev=1_000)

    with CaptureQueriesContext(connections["messaging"]) as captured:
        missed = queries.live.missed(topic.id, {ada.id, bo.id}, set(range(400)), 3)

    assert (missed.since, [row.rev for row in missed.rows]) == (0, [1_000])
    assert len(captured) == 5, captured.captured_queries


async def test_what_comes_between_head_and_rows_takes_nobody_more_than_fits(
    ada: User, bo: User, topic: Topic, sockets: Sockets
):
    await say(ada, topic, *"abc")
    post = await ask(new, ada, topic.id, "in between")

    def interrupted() -> queries.live.Missed:
        with meanwhile(lambda: save_messages([post]), after='FROM "messaging_topic"'):
            return queries.live.missed(topic.id, {bo.id}, {1, 2}, 3)

    missed = await ask(interrupted)

    assert (missed.head, missed.since, [row.rev for row in missed.rows]) == (4, 2, [3, 4, 5])
