"""What reaches a socket: what it missed, then what comes, in order, once, whole, and only what its person may see."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.conf import settings

from messaging import hub, queries, realtime, shapes
from messaging.database import ask
from messaging.models import Message, Party, Topic, User
from messaging.services import create_party, create_topic, join_party
from messaging.services.save import save_messages
from messaging.tests.between import meanwhile
from messaging.tests.conftest import Way
from messaging.tests.messages import new
from messaging.tests.sockets import SOON, Socket, newest, revs, say

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

Sockets = Callable[..., Any]
FRAME_FIELDS = {"op", "t", "topic", "prev", "rev", "n", "actor_id", "change", "d"}


# What was missed


async def test_what_was_missed_comes_in_order_before_synced(sockets: Sockets, ada: User, bo: User, topic: Topic):
    await say(ada, topic, "one", "two", "three")
    await ask(Message.objects.filter(topic=topic, n=2).update, rev=5, text="edited")
    await ask(Topic.objects.update, last_rev=5)
    socket = await sockets(bo)

    synced = await socket.sub(topic, have=2)

    assert synced["topics"] == {str(topic.id): {"from": 2, "to": 5, "limited": False}}
    assert [(frame["prev"], frame["rev"], frame["n"]) for frame in socket.frames] == [(2, 3, 3), (3, 4, 4), (4, 5, 2)]
    for frame in socket.frames:
        assert set(frame) == FRAME_FIELDS
        assert (frame["change"], frame["actor_id"]) == (None, None)
    assert socket.frames[2]["d"]["text"] == "edited"
    assert synced["epoch"] == socket.hello["epoch"]


async def test_who_has_missed_nothing_is_synced_at_once(sockets: Sockets, bo: User, topic: Topic):
    socket = await sockets(bo)

    synced = await socket.sub(topic, have=1, epoch=socket.hello["epoch"])

    assert synced["topics"] == {str(topic.id): {"from": 1, "to": 1, "limited": False}}
    assert await socket.silent()


async def test_who_is_far_behind_or_of_another_epoch_loads_the_topic_again(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hub, "MOST_MISSED", 3)
    await say(ada, topic, *"abcd")
    socket = await sockets(bo)

    assert (await socket.sub(topic, have=1))["topics"][str(topic.id)] == {"from": 1, "to": 5, "limited": True}
    assert (await socket.sub(topic, have=2, epoch="another"))["topics"][str(topic.id)]["limited"]
    assert (await socket.sub(topic, have=9))["topics"][str(topic.id)]["limited"]
    assert await socket.silent(0.02)
    assert not (await socket.sub(topic, have=2))["topics"][str(topic.id)]["limited"]
    assert revs(socket) == [3, 4, 5]


async def test_of_who_is_far_behind_no_message_is_read(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hub, "MOST_MISSED", 3)
    await say(ada, topic, *"abcd")
    read: list[int] = []
    shape = shapes.message_shape

    def noted(message: Message) -> shapes.MessageShape:
        read.append(message.rev)
        return shape(message)

    monkeypatch.setattr(shapes, "message_shape", noted)
    socket = await sockets(bo)

    assert (await socket.sub(topic, have=1))["topics"][str(topic.id)]["limited"]
    assert read == []
    missed = await ask(queries.live.missed, topic.id, {bo.id}, {1}, 3)
    assert (missed.head, missed.since, missed.rows) == (5, 5, [])

    assert not (await socket.sub(topic, have=2))["topics"][str(topic.id)]["limited"]
    assert read == revs(socket) == [3, 4, 5]
    missed = await ask(queries.live.missed, topic.id, {bo.id}, {2}, 3)
    assert (missed.head, missed.since, [row.rev for row in missed.rows]) == (5, 2, [3, 4, 5])


async def test_who_missed_many_changes_of_few_messages_is_sent_these(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hub, "MOST_MISSED", 3)
    await say(ada, topic, "reacted to", "said")
    await ask(Message.objects.filter(topic=topic, n=2).update, rev=9)
    await ask(Topic.objects.update, last_rev=9)
    socket = await sockets(bo)

    synced = await socket.sub(topic, have=1)

    assert synced["topics"] == {str(topic.id): {"from": 1, "to": 9, "limited": False}}
    assert [(frame["prev"], frame["rev"], frame["n"]) for frame in socket.frames] == [(1, 3, 3), (3, 9, 2)]


async def test_after_a_limited_answer_what_comes_is_delivered(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    socket = await sockets(bo)
    await socket.sub(topic, have=1, epoch="another")

    await say(ada, topic, "next")

    assert (await socket.message())["rev"] == 2


async def test_a_commit_between_head_and_rows_is_not_lost(
    sockets: Sockets, ada: User, bo: User, topic: Topic, way: Way, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    post = await ask(new, ada, topic.id, "in between")
    read = getattr(queries.live, way.rows)

    def interrupted(*what: Any) -> Any:
        monkeypatch.setattr(queries.live, way.rows, read)
        with meanwhile(lambda: save_messages([post]), after='FROM "messaging_'):
            return read(*what)

    monkeypatch.setattr(queries.live, way.rows, interrupted)
    socket = await sockets(bo)

    synced = await socket.sub(topic, have=1)

    # `to` becomes `have`, so what was committed after the head was read has to come again, or to come now.
    head = synced["topics"][str(topic.id)]["to"]
    seen = revs(socket) if head == 2 else [(await socket.message())["rev"]]
    assert 2 in seen


# What comes


async def test_a_live_message_reaches_every_member_and_nobody_else(
    sockets: Sockets, ada: User, bo: User, eve: User, topic: Topic
):
    members = [await sockets(ada), await sockets(bo), await sockets(bo)]
    stranger, elsewhere = await sockets(eve), await sockets(bo)
    for socket in members:
        await socket.sub(topic, have=1)
    await stranger.sub(topic)
    await stranger.expect("gone", topic=str(topic.id))

    await members[0].send("message:create", topic=str(topic.id), client_id="c1", text="**ahoy**")

    for socket in members:
        event = await socket.message()
        assert set(event) == FRAME_FIELDS
        assert (event["topic"], event["prev"], event["rev"], event["n"]) == (str(topic.id), 1, 2, 2)
        assert (event["change"], event["actor_id"]) == ("created", str(ada.id))
        assert (event["d"]["text"], event["d"]["client_id"]) == ("**ahoy**", "c1")
    assert shapes.message_shape(await newest(topic)).html == event["d"]["html"]
    assert await stranger.silent()
    assert await elsewhere.silent(0.02)


async def until_heard_by(topic: Topic, number: int) -> None:
    """Wait until so many connections to Redis hear a topic."""
    deadline = time.monotonic() + SOON
    client: Any = redis.Redis.from_url(settings.REDIS_URL)
    with client:
        while (found := client.pubsub_numsub(realtime.topic_channel(topic.id))[0][1]) != number:
            assert time.monotonic() < deadline, f"{found} hear it, not {number}"
            await asyncio.sleep(0.02)


@pytest.mark.servers
async def test_a_process_hears_a_topic_once_however_many_look_at_it_and_no_more_when_the_last_has_gone(
    sockets: Sockets, ada: User, bo: User, topic: Topic
):
    readers = [await sockets(person) for person in (ada, bo, bo)]
    watchers = [await sockets(person) for person in (ada, bo, bo)]
    for reader in readers:
        await reader.sub(topic, have=1)
    for watcher in watchers:
        await watcher.send("sub", watch=[str(topic.id)])
        await watcher.expect("synced")

    await until_heard_by(topic, 1)
    for socket in [*readers, *watchers[1:]]:
        await socket.leave()
    await say(ada, topic, "two")
    assert (await watchers[0].expect("event", t="head"))["rev"] == 2
    await until_heard_by(topic, 1)
    await watchers[0].leave()
    await until_heard_by(topic, 0)


async def test_messages_come_in_order_and_once_however_many_write(sockets: Sockets, ada: User, bo: User, topic: Topic):
    socket = await sockets(bo)
    await socket.sub(topic, have=1)
    batches = [[await ask(new, ada, topic.id, f"{n}") for n in range(4)] for _ in range(5)]

    await asyncio.gather(*[ask(save_messages, batch) for batch in batches])

    events = [await socket.message() for _ in range(20)]
    assert [(event["prev"], event["rev"]) for event in events] == [(rev - 1, rev) for rev in range(2, 22)]
    assert await socket.silent(0.05)


async def test_who_subscribes_while_others_write_misses_nothing(sockets: Sockets, ada: User, bo: User, topic: Topic):
    posts = [await ask(new, ada, topic.id, f"{n}") for n in range(40)]

    async def write() -> None:
        for post in posts:
            await ask(save_messages, [post])

    writing = asyncio.create_task(write())
    have, socket = 1, await sockets(bo)
    for _ in range(4):
        synced = (await socket.sub(topic, have=have))["topics"][str(topic.id)]
        have = synced["to"] if synced["limited"] else apply_all(socket, have, synced)
        await asyncio.sleep(0.02)
    await writing
    while have < 41:
        frame = await socket.message()
        have = apply(frame, have)

    assert have == 41


async def test_who_subscribes_while_every_look_is_overtaken_misses_nothing(
    sockets: Sockets, ada: User, bo: User, topic: Topic, way: Way, monkeypatch: pytest.MonkeyPatch
):
    look = getattr(queries.live, way.missed)

    def overtaken(*args: Any) -> Any:
        seen = look(*args)
        save_messages([new(ada, topic.id, "quicker")])
        return seen

    watching, joining = await sockets(ada), await sockets(bo)
    await watching.sub(topic, have=1)
    monkeypatch.setattr(queries.live, way.missed, overtaken)

    have = 1
    for _ in range(3):
        synced = (await joining.sub(topic, have=have))["topics"][str(topic.id)]
        assert (synced["from"], synced["limited"]) == (have, False)
        have = apply_all(joining, have, synced)

    while have < 4:
        have = apply(await joining.message(), have)


def apply(frame: dict[str, Any], have: int) -> int:
    """The client rule: the new `have`. Fails for a gap, which a client would have to fetch."""
    assert frame["prev"] <= have, f"a gap: have {have}, got {frame['prev']} to {frame['rev']}"
    return max(have, frame["rev"])


def apply_all(socket: Socket, have: int, synced: dict[str, Any]) -> int:
    for frame in [frame for frame in socket.frames if frame.get("t") == "message"]:
        have = apply(frame, have)
        socket.frames.remove(frame)
    return max(have, synced["to"])


async def test_a_new_topic_and_a_new_member_are_told_to_the_party(
    sockets: Sockets, ada: User, bo: User, eve: User, party: Party, invite: Any
):
    watching, joining, unasked = await sockets(bo), await sockets(eve), await sockets(ada)
    await watching.send("sub", parties=[str(party.id)])
    await watching.expect("synced")

    made, _ = await ask(create_topic, ada, party_id=party.id, client_id="t1", name="boats")
    await ask(join_party, eve, code=invite.code)

    opened, joined = [await watching.expect("event", t="party") for _ in range(2)]
    assert (opened["party"], opened["rev"], opened["d"]["change"]) == (str(party.id), party.rev + 1, "topic_created")
    assert (opened["d"]["topic"]["id"], opened["d"]["topic"]["name"]) == (made.id, "boats")
    assert (joined["rev"], joined["d"]["change"]) == (party.rev + 2, "member_joined")
    assert joined["d"]["member"]["user"]["username"] == "eve"
    mine = await joining.expect("event", t="me")
    assert (mine["party"], mine["rev"], mine["d"]["change"]) == (str(party.id), 0, "joined")
    assert await unasked.silent()


async def test_nothing_of_another_party_comes(sockets: Sockets, ada: User, bo: User, eve: User, topic: Topic):
    theirs = await ask(create_party, eve, client_id="theirs", name="Theirs")
    socket = await sockets(bo)
    await socket.sub(topic, have=1, parties=[str(topic.party_id), theirs.party.id])
    await socket.expect("gone", party=theirs.party.id)
    await socket.expect("event", t="presence")

    their_topic = await ask(Topic.objects.get, id=theirs.topics[0].id)
    await say(eve, their_topic, "secret")
    await ask(create_topic, eve, party_id=theirs.party.id, client_id="t1", name="secret")

    assert await socket.silent()


# HTML


async def test_html_frames_carry_the_fragment_that_the_page_shows(
    sockets: Sockets, ada: User, bo: User, topic: Topic, browser: Callable
):
    page, phone = await sockets(bo, query="v=1&format=html"), await sockets(bo)
    for socket in (page, phone):
        await socket.sub(topic, have=1)

    await say(ada, topic, "ahoy **@bo** <b>")

    event, plain = await page.message(), await phone.message()
    assert set(event) == FRAME_FIELDS | {"html"}
    assert event["d"] == {
        "id": plain["d"]["id"],
        "author_id": str(ada.id),
        "client_id": plain["d"]["client_id"],
        "kind": "text",
        "mentions": [str(bo.id)],
        "mention_all": None,
        "deleted": False,
    }
    assert {name: event[name] for name in FRAME_FIELDS - {"d"}} == {name: plain[name] for name in FRAME_FIELDS - {"d"}}
    assert event["html"].startswith("<article")
    assert f'data-id="{plain["d"]["id"]}"' in event["html"]
    shown = await ask(lambda: browser(bo).get(f"/p/{topic.party_id}/t/{topic.id}").content.decode())
    role = '<spanclass="tag">owner</span>'  # which a script puts into what a frame brings
    assert role in squeezed(shown)
    assert squeezed(event["html"]) in squeezed(shown).replace(role, "")


def squeezed(html: str) -> str:
    return "".join(html.split())


async def test_html_of_what_was_missed_is_the_same_as_live(sockets: Sockets, ada: User, bo: User, topic: Topic):
    live = await sockets(bo, query="v=1&format=html")
    await live.sub(topic, have=1)
    await say(ada, topic, "ahoy")
    late = await sockets(ada, query="v=1&format=html")

    await late.sub(topic, have=1)

    assert (await late.message())["html"] == (await live.message())["html"]
