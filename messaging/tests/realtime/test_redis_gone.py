"""It is true that without Redis posts go on and arrive within seconds, and at once again soon after it is back."""

import asyncio
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest

from messaging.tests.realtime.crowd import Screen, busy
from messaging.tests.realtime.oracle import all_settled
from messaging.tests.realtime.servers import Pair

pytestmark = [
    pytest.mark.servers,
    pytest.mark.alone,  # it is about seconds
    pytest.mark.django_db(databases=["messaging"], transaction=True),
]

#: Seconds that any message may take without Redis (the heads are read once a second, then what is missing), the median
#: of several, and one that arrives at once.
SLOWLY, ABOUT_A_SECOND, AT_ONCE = 2.5, 1.5, 0.5
#: So many in a row have to be quick, for one may be by luck.
IN_A_ROW = 3
#: Seconds after the return of Redis within which messages arrive at once.
BACK_WITHIN = 5.0


async def seconds_to(reader: Screen, writer: Screen, key: str, text: str) -> float:
    """Between a post's beginning and its being shown."""
    began = time.monotonic()
    await writer.post(key, text)
    async with asyncio.timeout(SLOWLY):
        await reader.until(lambda: any(shown.message["text"] == text for shown in reader.seen))
    return time.monotonic() - began


async def test_redis_is_killed_and_comes_back(pair: Pair, screen: Callable[..., Any], topic, ada, bo):
    # Without pings of their own: what is lost is found by the server.
    one, two = [await screen(who, topic, at=at, heartbeat=None) for who, at in ((ada, pair.one), (bo, pair.two))]
    key, connected = str(topic.id), [one.connection, two.connection]
    doing = [asyncio.create_task(busy(client, key, 5 + place, 8)) for place, client in enumerate((one, two))]

    await asyncio.to_thread(pair.redis.kill)
    without = [await seconds_to(two, one, key, f"without {number}") for number in range(5)]
    assert statistics.median(without) < ABOUT_A_SECOND, without
    await asyncio.gather(*doing)
    await all_settled(one, two)
    await asyncio.to_thread(pair.redis.start)
    back = time.monotonic()
    took = [SLOWLY]
    while max(took[-IN_A_ROW:]) > AT_ONCE:
        took.append(await seconds_to(two, one, key, f"back {len(took)}"))
        assert time.monotonic() < back + BACK_WITHIN, took
    await all_settled(one, two)

    assert [one.connection, two.connection] == connected
    assert not one.went_back() + two.went_back()
