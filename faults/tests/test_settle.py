"""It is true that nobody's screen is judged before it had to show what an author was told of."""

import asyncio

import pytest

from chatterbox_client import Topic
from faults.journal import Journal, read
from faults.load import Load, Member, NotSettled, Size

TOPIC = "t"
#: What an author is told of a post, which is at the same time what a frame or a page says of it.
SAVED = {"id": "m1", "n": 1, "rev": 1, "text": "word 1", "kind": "text"}


class Author:
    """A client of one topic that shows what it has posted, and has missed the frame of it."""

    def __init__(self):
        self.connection = object()
        self.topics = {TOPIC: Topic(TOPIC, "ada", lambda *shown: None)}
        self.topics[TOPIC].load({"items": [], "last_rev": 0, "read_n": 0, "epoch": "e", "has_before": False})

    async def post(self, topic, text, client_id):
        self.topics[topic].keep(SAVED, "ack")
        return SAVED


@pytest.fixture
def load(tmp_path):
    found = Load("http://127.0.0.1", Size(topics=1), 7, tmp_path, tmp_path)
    found.topics = [TOPIC]
    found.members = [Member(Author(), Journal(tmp_path / f"{who}.jsonl", who), [TOPIC], []) for who in ("ada", "bo")]
    yield found
    for member in found.members:
        member.journal.close()


def finals(load):
    return [entry.order for entry in read(load.folder) if entry.what == "final"]


async def post_and_settle(load, seconds):
    await load._post(load.members[0], TOPIC)
    return await load.settle(seconds)


def test_what_was_answered_and_is_on_no_other_screen_is_waited_for(load):
    with pytest.raises(NotSettled, match="ada in t, bo in t"):
        asyncio.run(post_and_settle(load, 0.2))

    assert finals(load) == []


def test_it_has_settled_once_all_have_it(load):
    async def come_later():
        await asyncio.sleep(0.1)
        for member in load.members:
            member.client.topics[TOPIC].take({"prev": 0, "rev": 1, "d": SAVED})

    async def both():
        _, took = await asyncio.gather(come_later(), post_and_settle(load, 5.0))
        return took

    asyncio.run(both())

    assert finals(load) == [("m1",), ("m1",)]


def test_without_a_post_nothing_is_waited_for(load, monkeypatch):
    monkeypatch.setattr(asyncio, "sleep", lambda seconds: pytest.fail("it waited"))

    asyncio.run(load.settle(0.0))

    assert len(finals(load)) == len(load.members)
