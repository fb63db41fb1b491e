"""It is true of whoever is put out, or signed out, that they are shown nothing which began after that was answered."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from messaging import services
from messaging.bus import bus
from messaging.database import ask
from messaging.tests.realtime.crowd import Screen
from messaging.tests.realtime.oracle import all_settled
from messaging.tests.realtime.servers import Pair
from messaging.tests.redis_server import forget_redis
from messaging.tests.tokens import SES

pytestmark = [
    pytest.mark.servers,
    pytest.mark.alone,  # it is about seconds
    pytest.mark.django_db(databases=["messaging"], transaction=True),
]

#: Seconds within which a subscription or a socket ends, with Redis and without.
GONE_WITHIN = {True: 1.0, False: 2.5}
OTHER_SES = SES[:-1] + "2"
WITH_REDIS_OR_WITHOUT = pytest.mark.parametrize("redis", [True, False], ids=["with Redis", "without Redis"])


@pytest.fixture
def one_bus(pair: Pair, settings: Any) -> Iterator[None]:
    """What this process announces goes over the Redis of the two."""
    settings.REDIS_URL = pair.redis.url
    forget_redis()
    yield
    forget_redis()


class Talk:
    """Somebody posts all the time; `began` is when each text was sent."""

    def __init__(self, writer: Screen, key: str) -> None:
        self.writer, self.began = writer, dict[str, float]()
        self._going_on = True
        self._task = asyncio.create_task(self._talk(key))

    async def _talk(self, key: str) -> None:
        while self._going_on:
            text = f"number {len(self.began)}"
            self.began[text] = time.monotonic()
            await self.writer.post(key, text)

    def since(self, moment: float) -> set[str]:
        return {text for text, began in self.began.items() if began > moment}

    async def end_after(self, moment: float) -> set[str]:
        """Say some more after that moment, and end; what was said since."""
        async with asyncio.timeout(20):
            await self.writer.until(lambda: len(self.since(moment)) > 5)
        self._going_on = False
        await self._task
        return self.since(moment)


async def hear_some(screens: list[Any], key: str) -> None:
    async with asyncio.timeout(20):
        await asyncio.gather(*(one.until(lambda one=one: len(one.topics[key].texts()) > 3) for one in screens))


@WITH_REDIS_OR_WITHOUT
async def test_somebody_is_kicked_in_mid_stream(
    pair: Pair, screen: Callable[..., Any], party, topic, ada, bo, redis: bool
):
    owner = await screen(ada, topic, at=pair.one)
    kicked = [await screen(bo, topic, at=at, heartbeat=None) for at in pair.both]  # they ask nothing by themselves
    key = str(topic.id)
    talk = Talk(owner, key)
    await hear_some(kicked, key)
    if not redis:
        await asyncio.to_thread(pair.redis.kill)

    await asyncio.to_thread(owner.api.ask, "DELETE", f"/parties/{party.id}/members/{bo.id}")
    answered = time.monotonic()
    async with asyncio.timeout(GONE_WITHIN[redis]):
        await asyncio.gather(*(one.until(lambda one=one: one.topics[key].gone) for one in kicked))
    after = await talk.end_after(answered)
    await all_settled(owner)

    for one in kicked:
        assert not after & {shown.message["text"] for shown in one.seen}
    assert after <= set(owner.topics[key].texts())


@WITH_REDIS_OR_WITHOUT
@pytest.mark.usefixtures("one_bus")
async def test_a_sign_in_that_ends_in_mid_stream_closes_its_sockets_on_every_process_and_no_others(
    pair: Pair, screen: Callable[..., Any], topic, ada, bo, redis: bool
):
    signed_out = [await screen(bo, topic, at=at, ses=OTHER_SES, heartbeat=None) for at in pair.both]
    stays, writer = await screen(bo, topic, at=pair.one), await screen(ada, topic, at=pair.two)
    key = str(topic.id)
    talk = Talk(writer, key)
    await hear_some(signed_out, key)
    if redis:
        await ask(bus().publish, [("warm", b"")])  # to connect may take longer than anybody waits for it
    else:
        await asyncio.to_thread(pair.redis.kill)

    await ask(services.revoke_session, OTHER_SES, bo.id)
    async with asyncio.timeout(GONE_WITHIN[redis]):
        await asyncio.gather(*(one.until(lambda one=one: one.ended is not None) for one in signed_out))
    after = await talk.end_after(time.monotonic())
    await all_settled(stays, writer)

    assert [one.ended for one in signed_out] == [4009, 4009]
    assert after <= set(stays.topics[key].texts())
    for one in signed_out:
        assert not after & {shown.message["text"] for shown in one.seen}
