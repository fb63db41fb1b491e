"""It is true of whoever is put out, or signed out, that they are shown nothing which began after that was answered."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from messaging import services
from messaging.database import ask
from messaging.tests.realtime.oracle import all_settled
from messaging.tests.realtime.servers import Pair
from messaging.tests.tokens import SES

pytestmark = [
    pytest.mark.servers,
    pytest.mark.alone,  # it is about seconds
    pytest.mark.django_db(databases=["messaging"], transaction=True),
]

#: Seconds within which a subscription ends, with Redis and without, and a sign-in.
GONE_WITHIN = {True: 1.0, False: 2.5}
SIGNED_OUT_WITHIN = 5.0
OTHER_SES = SES[:-1] + "2"


@pytest.mark.parametrize("redis", [True, False], ids=["with Redis", "without Redis"])
async def test_somebody_is_kicked_in_mid_stream(
    pair: Pair, screen: Callable[..., Any], party, topic, ada, bo, redis: bool
):
    owner = await screen(ada, topic, at=pair.one)
    kicked = [await screen(bo, topic, at=at) for at in pair.both]
    key = str(topic.id)
    began: dict[str, float] = {}
    going_on = True

    async def talk() -> None:
        while going_on:
            text = f"number {len(began)}"
            began[text] = time.monotonic()
            await owner.post(key, text)

    talking = asyncio.create_task(talk())
    async with asyncio.timeout(20):
        await asyncio.gather(*(one.until(lambda one=one: len(one.topics[key].texts()) > 3) for one in kicked))
    if not redis:
        await asyncio.to_thread(pair.redis.kill)
    await asyncio.to_thread(owner.api.ask, "DELETE", f"/parties/{party.id}/members/{bo.id}")
    answered = time.monotonic()
    async with asyncio.timeout(GONE_WITHIN[redis]):
        await asyncio.gather(*(one.until(lambda one=one: one.topics[key].gone) for one in kicked))
    async with asyncio.timeout(20):  # some more is said that must not come
        await owner.until(lambda: len([moment for moment in began.values() if moment > answered]) > 5)
    going_on = False
    await talking
    await all_settled(owner)

    after = {text for text, moment in began.items() if moment > answered}
    assert len(after) > 5
    for one in kicked:
        assert not after & {shown.message["text"] for shown in one.seen}
    assert after <= set(owner.topics[key].texts())


async def test_a_sign_in_that_ends_closes_its_sockets_on_every_process_and_no_others(
    pair: Pair, screen: Callable[..., Any], topic, ada, bo
):
    signed_out = [await screen(bo, topic, at=at, ses=OTHER_SES) for at in pair.both]
    stays, writer = await screen(bo, topic, at=pair.one), await screen(ada, topic, at=pair.two)

    await ask(services.revoke_session, OTHER_SES, bo.id)
    async with asyncio.timeout(SIGNED_OUT_WITHIN):
        await asyncio.gather(*(one.until(lambda one=one: one.ended is not None) for one in signed_out))
    await writer.post(str(topic.id), "after that")
    await all_settled(stays, writer)

    assert [one.ended for one in signed_out] == [4009, 4009]
    assert "after that" in stays.topics[str(topic.id)].texts()
    for one in signed_out:
        assert "after that" not in [shown.message["text"] for shown in one.seen]
