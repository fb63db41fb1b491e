"""It is true of two tabs and a phone of one person that they agree on what is read, and show an own message once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from chatterbox_client import Browser
from messaging.tests.realtime.oracle import all_settled
from messaging.tests.realtime.servers import Pair
from messaging.tests.tokens import token_of

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]


def browser_of(person: Any, pair: Pair) -> Browser:
    cookies = {settings.ACCESS_COOKIE_NAME: token_of(person), "csrftoken": "c" * 32}
    return Browser(cookies, origin=pair.url)


async def test_two_tabs_and_a_phone(pair: Pair, screen: Callable[..., Any], topic, ada, bo):
    phone, other = await screen(ada, topic, at=pair.one), await screen(bo, topic, at=pair.two)
    tabs = [await screen(ada, topic, at=at, access=browser_of(ada, pair)) for at in pair.both]
    key = str(topic.id)

    mine = await tabs[0].post(key, "my own")
    theirs = [await other.post(key, f"theirs {number}") for number in range(3)]
    await all_settled(phone, *tabs, other)
    unread = [await one.unread(key) for one in (phone, *tabs)]
    await phone.read(key, theirs[1]["n"])
    async with asyncio.timeout(30):
        await asyncio.gather(*(tab.until(lambda tab=tab: tab.topics[key].unread == 1) for tab in tabs))
    await all_settled(phone, *tabs, other)

    assert unread == [3, 3, 3]
    for one in (phone, *tabs, other):
        assert [shown.message["id"] for shown in one.seen].count(mine["id"]) == 1
