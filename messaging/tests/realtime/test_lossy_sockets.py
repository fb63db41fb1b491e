"""It is true that whoever loses three events of ten shows what the database holds, and nothing twice or backwards."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from messaging.database import ask
from messaging.models import Message
from messaging.tests.people import member_of
from messaging.tests.realtime.crowd import busy
from messaging.tests.realtime.oracle import all_settled

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]

LONG = [pytest.mark.long, pytest.mark.timeout(600)]


@pytest.mark.parametrize(("seed", "times"), [(1, 12), *(pytest.param(seed, 200, marks=LONG) for seed in range(2, 8))])
async def test_people_on_both_processes(extra, screen: Callable[..., Any], party, topic, ada, bo, seed, times):
    cy = await ask(member_of, party, "cy")
    lossy = await extra(2, TEST_DROP_FRAMES="0.3", TEST_DROP_SEED=str(seed))
    people = [await screen(person, topic, at=at) for person in (ada, bo, cy) for at in lossy]
    key = str(topic.id)

    await asyncio.gather(*(busy(one, key, seed * 100 + place, times) for place, one in enumerate(people)))
    await all_settled(*people)

    assert not [one for client in people for one in client.went_back()]
    assert sum(client.mender.fetches for client in people) > 10
    said = await ask(lambda: Counter(Message.objects.filter(topic=topic).values_list("author", "client_id")))
    assert max(said.values()) == 1
