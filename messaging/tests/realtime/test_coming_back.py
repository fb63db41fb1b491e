"""It is true of whoever was away that any process brings them what they missed, and a long absence a fresh page."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from events.ids import new_id
from events.times import now
from messaging.database import ask
from messaging.models import Message, Topic, User
from messaging.tests.realtime.crowd import Screen
from messaging.tests.realtime.oracle import all_settled
from messaging.tests.realtime.servers import Pair

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]


def much_is_said(author: User, topic: Topic, count: int) -> None:
    """Messages as if they had been posted, without the time that it takes."""
    head = Topic.objects.get(id=topic.id)
    rows = [
        Message(
            topic=topic,
            n=head.last_n + number,
            rev=head.last_rev + number,
            author=author,
            client_id=str(new_id()),
            request_hash=b"",
            text=f"missed {number}",
            html=f"<p>missed {number}</p>",
            created_at=now(),
        )
        for number in range(1, count + 1)
    ]
    Message.objects.bulk_create(rows, batch_size=1000)
    Topic.objects.filter(id=topic.id).update(last_n=head.last_n + count, last_rev=head.last_rev + count)


async def comes_back(client: Screen, pair: Pair) -> None:
    """At process two, whereever it was before."""
    client.api.url = f"http://127.0.0.1:{pair.two.port}"
    await client.start()


async def test_the_other_process_tells_of_posts_edits_deletions_and_reactions(
    pair: Pair, screen: Callable[..., Any], topic, ada, bo
):
    away, writer = await screen(ada, topic, at=pair.one, heartbeat=None), await screen(bo, topic, at=pair.two)
    key = str(topic.id)
    kept, edited, deleted = [await writer.post(key, text) for text in ("kept", "edited", "deleted")]
    await all_settled(away, writer)

    await away.close()
    for method, path, body in (
        ("PATCH", f"/messages/{edited['id']}", {"text": "edited once"}),
        ("PATCH", f"/messages/{edited['id']}", {"text": "edited twice"}),
        ("DELETE", f"/messages/{deleted['id']}", {}),
        ("PUT", f"/messages/{kept['id']}/reactions/%F0%9F%8E%89", {}),
    ):
        await asyncio.to_thread(writer.api.ask, method, path, body)
    await writer.post(key, "said meanwhile")
    seen_before = len(away.seen)
    await comes_back(away, pair)
    await all_settled(away, writer)

    assert away.topics[key].texts() == ["kept", "edited twice", "", "said meanwhile"]
    assert "edited once" not in [shown.message["text"] for shown in away.seen]
    assert len(away.seen) == seen_before + 4
    assert away.mender.fetches == 0
    assert away.mender.loads == 1


async def test_a_line_that_is_cut_is_mended_by_the_client_itself(
    pair: Pair, screen: Callable[..., Any], topic, ada, bo
):
    away, writer = await screen(ada, topic, at=pair.one), await screen(bo, topic, at=pair.two)
    key = str(topic.id)
    away.api.url = pair.url

    away.connection.abort()
    posting = asyncio.create_task(away.post(key, "sent while there is no line"))
    await writer.post(key, "said meanwhile")
    await posting
    await all_settled(away, writer)

    assert away.connects == 2
    assert sorted(away.topics[key].texts()) == ["said meanwhile", "sent while there is no line"]


@pytest.mark.parametrize(("count", "loads"), [(500, 1), (501, 2), pytest.param(10_000, 2, marks=pytest.mark.long)])
async def test_who_missed_a_lot_loads_the_topic_instead(
    pair: Pair, screen: Callable[..., Any], topic, ada, bo, count: int, loads: int
):
    away = await screen(ada, topic, at=pair.one)
    await away.close()
    await ask(much_is_said, bo, topic, count)

    await comes_back(away, pair)
    await all_settled(away)

    assert away.mender.loads == loads
    assert away.topics[str(topic.id)].texts()[-1] == f"missed {count}"
    assert await away.unread(str(topic.id)) == 100
