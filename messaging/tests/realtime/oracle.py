"""What a client shows against what a page would show that is loaded now, for the same person."""

import asyncio
import time

from chatterbox_client import Client, Json, Topic

#: Seconds within which a client has to settle; the machine may be busy.
SETTLE = 20.0
#: Of a message: what a person sees.
SEEN = ("n", "rev", "kind", "text", "html", "edited_at", "deleted_at", "pinned_at")


def shown(messages: list[Json]) -> list[Json]:
    """Ids in order, with what a person sees of each."""
    return [
        {"id": message["id"]}
        | {name: message[name] for name in SEEN}
        | {"reactions": [[one["emoji"], one["count"], one["user_ids"]] for one in message["reactions"]]}
        for message in messages
    ]


async def faults(client: Client, topic: Topic) -> list[str]:
    """What is not as a fresh page says: ids, order, texts, reactions, read marker and unread."""
    page = await client.api.get(f"/topics/{topic.id}/messages", limit=100)
    about = (await client.api.get(f"/topics/{topic.id}"))["topic"]
    unread = await client.unread(topic.id)
    return compared(topic, unread, page, about)


def compared(topic: Topic, unread: int, page: Json, about: Json) -> list[str]:
    found: list[str] = []
    expected, held = shown(page["items"]), shown(topic.ordered())
    first = page["items"][0]["n"] if page["has_before"] else 0
    if [one for one in held if one["n"] >= first] != expected:
        found += [f"shows {one}" for one in held if one["n"] >= first and one not in expected]
        found += [f"lacks {one}" for one in expected if one not in held]
        found = found or ["shows the messages in another order, or one twice"]
    for name, mine, theirs in (
        ("have", topic.have, page["last_rev"]),
        ("read_n", topic.read_n, about["read_n"]),
        ("unread", unread, about["unread"]),
    ):
        if mine != theirs:
            found.append(f"{name} {mine} instead of {theirs}")
    return found


async def all_settled(*clients: Client) -> None:
    """Wait until every client shows what it should, in each of its topics, and has nothing left to send."""
    deadline = time.monotonic() + SETTLE
    for client in clients:
        for topic in client.topics.values():
            while found := [*await faults(client, topic), *(["unsent posts"] * bool(len(client.outbox)))]:
                assert time.monotonic() < deadline, "\n".join([client.user_id, *found[:10]])
                await asyncio.sleep(0.05)
