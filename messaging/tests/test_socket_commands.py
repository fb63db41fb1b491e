"""What a socket answers to each command, good or bad; no bad one closes a healthy socket."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError

from messaging import commands, consumers, hub, outlets, services
from messaging.database import ask
from messaging.models import Party, ReadMarker, Topic, User
from messaging.queries import rows_after
from messaging.services import create_party, create_topic
from messaging.tests.conftest import make_user
from messaging.tests.sockets import SOON, Socket

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases=["messaging"], transaction=True)]

Sockets = Callable[..., Any]
NOWHERE = "0197a000-0000-7000-8000-000000000000"


def hi(where: Topic, **changed: Any) -> dict[str, Any]:
    return {"topic": str(where.id), "client_id": "c1", "text": "hi"} | changed


# Frames that are none


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid"),
        ("{", "invalid"),
        ("nonsense", "invalid"),
        ("null", "invalid"),
        ("[]", "invalid"),
        ('"sub"', "invalid"),
        ("7", "invalid"),
        ("[" * 20000, "invalid"),
        ('{"op":"sub","topics":"\\ud800"}', "invalid"),
        ("{}", "unknown_op"),
        ('{"op":null}', "unknown_op"),
        ('{"op":7}', "unknown_op"),
        ('{"op":[]}', "unknown_op"),
        ('{"op":{}}', "unknown_op"),
        ('{"op":""}', "unknown_op"),
        ('{"op":"nonsense"}', "unknown_op"),
        ('{"op":"__class__"}', "unknown_op"),
        ('{"op":"message_create"}', "unknown_op"),
        ('{"op":"sub","topics":[]}', "invalid"),
        ('{"op":"sub","topics":{"x":"1"}}', "invalid"),
        ('{"op":"sub","topics":{"x":1.5}}', "invalid"),
        ('{"op":"sub","topics":null}', "invalid"),
        ('{"op":"sub","parties":"x"}', "invalid"),
        ('{"op":"sub","parties":[7]}', "invalid"),
        ('{"op":"sub","epoch":7}', "invalid"),
        ('{"op":"unsub","topics":7}', "invalid"),
        ('{"op":"message:create"}', "invalid"),
        ('{"op":"auth"}', "invalid"),
        ('{"op":"read","topic":"x"}', "invalid"),
        ('{"op":"read","topic":"x","n":"1"}', "invalid"),
        ('{"op":"read","topic":"x","n":-1}', "invalid"),
        ('{"op":"read","topic":"x","n":1}', "not_found"),
        ('{"op":"ping","c":"x"}', "invalid"),
    ],
)
async def test_a_bad_frame_is_answered_by_an_error_and_the_socket_stays(
    sockets: Sockets, ada: User, text: str, code: str
):
    socket = await sockets(ada)

    await socket.send_text(text)

    error = await socket.expect("error")
    assert error["code"] == code
    assert isinstance(error["message"], str)
    assert error["message"]
    assert (await socket.ping())["op"] == "pong"


async def test_an_error_names_the_client_id_of_the_frame(sockets: Sockets, ada: User):
    socket = await sockets(ada)

    await socket.send("nonsense", client_id="c9")

    assert (await socket.expect("error"))["client_id"] == "c9"


async def test_bytes_are_refused(sockets: Sockets, ada: User):
    socket = await sockets(ada)

    await socket.communicator.send_input({"type": "websocket.receive", "bytes": b'{"op":"ping"}'})

    assert (await socket.expect("error"))["code"] == "invalid"


async def test_a_frame_that_is_too_large_ends_the_socket(sockets: Sockets, ada: User):
    socket, other = await sockets(ada), await sockets(ada)

    await socket.send_text(json.dumps({"op": "ping", "x": "x" * 65000}))
    assert (await socket.expect("pong"))["op"] == "pong"
    await socket.send_text(json.dumps({"op": "ping", "x": "x" * 66000}))
    await other.send_text(json.dumps({"op": "ping", "x": "é" * 33000}, ensure_ascii=False))

    assert await socket.closed() == 1009
    assert await other.closed() == 1009


async def test_a_fault_of_ours_is_said_and_the_socket_stays(
    sockets: Sockets, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    async def fail(code: str, fault: Exception) -> None:
        def broken(*args: object, **kwargs: object) -> None:
            raise fault

        with monkeypatch.context() as patch:
            patch.setattr(services, "submit_message", broken)
            await socket.send("message:create", **hi(topic))
            error = await socket.expect("error")
        assert (error["code"], error["client_id"]) == (code, "c1")

    socket = await sockets(bo)
    await fail("unavailable", OperationalError("gone"))
    await fail("unavailable", RuntimeError("our own"))
    await socket.send("message:create", **hi(topic))
    assert (await socket.expect("ack"))["client_id"] == "c1"


# Speed


async def test_the_121st_frame_of_a_minute_is_refused_and_after_ten_more_the_socket_ends(
    sockets: Sockets, ada: User, limit: Callable[..., None]
):
    allowed, seconds = settings.LIMITS["frames"]
    limit("frames", allowed, 60 * seconds)  # so that none is given back while they are read, however slowly
    socket = await sockets(ada)
    for n in range(allowed + consumers.PATIENCE):
        await socket.send("ping", c=n)

    code = await socket.closed()

    kinds = [frame["op"] if frame["op"] == "pong" else frame["code"] for frame in socket.frames]
    assert code == 4008
    assert (allowed, seconds) == (120, 60)
    assert kinds.count("pong") == allowed
    assert kinds.count("rate_limited") == consumers.PATIENCE - 1
    assert all(frame["retry_after"] > 0 for frame in socket.frames if frame["op"] == "error")


async def test_who_slows_down_again_stays(sockets: Sockets, ada: User, limit: Callable[..., None]):
    limit("frames", 20, 1200)
    socket = await sockets(ada)
    consumer: Any = next(iter(hub.hub().people[ada.id]))
    for n in range(21):
        await socket.send("ping", c=n)
    assert (await socket.expect("error"))["code"] == "rate_limited"

    consumer.allowed_at -= 61  # they are one a minute
    assert (await socket.ping())["op"] == "pong"


async def test_who_reads_too_slowly_is_let_go(sockets: Sockets, ada: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outlets, "MOST_WAITING", 2000)
    socket = await sockets(ada)
    [consumer] = hub.hub().people[ada.id]

    for _ in range(30):
        consumer.send_frame(b"x" * 100)

    assert await socket.closed() == 4008
    assert socket.frames == []


# Subscribing


async def test_a_stranger_is_told_that_it_is_gone_and_the_rest_goes_on(
    sockets: Sockets, bo: User, eve: User, party: Party, topic: Topic
):
    mine = (await ask(create_party, eve, client_id="mine", name="Mine")).topics[0]
    socket = await sockets(eve)

    await socket.send(
        "sub",
        topics={str(topic.id): 0, mine.id: 0, NOWHERE: 0, "nonsense": 0},
        parties=[str(party.id), "nonsense"],
        members=[NOWHERE],
    )

    synced = await socket.expect("synced")
    assert list(synced["topics"]) == [mine.id]
    gone = [frame for frame in socket.frames if frame["op"] == "gone"]
    assert {frame.get("topic") or frame.get("party") for frame in gone} == {
        str(topic.id),
        NOWHERE,
        "nonsense",
        str(party.id),
    }
    assert {frame["code"] for frame in gone} == {"not_found"}
    assert not [frame for frame in socket.frames if frame["op"] == "event"]


async def test_so_many_topics_and_no_more(
    sockets: Sockets, ada: User, party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(commands, "MOST_TOPICS", 2)
    monkeypatch.setattr(commands, "MOST_PARTIES", 1)
    ids = [(await ask(create_topic, ada, party_id=party.id, client_id=f"t{n}", name="x"))[0].id for n in range(3)]
    socket = await sockets(ada)

    await socket.send("sub", topics=dict.fromkeys(ids, 0))
    assert (await socket.expect("error"))["code"] == "invalid"
    await socket.send("sub", topics=dict.fromkeys(ids[:2], 0), parties=[str(party.id)])
    assert set((await socket.expect("synced"))["topics"]) == set(ids[:2])
    await socket.send("sub", topics={ids[2]: 0})
    assert (await socket.expect("error"))["code"] == "invalid"
    await socket.send("sub", parties=[str(party.id), NOWHERE])
    assert (await socket.expect("error"))["code"] == "invalid"
    bare = ids[0].replace("-", "")
    spellings = [ids[0], ids[0].upper(), f"{{{bare[:8]}-{bare[8:16]}-{bare[16:]}}}"]
    await socket.send("sub", topics=dict.fromkeys(spellings, 0))
    assert (await socket.expect("error"))["code"] == "invalid"
    await socket.send("sub", members=[str(party.id), str(party.id).upper()])
    assert (await socket.expect("error"))["code"] == "invalid"
    await socket.send("unsub", topics=[ids[0]])
    await socket.send("sub", topics={ids[2]: 0})
    assert set((await socket.expect("synced"))["topics"]) == {ids[2]}


@pytest.mark.parametrize("have", [-1, 2**53, 2**70, 10**300])
async def test_a_number_out_of_range_makes_the_topic_load_again(sockets: Sockets, ada: User, topic: Topic, have: int):
    socket = await sockets(ada)

    await socket.send_text(json.dumps({"op": "sub", "topics": {str(topic.id): have}}))

    answer = await socket._read(SOON)
    assert answer["op"] in {"synced", "error"}
    if answer["op"] == "synced":
        assert answer["topics"][str(topic.id)]["limited"]
    assert (await socket.ping())["op"] == "pong"


async def test_after_unsub_nothing_more_comes(sockets: Sockets, ada: User, bo: User, topic: Topic, post: Callable):
    socket = await sockets(bo)
    await socket.sub(topic, have=1, parties=[str(topic.party_id)])
    await socket.send("unsub", topics=[str(topic.id)], parties=[str(topic.party_id)])
    await socket.ping()
    socket.frames.clear()

    await ask(post, ada, topic)
    await ask(create_topic, ada, party_id=topic.party_id, client_id="t1", name="boats")

    assert await socket.silent()


async def test_unsub_of_what_was_never_subscribed_is_no_fault(sockets: Sockets, bo: User, eve: User, topic: Topic):
    watching, other = await sockets(bo), await sockets(eve)
    await watching.sub(topic, have=1, parties=[str(topic.party_id)])

    ids = [str(topic.id), NOWHERE, "nonsense"]
    await other.send("unsub", topics=ids, parties=[str(topic.party_id), "x"], members=["x"], watch=["x"])

    assert (await other.ping())["op"] == "pong"
    ours = hub.hub()
    assert (len(ours.topics), len(ours.roll.parties)) == (1, 1)


# Read and ping


async def test_reading_is_answered_on_all_sockets_of_that_person(
    sockets: Sockets, ada: User, bo: User, topic: Topic, post: Callable
):
    for _ in range(3):
        await ask(post, ada, topic)
    first, second, other = await sockets(bo), await sockets(bo), await sockets(ada)

    await first.send("read", topic=str(topic.id), n=3)

    for socket in (first, second):
        event = await socket.expect("event", t="me")
        assert (event["party"], event["rev"]) == (str(topic.party_id), 1)
        assert (event["d"]["change"], event["d"]["topic"], event["d"]["read_n"]) == ("read", str(topic.id), 3)
    assert await other.silent()
    assert (await ask(ReadMarker.objects.get, user=bo, topic=topic)).read_n == 3


async def test_ping_is_answered_with_what_it_brought(sockets: Sockets, ada: User):
    socket = await sockets(ada)

    assert await socket.ping() == {"op": "pong", "c": 7, "heads": {"topics": {}, "parties": {}}}
    await socket.send("ping")
    assert (await socket.expect("pong"))["c"] == 0


async def test_pong_names_the_heads_that_the_socket_was_not_sent(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 1000)
    socket: Socket = await sockets(bo)
    await socket.sub(topic, have=1, parties=[str(party.id)])
    first = await socket.ping()
    await ask(post, ada, topic)
    await socket.message()
    await ask(create_topic, ada, party_id=party.id, client_id="t1", name="boats")
    await socket.expect("event", t="party")
    delivered = await socket.ping()

    with monkeypatch.context() as deaf:
        deaf.setattr("messaging.realtime._publish", lambda *_: None)
        await ask(post, ada, topic)
        await ask(create_topic, ada, party_id=party.id, client_id="t2", name="ropes")
        await ask(services.mark_read, bo, topic_id=topic.id, n=2)
    missed = await socket.ping()

    assert first["heads"] == {"topics": {}, "parties": {str(party.id): [party.rev, 0]}}
    assert delivered["heads"] == {"topics": {}, "parties": {}}
    assert missed["heads"] == {"topics": {str(topic.id): 3}, "parties": {str(party.id): [party.rev + 2, 1]}}
    assert (await socket.ping())["heads"]["parties"] == {}


async def test_the_newest_of_a_topic_is_read_from_the_database(ada: User, topic: Topic, post: Callable):
    await ask(post, ada, topic)

    head, rows = await ask(rows_after, topic.id, 1, 10)

    assert (head, [row.rev for row in rows]) == (2, [2])


async def test_sockets_of_many_people_are_told_apart(sockets: Sockets, party: Party):
    people = [await ask(make_user, f"guest{n}") for n in range(5)]

    opened = [await sockets(person) for person in people]

    assert [socket.hello["user_id"] for socket in opened] == [str(person.id) for person in people]
    assert len({socket.hello["session"] for socket in opened}) == 5
