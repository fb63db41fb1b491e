"""What reaches a socket: what it missed, then what comes, in order, once, whole, and only what its person may see."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.conf import settings

from events.ids import new_id
from events.times import now
from messaging import frames, hub, queries, realtime, shapes
from messaging.bus import RedisBus
from messaging.database import ask
from messaging.models import Membership, Message, Party, Topic, TopicMember, User
from messaging.services import create_party, create_topic, join_party
from messaging.services.save import Saved, save_messages
from messaging.tests.between import meanwhile
from messaging.tests.conftest import make_user
from messaging.tests.sockets import Socket
from messaging.tests.test_save_messages import new

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

Sockets = Callable[..., Any]
FRAME_FIELDS = {"op", "t", "topic", "prev", "rev", "n", "actor_id", "change", "d"}


@pytest.fixture
def lossy(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The revs of message events in this set are lost on the bus, each for ever."""
    lost: set[int] = set()
    publish = realtime._publish

    def lose_some(channel: str, signal: Any) -> None:
        if not (isinstance(signal, frames.TopicChange) and signal.rev in lost):
            publish(channel, signal)

    monkeypatch.setattr(realtime, "_publish", lose_some)
    return lost


@pytest.fixture
def never_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "POLL", 1000)


def revs(socket: Socket) -> list[int]:
    """The revs of the message events that were kept."""
    return [frame["rev"] for frame in socket.frames if frame.get("t") == "message"]


async def say(person: User, topic: Topic, *texts: str) -> None:
    for text in texts:
        await ask(save_messages, [await ask(new, person, topic.id, text)])


async def newest(topic: Topic) -> Message:
    return await ask(Message.objects.select_related("author", "reply_to").filter(topic=topic).latest, "n")


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


async def test_after_a_limited_answer_what_comes_is_delivered(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    socket = await sockets(bo)
    await socket.sub(topic, have=1, epoch="another")

    await say(ada, topic, "next")

    assert (await socket.message())["rev"] == 2


async def test_a_commit_between_head_and_rows_is_not_lost(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    post = await ask(new, ada, topic.id, "in between")
    read = queries.rows_after

    def interrupted(*what: Any) -> Any:
        monkeypatch.setattr(queries, "rows_after", read)
        with meanwhile(lambda: save_messages([post]), after='FROM "messaging_'):
            return read(*what)

    monkeypatch.setattr(queries, "rows_after", interrupted)
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
    assert squeezed(event["html"]) in squeezed(shown)


def squeezed(html: str) -> str:
    return "".join(html.split())


async def test_html_of_what_was_missed_is_the_same_as_live(sockets: Sockets, ada: User, bo: User, topic: Topic):
    live = await sockets(bo, query="v=1&format=html")
    await live.sub(topic, have=1)
    await say(ada, topic, "ahoy")
    late = await sockets(ada, query="v=1&format=html")

    await late.sub(topic, have=1)

    assert (await late.message())["html"] == (await live.message())["html"]


# Repair


async def test_a_lost_frame_is_read_from_the_database_within_the_hold_time(
    sockets: Sockets, ada: User, bo: User, topic: Topic, lossy: set[int], never_polling: None
):
    socket = await sockets(bo)
    await socket.sub(topic, have=1)
    lossy.add(3)

    await say(ada, topic, "two", "three", "four")

    began = time.monotonic()
    events = [await socket.message() for _ in range(3)]
    assert [(event["prev"], event["rev"]) for event in events] == [(1, 2), (2, 3), (3, 4)]
    assert [event["change"] for event in events[:2]] == ["created", None]
    assert time.monotonic() - began < 2
    assert await socket.silent(0.1)


async def test_a_lost_tail_is_found_by_looking_at_the_heads(
    sockets: Sockets, ada: User, bo: User, topic: Topic, lossy: set[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hub, "POLL", 0.1)
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


async def test_a_rev_that_is_not_in_the_database_is_given_up(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    socket = await sockets(bo)
    await socket.sub(topic, have=1)
    await say(ada, topic, "two")
    shape = shapes.message_shape(await newest(topic))
    await socket.message()
    reads = 0
    read = queries.rows_after

    def counted(*what: Any) -> Any:
        nonlocal reads
        reads += 1
        return read(*what)

    monkeypatch.setattr(queries, "rows_after", counted)
    phantom = frames.TopicChange(str(topic.id), str(topic.party_id), 98, 99, "created", str(ada.id), 0, shape)
    realtime._publish(realtime.topic_channel(topic.id), phantom)

    assert await socket.silent(0.4)
    assert reads == 1


# Who may see what


async def kick(person: User, party: Party) -> None:
    """As a kick does it: the membership ends, and the party's `acl` moves."""

    def kicked() -> None:
        Membership.objects.filter(party=party, user=person).delete()
        Party.objects.filter(id=party.id).update(acl=party.acl + 1)

    await ask(kicked)


async def test_nothing_posted_after_a_kick_is_shown_to_the_kicked(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, never_polling: None
):
    owner, kicked = await sockets(ada), await sockets(bo)
    for socket in (owner, kicked):
        await socket.sub(topic, have=1)

    await kick(bo, party)
    await say(ada, topic, "now that he is gone")

    assert (await owner.message())["d"]["text"] == "now that he is gone"
    assert await kicked.expect("gone", topic=str(topic.id))
    await say(ada, topic, "and more")
    assert (await owner.message())["d"]["text"] == "and more"
    assert await kicked.silent()


async def test_a_kick_without_a_word_after_it_is_noticed_by_looking(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hub, "POLL", 0.1)
    owner, kicked = await sockets(ada), await sockets(bo)
    for socket in (owner, kicked):
        await socket.sub(topic, have=1)

    await kick(bo, party)

    assert (await kicked.expect("gone"))["topic"] == str(topic.id)
    assert await owner.silent(0.05)


async def test_a_kick_in_the_middle_of_a_repair_is_not_too_late(
    sockets: Sockets,
    ada: User,
    bo: User,
    party: Party,
    topic: Topic,
    lossy: set[int],
    monkeypatch: pytest.MonkeyPatch,
    never_polling: None,
):
    owner, kicked = await sockets(ada), await sockets(bo)
    for socket in (owner, kicked):
        await socket.sub(topic, have=1)
    await kick_before_reading(monkeypatch, bo, ada, party, topic)
    lossy.add(2)

    await say(ada, topic, "two", "three")  # the second makes the hub repair; the kick comes while it does

    assert [(await owner.message())["rev"] for _ in range(3)] == [2, 3, 4]
    await kicked.expect("gone", topic=str(topic.id))
    assert 4 not in revs(kicked)


async def test_a_kick_in_the_middle_of_subscribing_is_not_too_late(
    sockets: Sockets,
    ada: User,
    bo: User,
    party: Party,
    topic: Topic,
    monkeypatch: pytest.MonkeyPatch,
    never_polling: None,
):
    owner, kicked = await sockets(ada), await sockets(bo)
    await owner.sub(topic, have=1)
    await kick_before_reading(monkeypatch, bo, ada, party, topic)

    synced = await kicked.sub(topic, have=1)

    assert synced["topics"] == {}
    assert (await kicked.expect("gone"))["topic"] == str(topic.id)
    assert revs(kicked) == []
    assert (await owner.message())["rev"] == 2


async def kick_before_reading(
    monkeypatch: pytest.MonkeyPatch, person: User, owner: User, party: Party, topic: Topic
) -> None:
    """Right before the hub reads messages for the next time somebody is kicked, and then something is posted."""
    read = queries.rows_after
    post = await ask(new, owner, topic.id, "after the kick")

    def too_late(*what: Any) -> Any:
        monkeypatch.setattr(queries, "rows_after", read)
        Membership.objects.filter(party=party, user=person).delete()
        Party.objects.filter(id=party.id).update(acl=party.acl + 1)
        save_messages([post])
        return read(*what)

    monkeypatch.setattr(queries, "rows_after", too_late)


async def test_who_comes_while_it_is_asked_who_may_see_is_not_sent_away(
    sockets: Sockets,
    ada: User,
    bo: User,
    party: Party,
    topic: Topic,
    monkeypatch: pytest.MonkeyPatch,
    never_polling: None,
):
    cy = await ask(make_user, "cy")
    await ask(Membership.objects.create, party=party, user=cy, joined_at=now())
    owner, other = await sockets(ada), await sockets(cy)
    await owner.sub(topic, have=1)
    asked, entered, may_go_on = queries.may_see_topic, asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(*what: Any) -> Any:
        answer = asked(*what)
        monkeypatch.setattr(queries, "may_see_topic", asked)
        loop.call_soon_threadsafe(entered.set)
        asyncio.run_coroutine_threadsafe(may_go_on.wait(), loop).result(10)
        return answer

    monkeypatch.setattr(queries, "may_see_topic", slow)
    await kick(bo, party)
    await say(ada, topic, "two")
    await entered.wait()
    await other.sub(topic, have=2)
    may_go_on.set()

    assert (await owner.message())["rev"] == 2
    await say(ada, topic, "three")
    assert (await other.message())["rev"] in {2, 3}
    assert not [frame for frame in other.frames if frame["op"] == "gone"]


async def test_a_private_topic_reaches_those_who_are_in_it(sockets: Sockets, ada: User, bo: User, topic: Topic):
    await ask(Topic.objects.update, private=True)
    await ask(TopicMember.objects.create, topic=topic, user=bo)
    inside, outside = await sockets(bo), await sockets(ada)
    await inside.sub(topic, have=1)

    await outside.sub(topic, have=1)

    await outside.expect("gone", topic=str(topic.id))
    await say(bo, topic, "secret")
    assert (await inside.message())["d"]["text"] == "secret"
    assert await outside.silent()


async def test_who_is_taken_out_of_a_private_topic_hears_no_more_of_it(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, never_polling: None
):
    await ask(Topic.objects.update, private=True)
    for person in (ada, bo):
        await ask(TopicMember.objects.create, topic=topic, user=person)
    inside, out = await sockets(bo), await sockets(ada)
    for socket in (inside, out):
        await socket.sub(topic, have=1)

    await ask(TopicMember.objects.filter(user=ada).delete)
    await ask(Party.objects.filter(id=party.id).update, acl=party.acl + 1)
    await say(bo, topic, "secret")

    assert (await inside.message())["d"]["text"] == "secret"
    assert (await out.expect("gone"))["topic"] == str(topic.id)
    assert await out.silent()


async def test_a_topic_that_is_gone_is_told(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hub, "POLL", 0.1)
    socket = await sockets(bo)
    await socket.sub(topic, have=1)

    await ask(Topic.objects.filter(id=topic.id).delete)

    assert (await socket.expect("gone"))["topic"] == str(topic.id)
    assert not hub.hub().topics


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
    monkeypatch: pytest.MonkeyPatch,
    never_polling: None,
):
    leaving, coming = await sockets(ada), await sockets(bo)
    await leaving.sub(topic, have=1)
    missed, entered = queries.missed, asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(*what: Any) -> Any:
        loop.call_soon_threadsafe(entered.set)
        time.sleep(0.1)
        return missed(*what)

    monkeypatch.setattr(queries, "missed", slow)
    subscribing = asyncio.create_task(coming.sub(topic, have=1))
    await entered.wait()
    await leaving.send("unsub", topics=[str(topic.id)])
    await leaving.ping()
    await subscribing

    await say(ada, topic, "two")
    assert (await coming.message())["rev"] == 2
    assert await leaving.silent()


async def test_what_others_are_shown_while_somebody_is_coming_is_not_lost_for_them(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    there, coming = await sockets(ada), await sockets(bo)
    await there.sub(topic, have=1)
    missed, loop = queries.missed, asyncio.get_running_loop()

    def too_early(*what: Any) -> Any:
        monkeypatch.setattr(queries, "missed", missed)
        answer = missed(*what)
        asyncio.run_coroutine_threadsafe(say(ada, topic, "two"), loop).result(10)
        asyncio.run_coroutine_threadsafe(shown(), loop).result(10)
        return answer

    async def shown() -> None:
        there.frames.append(await there.message())

    monkeypatch.setattr(queries, "missed", too_early)

    synced = await coming.sub(topic, have=1)

    assert revs(coming) == [2]
    assert synced["topics"][str(topic.id)] == {"from": 1, "to": 2, "limited": False}


async def test_who_comes_where_others_are_shown_more_all_the_while_loads_the_topic_again(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    there, coming = await sockets(ada), await sockets(bo)
    await there.sub(topic, have=1)
    monkeypatch.setattr(queries, "missed", lambda *_: (0, [], 0))

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
    next_one = msgspec.structs.replace(shape, id=str(new_id()), n=3, rev=3)
    change = frames.TopicChange(str(topic.id), str(topic.party_id), 2, 3, "created", str(ada.id), 0, next_one)
    other.publish(realtime.topic_channel(topic.id), frames.encode(change))

    assert [(await socket.message())["rev"] for _ in range(2)] == [2, 3]
