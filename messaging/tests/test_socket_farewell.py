"""It is true of a process that ends that its sockets are told to move, each at a moment of its own."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from messaging import hub
from messaging.hub import close_hub, one_after_another, part
from messaging.models import User
from messaging.tests.sockets import Closed, Socket

Sockets = Callable[..., Awaitable[Socket]]

pytestmark = pytest.mark.django_db(databases=["default", "messaging"], transaction=True)


async def test_each_is_told_to_move_at_a_moment_of_its_own_and_who_stays_is_closed_with_1012(
    sockets: Sockets, ada: User, bo: User
):
    stays = [await sockets(person) for person in (ada, ada, bo, bo)]

    await part(1)
    await close_hub()

    told = [await socket.expect("reconnect", reason="deploy") for socket in stays]
    moments = [frame["after_ms"] for frame in told]
    assert [int(moment / 175) for moment in sorted(moments)] == [0, 1, 2, 3]
    assert [await socket.closed() for socket in stays] == [1012] * 4


async def test_when_all_have_moved_nobody_waits_for_the_rest_of_the_time(sockets: Sockets, ada: User, bo: User):
    moving = [await sockets(ada), await sockets(bo)]
    started = time.monotonic()
    leaving = asyncio.create_task(part(30))
    for socket in moving:
        await socket.expect("reconnect")
        await socket.leave()

    await leaving

    assert time.monotonic() - started < 25


async def test_who_comes_meanwhile_is_sent_elsewhere(sockets: Sockets, ada: User, bo: User):
    first = await sockets(ada)
    leaving = asyncio.create_task(part(5))
    await first.expect("reconnect")
    assert hub.hub().leaving

    with pytest.raises(Closed) as refused:
        await sockets(bo)

    assert refused.value.code == 1012
    await first.leave()
    await leaving


def test_no_part_of_the_time_has_more_of_them_than_another_and_the_order_is_one_of_chance():
    moments = one_after_another(90, 9.0)

    assert [int(moment * 10) for moment in sorted(moments)] == list(range(90))
    assert moments != sorted(moments)
    assert one_after_another(0, 9.0) == []
