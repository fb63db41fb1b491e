"""Watched topics: a sidebar wants to know that something came, not what. Everything here is done for many at a time.

A watcher gets a `head` event for each change of a topic that it does not also subscribe to. What is lost is not read
again row by row while nobody reads the topic: the head of the database is told instead, and so is it at the next ping.
"""

import asyncio
import uuid
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from messaging.database import ask
from messaging.queries import live

if TYPE_CHECKING:
    from messaging.feeds import Socket, TopicFeed
    from messaging.hub import Hub

#: Tries to begin with topics whose parties' access moves meanwhile.
TRIES: Final = 5


async def watch(hub: "Hub", socket: "Socket", topic_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Tell a socket of the heads of topics from now on; answers with those that its person may see."""
    feeds = await hub.open_feeds(socket, topic_ids)
    with ExitStack() as stack:
        stack.callback(hub.forget_unused, feeds.values())
        for feed in feeds.values():
            stack.enter_context(feed.joining())
        await heard(feeds.values())
        left = set(feeds)
        for _ in range(TRIES):
            heads = await ask(live.open_heads, socket.person, list(left))
            for key in left & heads.keys():
                feed, head = feeds[key], heads[key]
                feed.start(head.rev)
                if head.acl >= feed.acl:  # else access has moved since
                    feed.watch(socket)
                    socket.watched.setdefault(key, 0)  # whatever the client knows, its next ping tells the head
                    left.discard(key)
            left &= heads.keys()
            if not left:
                break
    return {key for key in feeds if socket in feeds[key].watchers}


async def heard(feeds: Iterable["TopicFeed"]) -> None:
    """Wait until the bus carries these topics, or has to be done without."""
    waiting = [feed.ready for feed in feeds if feed.ready is not None and not feed.ready.done()]
    if waiting:
        await asyncio.wait(waiting)


async def catch_up(hub: "Hub", feeds: Iterable["TopicFeed"]) -> None:
    """Tell the heads, as the database has them, of topics that nobody reads and that are behind or had access moved."""
    late = [feed for feed in feeds if not feed.repairing and hub.topics.get(feed.id) is feed]
    if not late:
        return
    for feed in late:
        feed.repairing = True
    try:
        heads = await ask(live.heads_of_topics, [feed.id for feed in late])
        # Asked last: who lost access before the newest of the heads was there is not told of it.
        await _recheck(hub, [feed for feed in late if feed.id not in heads or heads[feed.id].acl > feed.acl])
        for feed in late:
            head = heads.get(feed.id)
            if head is not None and feed.is_only_watched:
                feed.skip_to(head)
    finally:
        for feed in late:
            feed.repairing = False
    hub.repairs.take_up(late)


async def _recheck(hub: "Hub", feeds: Collection["TopicFeed"]) -> None:
    """Ask again who may see these topics."""
    if not feeds:
        return
    asked = {feed: feed.lookers for feed in feeds}
    people = {socket.person.id for sockets in asked.values() for socket in sockets}
    seen = await ask(live.who_may_see, [feed.id for feed in feeds], people)
    for feed, sockets in asked.items():
        access = seen.get(feed.id)
        allowed = access.people if access else set()
        for socket in sockets & feed.lookers:
            if socket.person.id not in allowed:
                feed.drop(socket)
                socket.lost_topic(feed.id)
        if access is not None and feed.lookers <= sockets:  # else the next look asks about those who came meanwhile
            feed.acl = max(feed.acl, access.acl)
    hub.forget_unused(feeds)
