import asyncio
import secrets
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from django.conf import settings

from messaging.bus import PAUSE, Bus, MemoryBus, RedisBus, bus
from messaging.listeners import Listener
from messaging.tests.redis_server import RedisServer

#: Of this process: whoever else tests beside it has the same Redis.
A, B, C = (f"{letter}-{secrets.token_hex(4)}" for letter in "abc")

both = pytest.mark.parametrize("kind", ["memory", pytest.param("redis", marks=pytest.mark.servers)])


class Ear:
    """A listener, and what it has heard."""

    def __init__(self, of: Bus) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.losses = 0
        self.listener: Listener = of.listen(self.heard.extend, self._lost)

    def _lost(self) -> None:
        self.losses += 1

    async def until(self, count: int, seconds: float = 30) -> list[tuple[str, bytes]]:
        """What was heard, as soon as it is so much; else fail after `seconds`."""
        deadline = time.monotonic() + seconds
        while len(self.heard) < count:
            assert time.monotonic() < deadline, f"heard {self.heard} only"
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.02)  # for what must not come as well
        return self.heard


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, Redis is waited for. What nobody waits for has tests of its own."""
    monkeypatch.setattr("messaging.bus.PATIENCE", 30)
    monkeypatch.setattr("messaging.listeners.SUBSCRIBE_WITHIN", 30)
    monkeypatch.setattr("messaging.listeners.CONNECT_WITHIN", 30)


@pytest.fixture
def the_bus(kind: str, patient: None) -> Bus:
    return MemoryBus() if kind == "memory" else RedisBus(settings.REDIS_URL)


@pytest.fixture
async def ear(the_bus: Bus) -> AsyncIterator[Ear]:
    ear = Ear(the_bus)
    yield ear
    await ear.listener.close()


@both
async def test_what_is_published_is_heard_by_those_who_subscribed_and_by_nobody_else(the_bus: Bus, ear: Ear):
    other = Ear(the_bus)
    await ear.listener.subscribe(A)
    await other.listener.subscribe(B)

    the_bus.publish([(A, b"one")])
    the_bus.publish([(C, b"lost")])
    the_bus.publish([(B, b"two")])

    assert await ear.until(1) == [(A, b"one")]
    assert await other.until(1) == [(B, b"two")]
    await other.listener.close()


@both
async def test_two_listeners_hear_it_once_each(the_bus: Bus, ear: Ear):
    other = Ear(the_bus)
    await ear.listener.subscribe(A)
    await ear.listener.subscribe(A)
    await other.listener.subscribe(A)

    the_bus.publish([(A, b"one")])

    assert await ear.until(1) == [(A, b"one")]
    assert await other.until(1) == [(A, b"one")]
    await other.listener.close()


@both
async def test_it_is_heard_in_the_order_of_publishing_from_any_thread(the_bus: Bus, ear: Ear):
    await ear.listener.subscribe(A)

    def publish() -> None:
        for n in range(300):
            the_bus.publish([(A, str(n).encode())])

    thread = threading.Thread(target=publish)
    thread.start()

    assert await ear.until(300) == [(A, str(n).encode()) for n in range(300)]
    thread.join()


@both
async def test_after_unsubscribing_nothing_is_heard(the_bus: Bus, ear: Ear):
    await ear.listener.subscribe(A)
    await ear.listener.subscribe(B)
    ear.listener.unsubscribe(A)
    await ear.listener.subscribe(C)  # Redis does what it is told in order, so it has done that too

    the_bus.publish([(A, b"one")])
    the_bus.publish([(B, b"two")])

    assert await ear.until(1) == [(B, b"two")]


@both
async def test_whoever_leaves_and_comes_back_at_once_hears(the_bus: Bus, ear: Ear):
    await ear.listener.subscribe(A)
    for _ in range(20):
        ear.listener.unsubscribe(A)
        await ear.listener.subscribe(A)
    await asyncio.sleep(0.05)

    the_bus.publish([(A, b"one")])

    assert await ear.until(1) == [(A, b"one")]


@both
async def test_many_who_subscribe_while_it_is_still_connecting_all_hear(the_bus: Bus):
    ear = Ear(the_bus)
    channels = [f"c{n}" for n in range(50)]

    await asyncio.gather(*[subscribe_after(ear, channel, place) for place, channel in enumerate(channels)])
    for channel in channels:
        the_bus.publish([(channel, b"hi")])

    assert sorted(await ear.until(50)) == sorted((channel, b"hi") for channel in channels)
    await ear.listener.close()


async def subscribe_after(ear: Ear, channel: str, turns: int) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)
    await ear.listener.subscribe(channel)


@both
async def test_a_closed_listener_hears_nothing(the_bus: Bus):
    ear = Ear(the_bus)
    await ear.listener.subscribe(A)
    await ear.listener.close()

    the_bus.publish([(A, b"one")])

    await asyncio.sleep(0.05)
    assert ear.heard == []


@both
def test_publishing_to_nobody_is_no_fault(the_bus: Bus):
    the_bus.publish([(A, b"one")])


@pytest.mark.servers
def test_with_redis_the_processes_bus_is_redis():
    assert isinstance(bus(), RedisBus)


# Redis comes and goes


@pytest.fixture
def server() -> Iterator[RedisServer]:
    server = RedisServer()
    server.start()
    yield server
    server.kill()


@pytest.mark.servers
@pytest.mark.usefixtures("patient")
async def test_redis_killed_and_back_is_said_and_subscriptions_live_again(server: RedisServer):
    the_bus, publisher = RedisBus(server.url), RedisBus(server.url)
    ear = Ear(the_bus)
    await ear.listener.subscribe(A)
    assert ear.losses == 1  # the first connection

    await asyncio.to_thread(server.kill)
    await asyncio.sleep(0.1)
    publisher.publish([(A, b"lost")])
    subscribing = asyncio.create_task(ear.listener.subscribe(B))
    await asyncio.sleep(0.5)
    await asyncio.to_thread(server.start)
    await subscribing
    await wait_for_loss(ear, 2)
    await asyncio.sleep(PAUSE)
    publisher.publish([(A, b"one")])
    publisher.publish([(B, b"two")])

    assert await ear.until(2) == [(A, b"one"), (B, b"two")]
    await ear.listener.close()


@pytest.mark.servers
@pytest.mark.usefixtures("patient")
async def test_a_cut_connection_is_said_too(server: RedisServer):
    the_bus = RedisBus(server.url)
    ear = Ear(the_bus)
    await ear.listener.subscribe(A)

    await asyncio.to_thread(server.drop_listeners)
    await wait_for_loss(ear, 2)
    await asyncio.sleep(0.05)
    the_bus.publish([(A, b"one")])

    assert await ear.until(1) == [(A, b"one")]
    await ear.listener.close()


async def wait_for_loss(ear: Ear, count: int) -> None:
    deadline = time.monotonic() + 30
    while ear.losses < count:
        assert time.monotonic() < deadline, "nobody was told"
        await asyncio.sleep(0.01)


@pytest.mark.servers
@pytest.mark.alone  # it is about seconds
@pytest.mark.parametrize("fault", ["kill", "freeze"])
def test_without_redis_publishing_raises_nothing_and_holds_nobody_up(server: RedisServer, fault: str):
    connected, fresh = RedisBus(server.url), RedisBus(server.url)
    connected.publish([(A, b"one")])
    getattr(server, fault)()

    for the_bus in (connected, fresh):
        began = time.monotonic()
        for _ in range(100):
            the_bus.publish([(A, b"two")])

        assert time.monotonic() - began < 2  # were each to wait for a frozen one: 100 times PATIENCE
    if fault == "freeze":
        server.thaw()


@pytest.mark.servers
async def test_without_redis_subscribing_ends_in_time(server: RedisServer):
    await asyncio.to_thread(server.kill)
    ear = Ear(RedisBus(server.url))

    began = time.monotonic()
    await ear.listener.subscribe(A)

    assert time.monotonic() - began < 10  # else it waits for ever
    await ear.listener.close()


async def test_while_redis_is_away_nobody_waits_for_each_subscription():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens there
        ear = Ear(RedisBus(f"redis://127.0.0.1:{taken.getsockname()[1]}/0"))
        await ear.listener.subscribe(A)  # the first try is waited for
        began = time.monotonic()
        for number in range(20):
            await ear.listener.subscribe(f"{B}-{number}")

        assert time.monotonic() - began < 10  # else each takes a second
        await ear.listener.close()
