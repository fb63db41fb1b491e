"""Subscribing to many topics at once: a few queries for all of them, whatever their number.

The rule is the hub's for one: join, then read heads and rows, ask last who may see the topic, send, be live. Where more
than a little was missed, or access moves meanwhile, a topic is left to the hub's own way, which takes its time.
"""

import asyncio
import uuid
from collections.abc import Mapping
from contextlib import ExitStack

from messaging import hub as hubs
from messaging import socket_metrics
from messaging.database import ask
from messaging.feeds import NEWEST, PIECE, Socket, from_rows
from messaging.queries import live
from messaging.server_frames import SyncedTopic
from messaging.watching import heard

#: What `synced` says of each topic that a person may see.
Joined = dict[uuid.UUID, SyncedTopic]


async def join_topics(hub: hubs.Hub, socket: Socket, wanted: Mapping[uuid.UUID, int], *, known: bool) -> Joined:
    """Show topics to a socket, each from the rev on that its client has; not `known`: of another epoch.

    What the person may not see is left out of the answer.
    """
    most = min(PIECE, hubs.MOST_MISSED)
    feeds = await hub.open_feeds(socket, wanted)
    joined: Joined = {}
    slow: list[uuid.UUID] = []
    with ExitStack() as stack:
        stack.callback(hub.forget_unused, feeds.values())
        joiners = {key: stack.enter_context(feed.joining()) for key, feed in feeds.items()}
        await heard(feeds.values())
        # Of a client whose revs are none of ours nothing is read.
        haves = {key: wanted[key] if known else NEWEST for key in feeds}
        found = await ask(live.missed_many, socket.person, haves, most) if feeds else {}
        sent = 0
        for key, (head, rows, acl) in found.items():
            if sent >= PIECE or not socket.is_idle:
                sent = 0
                await asyncio.sleep(0)  # making many frames is long work, and others wait for the loop
                await socket.drained()  # what comes meanwhile is held
            feed, joiner, have = feeds[key], joiners[key], wanted[key]
            feed.start(head)
            changes = [] if rows is None else [*from_rows(feed, have, rows), *joiner.after(head)]
            if rows is None or acl < feed.acl or not joiner.follows(head) or len(changes) > most:
                slow.append(key)
                continue
            limited = not known or have > head
            if not limited:
                await feed.send(socket, changes)  # at most a PIECE, so nothing moves meanwhile
            socket_metrics.note_resume(len(changes), is_limited=limited)
            feed.show(socket)
            joined[key] = SyncedTopic(have, max(head, feed.order.have or 0), limited)
            sent += len(changes)
    for key in slow:
        synced = await hub.join_topic(socket, key, wanted[key], known=known)
        if synced is not None:
            joined[key] = synced
    return joined
