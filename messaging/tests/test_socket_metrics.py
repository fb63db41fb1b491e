"""It is true of sockets that Prometheus hears how many there are, what they are sent, how soon, and what went wrong."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import generate_latest

from events.metrics import registry
from messaging import arrivals, consumers, hub, outlets, socket_metrics
from messaging.database import ask
from messaging.models import Topic, User
from messaging.services.save import save_messages
from messaging.tests.messages import new
from messaging.tests.sockets import say

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

Sockets = Callable[..., Any]


def told() -> dict[str, float]:
    lines = [line.rpartition(" ") for line in generate_latest(registry).decode().splitlines() if line[0] != "#"]
    return {name.removeprefix("chatterbox_"): float(value) for name, _, value in lines}


async def test_sockets_subscriptions_and_deliveries(sockets: Sockets, ada: User, bo: User, topic: Topic):
    before = told()
    readers = [await sockets(ada), await sockets(bo)]
    for reader in readers:
        await reader.sub(topic, have=1)
    assert (told()["sockets"], told()["socket_topics"], told()["socket_subscriptions"]) == (2, 1, 2)

    await say(bo, topic, "one")
    sizes = [len(str(await reader.message())) for reader in readers]

    after = told()
    grown = {name: after[name] - before.get(name, 0) for name in after}
    assert grown["socket_frames_total"] == 2
    assert sum(sizes) * 0.5 < grown["socket_bytes_total"] < sum(sizes) * 2
    assert grown["delivery_seconds_count"] == grown["delivery_batch_size_count"] == 1
    assert 0 < grown["delivery_seconds_sum"] < 60
    assert grown["socket_received_total"] == 2
    assert (grown["resume_size_count"], grown["resume_size_sum"]) == (2, 0)

    for reader in readers:
        await reader.leave()
    assert (told()["sockets"], told()["socket_topics"], told()["socket_subscriptions"]) == (0, 0, 0)


def standing_at(moment: float) -> SimpleNamespace:
    """A clock that stands still."""
    return SimpleNamespace(time=lambda: moment)


async def test_how_long_each_post_took_from_its_coming_to_the_last_socket_and_how_many_left_together(
    sockets: Sockets, ada: User, bo: User, topic: Topic, never_polling: None, monkeypatch: pytest.MonkeyPatch
):
    readers = [await sockets(ada), await sockets(bo)]
    for reader in readers:
        await reader.sub(topic, have=1)
    monkeypatch.setattr(socket_metrics, "time", standing_at(1003.5))
    before = told()

    posts = [await ask(new, ada, topic.id, text) for text in ("two", "three", "four")]
    for post in posts:
        post.came_at = 1000.0
    await ask(save_messages, posts)
    assert [[(await reader.message())["rev"] for _ in range(3)] for reader in readers] == [[2, 3, 4]] * 2

    after = told()
    grown = {name: after[name] - before.get(name, 0) for name in after}
    assert grown["delivery_seconds_count"] == 3
    assert grown["delivery_seconds_sum"] == pytest.approx(3 * 3.5)
    assert (grown['delivery_seconds_bucket{le="2.5"}'], grown['delivery_seconds_bucket{le="5.0"}']) == (0, 3)
    assert (grown["delivery_batch_size_count"], grown["delivery_batch_size_sum"]) == (1, 3)
    assert grown["socket_frames_total"] == 2 * 3


async def test_what_was_missed_and_who_is_too_far_behind(sockets: Sockets, bo: User, topic: Topic):
    before = told()
    for text in ("one", "two", "three"):
        await say(bo, topic, text)
    socket = await sockets(bo)
    await socket.sub(topic, have=1)
    await socket.send("unsub", topics=[str(topic.id)])
    await socket.sub(topic, have=999)

    after = told()
    assert after["resume_size_sum"] - before["resume_size_sum"] == 3
    assert after["resume_limited_total"] - before["resume_limited_total"] == 1


async def test_who_reads_too_slowly(sockets: Sockets, ada: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outlets, "MOST_WAITING", 2000)
    before, socket = told(), await sockets(ada)
    [consumer] = hub.hub().people[ada.id]
    for _ in range(10):
        consumer.send_frame(b"x" * 100)
    assert told()["socket_unread_bytes"] >= 1000
    for _ in range(20):
        consumer.send_frame(b"x" * 100)

    assert await socket.closed() == 4008
    assert told()["socket_closed_slow_total"] == before["socket_closed_slow_total"] + 1


async def test_who_sends_too_much(sockets: Sockets, ada: User, limit: Callable[..., None]):
    limit("frames", 1, 3600)
    before, socket = told(), await sockets(ada)
    for _ in range(consumers.PATIENCE + 1):
        await socket.send("ping", c=1)

    assert await socket.closed() == 4008
    assert told()["socket_closed_fast_total"] == before["socket_closed_fast_total"] + 1


async def test_topics_that_had_to_be_read_again(
    sockets: Sockets, ada: User, bo: User, topic: Topic, lossy: set[int], never_polling: None
):
    socket = await sockets(bo)
    await socket.sub(topic, have=1)
    before = told()["hub_repairs_total"]
    await say(ada, topic, "two")
    assert (await socket.message())["rev"] == 2
    assert told()["hub_repairs_total"] == before

    lossy.add(3)
    await say(ada, topic, "three", "four")

    assert [(await socket.message())["rev"] for _ in range(2)] == [3, 4]
    assert told()["hub_repairs_total"] == before + 1


async def test_who_waits_to_be_let_in(sockets: Sockets, ada: User, monkeypatch: pytest.MonkeyPatch):
    look_up = arrivals.look_up
    waiting = []

    def looking(asked: Any) -> Any:
        waiting.append(told()["sockets_arriving"])
        return look_up(asked)

    monkeypatch.setattr(arrivals, "look_up", looking)
    monkeypatch.setattr(arrivals, "MOST_AT_ONCE", 1)
    await asyncio.gather(*(sockets(ada) for _ in range(3)))

    assert waiting == [2, 1, 0]
    assert told()["sockets_arriving"] == 0
