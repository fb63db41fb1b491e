"""It is true of a client that looks at a party while frames of it come that…"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, ClassVar

import pytest

from chatterbox_client import Browser, Client, Json
from chatterbox_client.frames import numbered
from chatterbox_client.topic import Topic


class FakeApi:
    """Answers with what the party was at when it was asked, once `free` is set."""

    def __init__(self) -> None:
        self.rev, self.my_rev, self.read_n = 4, 7, 20
        self.looks = 0
        self.free = asyncio.Event()

    async def get(self, path: str, **query: Any) -> Json:
        if path.endswith("/messages"):
            return {"items": [], "last_rev": 1, "epoch": "after", "has_before": False, "read_n": self.read_n}
        if path.endswith("/topics"):
            return {"items": [{"id": "t", "read_n": self.read_n}]}
        self.looks += 1
        answer = {"party": {"rev": self.rev, "my_rev": self.my_rev}}
        await self.free.wait()
        return answer


class Line:
    """A connection to a server with another history."""

    hello: ClassVar[Json] = {"epoch": "after"}

    def __init__(self) -> None:
        self.sent: list[Json] = []

    async def send(self, op: str, **fields: Any) -> None:
        self.sent.append({"op": op, **fields})


def nobody(topic: Topic, message: Json, how: str) -> None:
    """To whom it is shown."""


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    one = Client("http://127.0.0.1:1", Browser({}, "http://localhost"))
    one.api = FakeApi()  # type: ignore[assignment]
    one.topics["t"] = Topic("t", "ada", nobody)
    one.parties["p"] = 0, 0
    yield one
    await one.close()


async def ask(client: Client) -> None:
    """The party is asked for."""
    client.mender.look_at("p")
    await asyncio.sleep(0)


async def looked(client: Client) -> None:
    """Nothing of it goes on any more."""
    client.api.free.set()  # type: ignore[attr-defined]
    for _ in range(20):
        await asyncio.sleep(0)


def read(rev: int, n: int) -> Json:
    return {"t": "me", "party": "p", "rev": rev, "d": {"change": "read", "topic": "t", "read_n": n}}


async def test_frames_that_come_before_the_answer_are_taken_after_it_and_nothing_is_asked_again(client: Client):
    await ask(client)
    client.api.read_n = 5  # type: ignore[attr-defined]  # as it was before them
    for rev, n in ((8, 21), (9, 22), (10, 23)):
        numbered(client, read(rev, n))
    numbered(client, {"t": "party", "party": "p", "rev": 5, "d": {"change": "joined"}})

    await looked(client)

    assert client.parties["p"] == (5, 10)
    assert client.topics["t"].read_n == 23
    assert client.api.looks == 1  # type: ignore[attr-defined]


async def test_what_the_answer_holds_is_not_undone_by_frames_from_before_it(client: Client):
    await ask(client)
    numbered(client, read(6, 3))

    await looked(client)

    assert client.parties["p"] == (4, 7)
    assert client.topics["t"].read_n == 20


async def test_a_gap_behind_the_answer_is_asked_for_once_more(client: Client):
    await ask(client)
    numbered(client, read(9, 22))
    client.api.my_rev, client.api.read_n = 9, 22  # type: ignore[attr-defined]

    await looked(client)

    assert client.parties["p"] == (4, 9)
    assert client.topics["t"].read_n == 22
    assert client.api.looks == 2  # type: ignore[attr-defined]


async def test_frames_that_have_overtaken_each_other_are_no_gap(client: Client):
    await ask(client)
    for rev in (6, 5):
        numbered(client, {"t": "party", "party": "p", "rev": rev, "d": {"change": "joined"}})
    for rev, n in ((9, 22), (8, 21)):
        numbered(client, read(rev, n))

    await looked(client)

    assert client.parties["p"] == (6, 9)
    assert client.topics["t"].read_n == 22
    assert client.api.looks == 1  # type: ignore[attr-defined]


async def test_numbers_of_another_history_keep_out_nothing(client: Client):
    client.parties["p"] = 40, 50
    topic = client.topics["t"]
    topic.party, topic.epoch, topic.read_n = "p", "before", 90
    line = Line()

    await client._subscribe(topic, over=line)  # type: ignore[arg-type]
    await looked(client)
    numbered(client, read(8, 21))

    assert client.parties["p"] == (4, 8)
    assert topic.read_n == 21
    assert line.sent == [{"op": "sub", "topics": {"t": 1}, "parties": ["p"], "epoch": "after"}]


async def test_an_old_frame_that_comes_twice_changes_nothing(client: Client):
    client.parties["p"] = 4, 9
    client.topics["t"].read_n = 22

    numbered(client, read(8, 21))

    assert client.parties["p"] == (4, 9)
    assert client.topics["t"].read_n == 22
