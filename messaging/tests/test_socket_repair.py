"""What the hub does when the bus loses, doubles or delays, and when sockets come and go meanwhile."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.conf import settings

from events.ids import new_id
from messaging import frames, joins, outlets, queries, realtime, repairs, shapes
from messaging.bus import RedisBus
from messaging.database import ask
from messaging.models import Topic, User
from messaging.services.save import Saved, save_messages
from messaging.tests.conftest import Way
from messaging.tests.messages import new
from messaging.tests.sockets import SOON, newest, revs, say

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

Sockets = Callable[..., Any]


# Repair


async def test_a_lost_frame_is_read_from_the_database_within_the_hold_time(
    sockets: Sockets, ada: User, bo: User, topic: Topic, lossy: set[int], never_polling: None
):
    socket = await sockets(bo)
    await socket.sub(topic, have=1)
    lossy.add(3)

    await say(ada, topic, "two", "three", "four")

    events = [await socket.message() for _ in range(3)]
    assert [(event["prev"], event["rev"]) for event in events] == [(1, 2), (2, 3), (3, 4)]
    assert [event["change"] for event in events[:2]] == ["created", None]
    assert await socket.silent(0.1)
    assert repairs.HOLD <= 0.05


async def test_a_lost_tail_is_found_by_looking_at_the_heads(
    sockets: Sockets, ada: User, bo: User, topic: Topic, lossy: set[int], monkeypatch: pytest.MonkeyPatch
):
    assert repairs.POLL <= 1  # within a second, then
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    socket = await sockets(bo)
    await socket.sub(topic, have=1)
    lossy |= {2, 3, 4}

    await say(ada, topic, "two", "three", "four")

    assert [(await socket.message())["rev"] for _ in range(3)] == [2, 3, 4]
    assert await socket.silent(0.25)


async def test_without_polling_a_lost_tail_stays_lost(
    sockets: Sockets, ada: User, bo: User, topic: Topic, lossy: set[int], never_polling: None
):
    """The test above tests what it says."""
    socket = await sockets(bo)
    await socket.sub(topic, have=1)
    lossy.add(2)

    await say(ada, topic, "two")

    assert await socket.silent(0.3)


async def test_frames_that_come_double_and_in_any_order_are_delivered_in_order_and_once(
    sockets: Sockets, ada: User, bo: User, topic: Topic, lossy: set[int], never_polling: None
):
    socket = await sockets(bo)
    await socket.sub(topic, have=1)
    lossy |= {2, 3, 4}
    posts = [await ask(new, ada, topic.id, text) for text in "abc"]
    saved = [outcome for outcome in await ask(save_messages, posts) if isinstance(outcome, Saved)]
    lossy.clear()

    for place in (2, 0, 2, 1, 0, 1, 2):
        realtime.announce_messages([saved[place]])

    assert [(await socket.message())["rev"] for _ in range(3)] == [2, 3, 4]
    assert await socket.silent(0.15)


async def test_what_arrived_together_is_made_once_for_each_format_and_leaves_in_one_parcel(
    sockets: Sockets, ada: User, bo: User, topic: Topic, never_polling: None, monkeypatch: pytest.MonkeyPatch
):
    made: list[tuple[int, str]] = []
    parcels: list[outlets.Parcel] = []
    make, send = frames.topic_event, outlets.SendOutlet.send

    def making(change: Any, form: str, language: str) -> bytes:
        made.append((change.rev, form))
        return make(change, form, language)

    def sending(outlet: outlets.SendOutlet, parcel: outlets.Parcel) -> None:
        parcels.append(parcel)
        send(outlet, parcel)

    monkeypatch.setattr(outlets.SendOutlet, "send", sending)
    here = [await sockets(person) for person in (ada, bo, bo)]
    here += [await sockets(person, query="v=1&format=html") for person in (ada, bo)]
    for socket in here:
        await socket.sub(topic, have=1)
    monkeypatch.setattr(frames, "topic_event", making)
    parcels.clear()

    await ask(save_messages, [await ask(new, ada, topic.id, text) for text in "abc"])
    shown = [[(await socket.message())["rev"] for _ in range(3)] for socket in here]

    assert shown == [[2, 3, 4]] * 5
    assert sorted(made) == sorted((rev, form) for rev in (2, 3, 4) for form in (frames.JSON, frames.HTML))
    assert len(parcels) == 5
    assert len(set(map(id, parcels))) == 2


async def test_a_rev_that_is_not_in_the_database_is_given_up(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    socket = await sockets(bo)
    await socket.sub(topic, have=1)
    await say(ada, topic, "two")
    shape = shapes.message_shape(await newest(topic))
    await socket.message()
    reads, looked, loop = 0, asyncio.Event(), asyncio.get_running_loop()
    read = queries.rows_after

    def counted(*what: Any) -> Any:
        nonlocal reads
        reads += 1
        loop.call_soon_threadsafe(looked.set)
        return read(*what)

    monkeypatch.setattr(queries.live, "rows_after", counted)
    raw = msgspec.Raw(frames.encode(shape))
    phantom = frames.TopicChange(str(topic.id), str(topic.party_id), 98, 99, 99, "created", str(ada.id), 0, raw)
    realtime._publish([(realtime.topic_channel(topic.id), phantom)])

    await asyncio.wait_for(looked.wait(), SOON)
    assert await socket.silent(0.4)
    assert reads == 1


# Sockets that come and go


async def test_a_stranger_who_is_turned_away_takes_nobody_with_them(
    sockets: Sockets, ada: User, bo: User, eve: User, topic: Topic, never_polling: None
):
    member, stranger = await sockets(bo), await sockets(eve)

    await asyncio.gather(member.sub(topic, have=1), *[stranger.sub(topic, have=1) for _ in range(3)])

    await say(ada, topic, "two")
    assert (await member.message())["rev"] == 2


async def test_the_last_to_leave_does_not_close_the_door_behind_who_is_coming(
    sockets: Sockets,
    ada: User,
    bo: User,
    topic: Topic,
    way: Way,
    monkeypatch: pytest.MonkeyPatch,
    never_polling: None,
):
    leaving, coming = await sockets(ada), await sockets(bo)
    await leaving.sub(topic, have=1)
    missed, entered = getattr(queries.live, way.missed), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(*what: Any) -> Any:
        loop.call_soon_threadsafe(entered.set)
        time.sleep(0.1)
        return missed(*what)

    monkeypatch.setattr(queries.live, way.missed, slow)
    subscribing = asyncio.create_task(coming.sub(topic, have=1))
    await entered.wait()
    await leaving.send("unsub", topics=[str(topic.id)])
    await leaving.ping()
    await subscribing

    await say(ada, topic, "two")
    assert (await coming.message())["rev"] == 2
    assert await leaving.silent()


async def test_what_others_are_shown_while_somebody_is_coming_is_not_lost_for_them(
    sockets: Sockets, ada: User, bo: User, topic: Topic, way: Way, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    there, coming = await sockets(ada), await sockets(bo)
    await there.sub(topic, have=1)
    missed, loop = getattr(queries.live, way.missed), asyncio.get_running_loop()

    def too_early(*what: Any) -> Any:
        monkeypatch.setattr(queries.live, way.missed, missed)
        answer = missed(*what)
        asyncio.run_coroutine_threadsafe(say(ada, topic, "two"), loop).result(10)
        asyncio.run_coroutine_threadsafe(shown(), loop).result(10)
        return answer

    async def shown() -> None:
        there.frames.append(await there.message())

    monkeypatch.setattr(queries.live, way.missed, too_early)

    synced = await coming.sub(topic, have=1)

    assert revs(coming) == [2]
    assert synced["topics"][str(topic.id)] == {"from": 1, "to": 2, "limited": False}


async def test_who_comes_where_others_are_shown_more_all_the_while_loads_the_topic_again(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    there, coming = await sockets(ada), await sockets(bo)
    await there.sub(topic, have=1)
    monkeypatch.setattr(joins, "PIECE", -1)
    monkeypatch.setattr(queries.live, "missed", lambda *_: queries.live.Missed(0, 0, [], 0, {bo.id}))

    synced = await coming.sub(topic, have=0)

    assert synced["topics"][str(topic.id)]["limited"]
    await say(ada, topic, "two")
    assert (await coming.message())["rev"] == 2


async def test_many_sockets_hear_one_message(sockets: Sockets, ada: User, bo: User, topic: Topic):
    many = [await sockets((ada, bo)[n % 2]) for n in range(40)]
    await asyncio.gather(*[socket.sub(topic, have=1) for socket in many])

    await say(ada, topic, "two")

    assert [(await socket.message())["rev"] for socket in many] == [2] * 40


@pytest.mark.servers
async def test_two_processes_deliver_each_others_messages(sockets: Sockets, ada: User, bo: User, topic: Topic):
    """The other process is a publisher of its own on the same Redis."""
    socket = await sockets(bo)
    await socket.sub(topic, have=1)
    other = RedisBus(settings.REDIS_URL)

    await say(ada, topic, "two")
    shape = shapes.message_shape(await newest(topic))
    next_one = msgspec.Raw(frames.encode(msgspec.structs.replace(shape, id=str(new_id()), n=3, rev=3)))
    change = frames.TopicChange(str(topic.id), str(topic.party_id), 2, 3, 3, "created", str(ada.id), 0, next_one)
    other.publish([(realtime.topic_channel(topic.id), frames.encode(change))])

    assert [(await socket.message())["rev"] for _ in range(2)] == [2, 3]
