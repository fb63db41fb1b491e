"""It is true of whoever subscribes while others write that nothing is lost between rows and the first live frame."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from messaging.tests.realtime.oracle import all_settled
from messaging.tests.realtime.servers import Pair

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]


@pytest.fixture
async def slow(extra) -> Any:
    """A process that waits for a second between its first look at a head and the rows."""
    return (await extra(1, CHATTERBOX_FAILPOINT="after_head:1:sleep:1"))[0]


async def until_waiting(process: Any) -> None:
    async with asyncio.timeout(30):
        while "failpoint_reached" not in process.written()[-4000:]:  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.01)


async def test_commits_between_the_reads_of_head_and_rows(pair: Pair, slow, screen: Callable[..., Any], topic, ada, bo):
    writer = await screen(bo, topic, at=pair.two)
    key = str(topic.id)
    first = await writer.post(key, "first")

    joiner = await screen(ada, topic, at=slow, heartbeat=None)
    await until_waiting(slow)
    await writer.post(key, "between")
    await asyncio.to_thread(writer.api.ask, "PATCH", f"/messages/{first['id']}", {"text": "edited"})
    await writer.post(key, "and after")
    await joiner.connection.synced.wait()
    await writer.post(key, "live")
    await all_settled(joiner, writer)

    assert joiner.topics[key].texts() == ["edited", "between", "and after", "live"]
    assert joiner.mender.fetches == 0
    assert not joiner.went_back()


async def test_many_come_while_others_write(pair: Pair, screen: Callable[..., Any], topic, ada, bo):
    writers = [await screen(bo, topic, at=at, heartbeat=None) for at in pair.both]
    key = str(topic.id)

    async def write(client: Any) -> None:
        for number in range(10):
            await client.post(key, f"{number}")

    writing = [asyncio.create_task(write(client)) for client in writers]
    joiners = [await screen(ada, topic, at=pair.both[number % 2], heartbeat=None) for number in range(6)]
    await asyncio.gather(*writing)
    await all_settled(*writers, *joiners)

    assert sum(client.mender.fetches for client in [*writers, *joiners]) == 0
