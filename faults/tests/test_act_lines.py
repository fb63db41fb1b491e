"""It is true of clients whose answers are cut that the line dies with the answer, and that posts are sent again."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from chatterbox_client import Client
from faults.acts import lines
from faults.acts.lines import MOST, Cut
from faults.tests.stages import empty_stage


class FakeLine:
    def __init__(self):
        self.aborted, self.sent = False, []

    def abort(self):
        self.aborted = True

    async def send(self, op, **fields):
        self.sent.append(fields["client_id"])


@pytest.fixture
def client(monkeypatch):
    made = Cut("http://localhost", SimpleNamespace())
    made.random = SimpleNamespace(random=lambda: 0.0)
    made.taken = []
    monkeypatch.setattr(Client, "_take", lambda self, line, frame: made.taken.append(frame))
    return made


def ack(post):
    return {"op": "ack", "client_id": post}


def test_an_answer_is_lost_with_its_line_and_all_that_would_have_come_on_it(client):
    line = FakeLine()

    client._take(line, ack("p1"))
    client._take(line, {"op": "message"})

    assert (line.aborted, client.taken, client.cuts["p1"]) == (True, [], 1)


def test_other_frames_and_lines_are_taken(client):
    client._take(FakeLine(), ack("p1"))
    client._take(FakeLine(), {"op": "message"})

    assert client.taken == [{"op": "message"}]


def test_answers_to_one_post_are_lost_a_few_times_only(client):
    for _ in range(MOST + 2):
        client._take(FakeLine(), ack("p1"))

    assert (client.cuts["p1"], len(client.taken)) == (MOST, 2)


def test_what_waits_for_its_answer_is_sent_again_a_few_times_and_what_was_never_sent_is_not(client):
    client.connection = line = FakeLine()
    command = {"topic": "t", "text": "x", "reply_to": None}
    sent, not_yet = (
        SimpleNamespace(client_id=name, due=due, command={**command, "client_id": name})
        for name, due in (("p1", 5.0), ("p2", 0.0))
    )
    client.outbox = SimpleNamespace(due=lambda moment: [sent, not_yet])

    for _ in range(MOST + 2):
        asyncio.run(client.repeat())

    assert line.sent == ["p1"] * MOST


@pytest.mark.parametrize(("have", "reload", "has"), [(7, False, True), (6, False, False), (7, True, False)])
def test_who_has_come_back_has_all_when_each_topic_is_where_it_was_acknowledged(have, reload, has):
    followed = {
        "t": SimpleNamespace(have=have, reload=reload),
        "quiet": SimpleNamespace(have=0, reload=False),
    }

    assert lines.has_all(SimpleNamespace(topics=followed), {"t": 7, "of others": 99}) == has


class Absent(SimpleNamespace):
    """A client that is told of everything, or of nothing, once it is back."""

    connection: Any = None
    topics: dict[str, Any] = {}  # noqa: RUF012 - nobody adds to it

    async def close(self):
        pass

    async def start(self):
        pass

    async def until(self, holds):
        await asyncio.sleep(0 if self.told else 60)


@pytest.mark.parametrize(("told", "faults"), [(True, 0), (False, 2)])
def test_who_does_not_get_what_was_missed_is_named(told, faults, monkeypatch):
    monkeypatch.setattr(lines, "BACK_WITHIN", 0.05)
    monkeypatch.setattr(lines, "AWAY", (0.0, 0.01))
    monkeypatch.setattr(lines, "CUT_EVERY", 0.01)
    stage = empty_stage(seconds=0.05, acknowledged={})
    stage.load.members.append(SimpleNamespace(client=Absent(told=told), journal=SimpleNamespace(who="ada")))

    asyncio.run(lines.come_and_go(stage))

    assert len(stage.faults) == faults


def test_a_run_in_which_nothing_was_cut_proves_nothing():
    stage = empty_stage(seconds=0.0)

    asyncio.run(lines.cut_answers(stage))

    assert stage.faults == ["no answer was cut", "no post was sent again"]
