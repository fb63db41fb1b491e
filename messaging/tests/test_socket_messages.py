"""Posting over the socket."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest

from events.times import now
from messaging import commands
from messaging.database import ask
from messaging.models import Message, Topic, User
from messaging.services import create_party
from messaging.tests.writers import Gate, running_writer

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases=["messaging"], transaction=True)]

Sockets = Callable[..., Any]
NOWHERE = "0197a000-0000-7000-8000-000000000000"


def hi(where: Topic, **changed: Any) -> dict[str, Any]:
    return {"topic": str(where.id), "client_id": "c1", "text": "hi"} | changed


async def test_a_message_is_acknowledged_after_it_was_committed(sockets: Sockets, bo: User, topic: Topic):
    socket = await sockets(bo)

    await socket.send("message:create", **hi(topic, text="**hi**"))

    ack = await socket.expect("ack", client_id="c1")
    row = await ask(Message.objects.get, kind="text")
    assert set(ack) == {"op", "client_id", "message"}
    assert (ack["message"]["id"], ack["message"]["n"], ack["message"]["rev"]) == (str(row.id), 2, 2)
    assert ack["message"]["html"] == "<p><strong>hi</strong></p>"


async def test_a_repeat_is_acknowledged_with_the_same_message(sockets: Sockets, bo: User, topic: Topic):
    socket = await sockets(bo)
    await socket.send("message:create", **hi(topic))
    first = await socket.expect("ack")

    await socket.send("message:create", **hi(topic))

    assert await socket.expect("ack") == first
    await socket.send("message:create", **hi(topic, text="other"))
    assert (await socket.expect("error"))["code"] == "client_id_reused"


async def test_a_reply_shows_what_it_replies_to(sockets: Sockets, bo: User, topic: Topic):
    socket = await sockets(bo)
    await socket.send("message:create", **hi(topic))
    first = (await socket.expect("ack"))["message"]

    await socket.send("message:create", **hi(topic, client_id="c2", reply_to=first["id"]))

    assert (await socket.expect("ack"))["message"]["reply_to"]["id"] == first["id"]


@pytest.mark.parametrize("saves", [nullcontext, pytest.param(running_writer, marks=pytest.mark.servers)])
async def test_a_reply_that_is_repeated_is_acknowledged_with_what_it_replies_to(
    sockets: Sockets, bo: User, topic: Topic, saves: Callable[[], AbstractContextManager[Any]]
):
    socket = await sockets(bo)
    with saves():
        await socket.send("message:create", **hi(topic))
        first = (await socket.expect("ack"))["message"]
        reply = hi(topic, client_id="c2", reply_to=first["id"])
        await socket.send("message:create", **reply)
        answer = await socket.expect("ack", client_id="c2")

        await socket.send("message:create", **reply)

        assert await socket.expect("ack", client_id="c2") == answer


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": ""}, "blank"),
        ({"text": " \n"}, "blank"),
        ({"text": "x" * 4001}, "too_long"),
        ({"text": "a\x00b"}, "invalid"),
        ({"text": "a\x1bb"}, "invalid"),
        ({"text": 7}, "invalid"),
        ({"text": None}, "invalid"),
        ({"topic": NOWHERE}, "not_found"),
        ({"topic": "nonsense"}, "not_found"),
        ({"topic": "\x00" * 36}, "not_found"),
        ({"topic": 7}, "invalid"),
        ({"client_id": ""}, "invalid"),
        ({"client_id": "a b"}, "invalid"),
        ({"client_id": 7}, "invalid"),
        ({"reply_to": NOWHERE}, "invalid"),
        ({"reply_to": "nonsense"}, "invalid"),
        ({"reply_to": 7}, "invalid"),
    ],
)
async def test_a_bad_message_is_refused_and_the_socket_stays(
    sockets: Sockets, bo: User, topic: Topic, change: dict[str, Any], code: str
):
    socket = await sockets(bo)
    command = hi(topic, **change)

    await socket.send("message:create", **command)

    error = await socket.expect("error")
    assert error["code"] == code
    assert isinstance(error["message"], str)
    assert error.get("client_id") == (command["client_id"] if isinstance(command["client_id"], str) else None)
    await socket.send("message:create", **hi(topic, client_id="good"))
    assert (await socket.expect("ack"))["message"]["n"] == 2


async def test_a_topic_of_another_party_is_not_found(sockets: Sockets, bo: User, eve: User, topic: Topic):
    theirs = (await ask(create_party, eve, client_id="theirs", name="Theirs")).topics[0]
    socket = await sockets(bo)

    await socket.send("message:create", topic=theirs.id, client_id="c1", text="hi")

    assert (await socket.expect("error"))["code"] == "not_found"


async def test_who_posts_too_fast_is_told_when_to_go_on(sockets: Sockets, bo: User, topic: Topic):
    socket = await sockets(bo)
    for n in range(11):
        await socket.send("message:create", **hi(topic, client_id=f"c{n}"))

    error = await socket.expect("error")
    assert (error["code"], error["client_id"]) == ("rate_limited", "c10")
    assert 0 < error["retry_after"] <= 10


async def test_an_archived_topic_is_closed(sockets: Sockets, bo: User, topic: Topic):
    await ask(Topic.objects.update, archived_at=now())
    socket = await sockets(bo)

    await socket.send("message:create", **hi(topic))

    assert (await socket.expect("error"))["code"] == "archived"


@pytest.mark.servers
async def test_through_the_writer_many_in_flight_are_answered_in_order_and_too_many_are_told_to_wait(
    sockets: Sockets, bo: User, topic: Topic, limit: Callable[..., None]
):
    limit()
    socket = await sockets(bo)
    gate = Gate()
    with running_writer(gate.saver):
        for n in range(commands.MOST_UNANSWERED + 1):
            await socket.send("message:create", **hi(topic, client_id=f"c{n}", text=f"number {n}"))
        error = await socket.expect("error")
        gate.open.set()
        acks = [await socket.expect("ack") for _ in range(commands.MOST_UNANSWERED)]

        assert (error["code"], error["client_id"]) == ("rate_limited", f"c{commands.MOST_UNANSWERED}")
        assert [ack["client_id"] for ack in acks] == [f"c{n}" for n in range(commands.MOST_UNANSWERED)]
        assert [ack["message"]["n"] for ack in acks] == list(range(2, commands.MOST_UNANSWERED + 2))
        await socket.send("message:create", **hi(topic, client_id="late", text=" "))
        assert (await socket.expect("error"))["code"] == "blank"
        await socket.send("message:create", **hi(topic, client_id="later"))
        assert (await socket.expect("ack"))["client_id"] == "later"


@pytest.mark.servers
async def test_who_posts_while_the_writer_has_too_much_to_do_is_told_when_to_come_again(
    sockets: Sockets, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.services.writer.MOST_WAITING", 0)
    socket = await sockets(bo)
    with running_writer():
        await socket.send("message:create", **hi(topic))
        error = await socket.expect("error", client_id="c1")

    assert error["code"] == "unavailable"
    assert error["retry_after"] > 0
