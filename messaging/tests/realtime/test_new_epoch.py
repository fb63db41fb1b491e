"""It is true of a database that was restored from a backup that clients let go of what was said after it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from messaging.database import ask
from messaging.models import Epoch, Message, ReadMarker, Topic
from messaging.tests.realtime.oracle import all_settled
from messaging.tests.realtime.servers import Pair

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]


def restore(backup: Topic) -> None:
    """What was said after the backup has never been."""
    Message.objects.filter(topic=backup, n__gt=backup.last_n).delete()
    ReadMarker.objects.filter(topic=backup).update(read_n=0)
    Topic.objects.filter(id=backup.id).update(last_n=backup.last_n, last_rev=backup.last_rev)
    Epoch.objects.update(value="0197a000-0000-7000-8000-0000000000ef")


@pytest.fixture
async def passing(pair: Pair) -> AsyncIterator[Pair]:
    """A pair that is gone afterwards: its processes would trust this test's epoch for some seconds of the next one."""
    yield pair
    for process in pair.both:
        await asyncio.to_thread(process.kill)


async def test_a_restore_with_a_new_epoch(passing: Pair, screen: Callable[..., Any], topic, ada, bo):
    clients = [await screen(ada, topic), await screen(bo, topic)]
    first, other = clients
    key = str(topic.id)
    await first.post(key, "kept")
    backup = await ask(Topic.objects.get, id=topic.id)
    for number in range(4):
        await other.post(key, f"lost {number}")
    await all_settled(*clients)

    for process in passing.both:
        await asyncio.to_thread(process.kill)
    await ask(restore, backup)
    await asyncio.to_thread(passing.be_up)
    await first.post(key, "said after the restore")
    await other.post(key, "and this")
    await all_settled(*clients)

    for client in clients:
        assert client.topics[key].texts() == ["kept", "said after the restore", "and this"]
        assert client.mender.loads >= 2
