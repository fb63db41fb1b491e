"""It is true of whoever comes back to much that they are sent it all, and wait when they want it again and again."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from events.errors import RateLimited
from messaging import backlogs, commands, hub
from messaging.backlogs import Backlogs
from messaging.database import ask
from messaging.models import Party, Topic, User
from messaging.services.save import save_messages
from messaging.tests.conftest import Way
from messaging.tests.messages import new
from messaging.tests.topics import open_topic

Sockets = Callable[..., Any]
ADA, BO = uuid.uuid4(), uuid.uuid4()


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def few(limit: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """1,200 missed changes in twenty hours."""
    limit("frames", 12, 7200)
    monkeypatch.setattr(backlogs, "EACH", 100)


async def much_said(ada: User, party: Party, topics: int = 3, messages: int = 400) -> list[Topic]:
    opened = [await ask(open_topic, ada, party, f"t{number}") for number in range(topics)]
    for topic in opened:
        posts = [await ask(new, ada, topic.id, "Hello") for _ in range(messages)]
        await ask(save_messages, posts)
    return opened


def test_who_comes_back_to_all_that_there_can_be_may_do_so_twice():
    held, most = Backlogs(Clock()), commands.MOST_TOPICS * hub.MOST_MISSED
    for _ in range(2):
        held.insist_room(ADA)
        held.charge(ADA, most)

    held.insist_room(ADA)
    held.charge(ADA, most)

    with pytest.raises(RateLimited):
        held.insist_room(ADA)
    held.insist_room(BO)
    assert (settings.LIMITS["frames"].limit, most) == (120, 50_000)


def test_what_was_sent_grows_back(few: None):
    clock = Clock()
    held = Backlogs(clock)
    held.charge(ADA, 1200 + 59)
    with pytest.raises(RateLimited) as refused:
        held.insist_room(ADA)

    assert refused.value.retry_after == 3600  # one a minute
    clock.now += 3599
    with pytest.raises(RateLimited):
        held.insist_room(ADA)
    clock.now += 2
    held.insist_room(ADA)


def test_more_than_there_was_never_grows(few: None):
    clock = Clock()
    held = Backlogs(clock)
    held.charge(ADA, 1)
    clock.now += 10**7
    held.charge(ADA, 1200)

    with pytest.raises(RateLimited):
        held.insist_room(ADA)


def test_who_has_everything_again_is_forgotten(few: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backlogs, "MANY", 10)
    clock = Clock()
    held = Backlogs(clock)
    held.charge(ADA, 600)
    for _ in range(9):
        held.charge(uuid.uuid4(), 1)
    held.charge(BO, 0)
    assert len(held) == 10

    clock.now += 61
    held.charge(BO, 1)

    assert len(held) == 2
    held.charge(ADA, 601)
    with pytest.raises(RateLimited):
        held.insist_room(ADA)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
async def test_to_ask_for_the_same_again_and_again_is_refused_and_to_come_back_once_is_not(
    sockets: Sockets, ada: User, bo: User, party: Party, few: None, way: Way
):
    topics = await much_said(ada, party)
    socket = await sockets(bo)

    await socket.sub(*topics)
    seen = [frame for frame in socket.frames if frame.get("t") == "message"]
    await socket.send("sub", topics={str(topic.id): 0 for topic in topics})
    error = await socket.expect("error")

    assert len(seen) == 1200
    assert (error["code"], error["retry_after"] > 0) == ("rate_limited", True)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
async def test_another_socket_does_not_begin_anew_and_everything_else_goes_on(
    sockets: Sockets, ada: User, bo: User, party: Party, few: None
):
    topics = await much_said(ada, party)
    first = await sockets(bo)
    await first.sub(*topics)
    await first.leave()

    again, other = await sockets(bo), await sockets(ada)
    await again.send("sub", topics={str(topics[0].id): 0})
    assert (await again.expect("error"))["code"] == "rate_limited"
    await again.send("sub", watch=[str(topics[0].id)], parties=[str(party.id)])
    await again.expect("synced")
    await again.send("message:create", topic=str(topics[0].id), client_id="c1", text="Hello")
    await again.expect("ack")

    await other.sub(*topics)
