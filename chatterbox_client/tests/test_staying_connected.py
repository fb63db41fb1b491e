"""It is true of a client that it stays connected as the protocol asks, and sends each post until it is answered."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
from websockets.asyncio.server import Server, ServerConnection, serve

from chatterbox_client import Browser, Client, Ended, Json, Refused
from chatterbox_client.backoff import pause_after

SOON = 30.0


class FakeServer:
    """It greets whoever comes, and then does what a test's `script` does; `lines` are the sockets that came."""

    def __init__(self) -> None:
        self.heard: list[Json] = []
        self.lines: list[ServerConnection] = []
        self.hello: Json = {"heartbeat_ms": 20_000, "expires_at": "2026-11-28T13:00:00.000Z"}
        self.refuses = 0  # with this code
        self.refusals: list[Json] = []  # error frames that answer the next `sub`s
        self.port = 0

    async def handle(self, line: ServerConnection) -> None:
        self.lines.append(line)
        if self.refuses:
            await line.close(self.refuses)
            return
        hello = {
            "op": "hello",
            "session": "s1",
            "user_id": "ada",
            "epoch": "e",
            "server_time": "2026-11-28T12:00:00.000Z",
        }
        await line.send(json.dumps(hello | self.hello))
        async for raw in line:
            frame = json.loads(raw)
            self.heard.append(frame)
            if frame["op"] == "sub":
                synced: Json = {"op": "synced", "topics": {}, "epoch": "e"}
                await line.send(json.dumps(self.refusals.pop(0) if self.refusals else synced))

    async def say(self, **frame: Any) -> None:
        await self.lines[-1].send(json.dumps(frame))

    def subs(self) -> int:
        return [frame["op"] for frame in self.heard].count("sub")

    def posts(self) -> list[str]:
        return [frame["client_id"] for frame in self.heard if frame["op"] == "message:create"]


@pytest.fixture
async def fake() -> AsyncIterator[FakeServer]:
    server = FakeServer()
    async with serve(server.handle, "127.0.0.1", 0) as listening:
        server.port = port_of(listening)
        yield server


def port_of(server: Server) -> int:
    return int(next(iter(server.sockets)).getsockname()[1])


@pytest.fixture
async def client(fake: FakeServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """A browser's, which needs no ticket; its first pauses are none."""
    monkeypatch.setattr("chatterbox_client.client.pause_after", lambda code, attempt, source: 0.0)
    one = Client(f"http://127.0.0.1:{fake.port}", Browser({}, "http://localhost"))
    yield one
    await one.close()


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(SOON):
        while not holds():  # noqa: ASYNC110 - of many things, some of which nobody tells
            await asyncio.sleep(0.005)


def answer_of(client_id: str) -> Json:
    return {"op": "ack", "client_id": client_id, "message": {"id": client_id, "topic_id": "t"}}


async def test_a_post_that_nobody_answered_is_sent_again_over_the_next_socket(fake: FakeServer, client: Client):
    await client.start()
    posting = asyncio.create_task(client.post("t", "Ahoy!", client_id="c1"))
    await until(lambda: fake.posts() == ["c1"])

    fake.lines[0].transport.abort()
    await until(lambda: fake.posts() == ["c1", "c1"])
    await fake.say(**answer_of("c1"))

    assert (await posting)["id"] == "c1"
    assert len(fake.lines) == 2
    assert len(client.outbox) == 0


async def test_posts_of_a_topic_go_out_in_order_each_after_the_answer_to_the_one_before(
    fake: FakeServer, client: Client
):
    await client.start()
    posting = [asyncio.create_task(client.post("t", "x", client_id=f"c{number}")) for number in range(3)]
    other = asyncio.create_task(client.post("other", "x", client_id="o"))

    for name, follower in (("c0", "c1"), ("c1", "c2"), ("c2", "c3")):
        await until(partial(lambda name: name in fake.posts(), name))
        assert follower not in fake.posts()
        await fake.say(**answer_of(name))
    await fake.say(**answer_of("o"))
    await asyncio.gather(*posting, other)

    assert [one for one in fake.posts() if one != "o"] == ["c0", "c1", "c2"]


async def test_what_may_be_tried_later_is_and_a_no_is_a_no(fake: FakeServer, client: Client):
    await client.start()
    slow = asyncio.create_task(client.post("t", "x", client_id="slow"))
    await until(lambda: "slow" in fake.posts())
    await fake.say(op="error", code="slow_mode", message="", client_id="slow", retry_after=0.05)
    await until(lambda: fake.posts() == ["slow", "slow"])
    await fake.say(op="error", code="rate_limited", message="", retry_after=0.05)
    await until(lambda: fake.posts() == ["slow", "slow", "slow"])
    await fake.say(op="error", code="archived", message="", client_id="slow")

    with pytest.raises(Refused) as refused:
        await slow
    assert refused.value.code == "archived"
    assert len(client.outbox) == 0


def has_synced(client: Client) -> bool:
    return client.connection is not None and client.connection.synced.is_set()


async def test_a_sub_that_was_refused_is_sent_again_until_it_is_answered(fake: FakeServer, client: Client):
    refusal: Json = {"op": "error", "message": "", "retry_after": 0.02}
    fake.refusals = [refusal | {"code": code} for code in ("unavailable", "rate_limited")]

    await client.start()
    await until(lambda: has_synced(client))

    assert (fake.subs(), len(fake.lines)) == (3, 1)


async def test_many_subs_that_are_refused_together_are_followed_by_one(fake: FakeServer, client: Client):
    refusal: Json = {"op": "error", "code": "rate_limited", "message": "", "retry_after": 0.1}
    await client.start()
    await until(lambda: has_synced(client))
    assert client.connection is not None
    fake.refusals = [refusal] * 3

    for _ in range(3):
        await client.connection.send("sub", topics={})
    await until(lambda: fake.subs() == 5)
    await asyncio.sleep(0.3)

    assert (fake.subs(), client.connection.unsynced) == (5, 0)


async def test_an_error_behind_the_answer_to_a_sub_is_not_of_that(fake: FakeServer, client: Client):
    await client.start()
    await until(lambda: has_synced(client))

    await fake.say(op="error", code="rate_limited", message="", retry_after=0.02)
    await asyncio.sleep(0.2)

    assert fake.subs() == 1


async def test_a_sub_that_is_refused_for_good_is_not_sent_again(fake: FakeServer, client: Client):
    fake.refusals = [{"op": "error", "code": "invalid", "message": ""}]

    await client.start()
    await asyncio.sleep(0.2)

    assert fake.subs() == 1


async def test_the_new_socket_is_open_before_the_old_one_is_closed(fake: FakeServer, client: Client):
    await client.start()
    first = client.connection

    await fake.say(op="reconnect", after_ms=10, reason="deploy")
    await until(lambda: len(fake.lines) == 2 and client.connection is not first)
    assert client.connection is not None
    await until(lambda: fake.lines[0].close_code == 1000)

    assert first is not None
    assert first.over.done()
    assert fake.subs() == 2


async def test_a_server_that_answers_no_pings_is_left_for_another_try(fake: FakeServer, client: Client):
    fake.hello |= {"heartbeat_ms": 20}

    await client.start()
    await until(lambda: len(fake.lines) > 1)

    assert [frame["op"] for frame in fake.heard].count("ping") >= 2


async def test_a_token_that_ends_is_renewed_before_and_after(fake: FakeServer, client: Client, monkeypatch: Any):
    renewed: list[int] = []
    monkeypatch.setattr(client.access, "renew", lambda: renewed.append(1))

    async def ticket(path: str, body: Any = None) -> Json:
        return {"ticket": f"fresh after {len(renewed)}"}

    monkeypatch.setattr(client.api, "post", ticket)
    fake.hello |= {"expires_at": "2026-11-28T12:00:01.000Z"}
    await client.start()
    await until(lambda: [frame for frame in fake.heard if frame["op"] == "auth"])
    await fake.say(op="authed", expires_at="2026-11-28T13:00:00.000Z")
    fake.refuses = 4001
    await fake.lines[-1].close(4001)
    await until(lambda: len(renewed) > 2)

    assert {"op": "auth", "ticket": "fresh after 1"} in fake.heard
    assert client.ended is None


@pytest.mark.parametrize(("code", "back"), [(4009, False), (4003, False), (1009, False), (1012, True), (1006, True)])
async def test_some_ends_are_for_good(fake: FakeServer, client: Client, monkeypatch: Any, code: int, back: bool):
    def soon(code: int, attempt: int, source: Any) -> float | None:
        return pause_after(code, -8, source)

    monkeypatch.setattr("chatterbox_client.client.pause_after", soon)
    await client.start()

    if code == 1006:
        fake.lines[0].transport.abort()
    else:
        await fake.lines[0].close(code)
    await until(lambda: client.ended == code if not back else len(fake.lines) == 2)

    if not back:
        with pytest.raises(Ended):
            await client.until(lambda: False)
