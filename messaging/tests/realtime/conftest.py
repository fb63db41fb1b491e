import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from chatterbox_client import Phone
from chatterbox_client.access import Access
from messaging.database import ask
from messaging.models import Epoch, User
from messaging.tests.realtime.crowd import HEARTBEAT, Screen
from messaging.tests.realtime.servers import Pair, Process
from messaging.tests.tokens import token_of

EPOCH = "0197a000-0000-7000-8000-0000000000ee"


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Pair]:
    """Gone before the test database is dropped."""
    pair = Pair(tmp_path_factory.mktemp("realtime"))
    yield pair
    pair.close()


@pytest.fixture
async def pair(started: Pair, transactional_db: None) -> AsyncIterator[Pair]:
    """Two processes that answer, on an empty database; nothing they log may be a traceback."""
    await _first_epoch()
    await asyncio.to_thread(started.be_up)
    before = [len(process.written()) for process in started.both]
    async with started.balancer():
        yield started
    logs = [process.written()[length:] for process, length in zip(started.both, before, strict=True)]
    assert not [log for log in logs if "Traceback" in log], "".join(logs)[-4000:]


@pytest.fixture
async def extra(pair: Pair) -> AsyncIterator[Callable[..., Any]]:
    """`await extra(2, TEST_DROP_FRAMES="0.3")` are two more processes, with settings of their own."""
    begun: list[Process] = []

    async def begin(count: int, **variables: str) -> list[Process]:
        begun.extend(await asyncio.to_thread(pair.extra, count, **variables))
        return begun

    yield begin
    for process in begun:
        await asyncio.to_thread(process.kill)
    assert not [process.written() for process in begun if "Traceback" in process.written()]


async def _first_epoch() -> None:
    """The same for every test, because a process trusts what it has read for some seconds."""
    await ask(lambda: Epoch.objects.update_or_create(id=1, defaults={"value": EPOCH}))


@pytest.fixture
async def screen(pair: Pair) -> AsyncIterator[Callable[..., Any]]:
    """`await screen(ada, topic)` is a client that shows a topic, at the balancer or at a process `at`.

    A `heartbeat` of None is the server's: then nothing but what is sent by itself is shown in time.
    """
    opened: list[Screen] = []

    async def open_one(
        person: User,
        *topics: Any,
        at: Process | None = None,
        access: Access | None = None,
        heartbeat: float | None = HEARTBEAT,
        **claims: Any,
    ) -> Screen:
        url = f"http://127.0.0.1:{at.port}" if at else pair.url
        phone = Phone(token_of(person, **claims), lambda: token_of(person, **claims))
        one = Screen(url, access or phone, heartbeat=heartbeat, seed=len(opened))
        opened.append(one)
        await one.start()
        for topic in topics:
            await one.follow(str(topic.id))
        return one

    yield open_one
    for one in opened:
        await one.close()
    assert not [fault for one in opened for fault in one.undocumented]
