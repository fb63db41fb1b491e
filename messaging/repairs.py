"""What the hub reads again: changes that were lost on their way, who may see a topic, which sign-ins have ended.

A topic is read when something of it is missing, or comes with a newer `acl`; and once a second the heads of all topics
are compared, so that delivery goes on without a bus.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from events.times import now
from messaging import socket_metrics, watching
from messaging.database import ask
from messaging.feeds import Socket, TopicFeed, from_rows, reached
from messaging.frames import Change
from messaging.models import Message
from messaging.queries import live

if TYPE_CHECKING:
    from messaging.hub import Hub

#: Seconds that a change waits for its predecessor.
HOLD: Final = 0.05
#: Seconds between two looks at the heads in the database.
POLL: Final = 1.0
#: Changes of one topic that are read at once.
MOST_READ: Final = 500
#: So long before the last look a sign-in may have ended that was not seen by it: clocks differ, commits take time.
BEFORE: Final = timedelta(minutes=2)
#: Tries to ask all of those who came while the others were asked about.
TRIES: Final = 5


class Repairs:
    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self._was_heard = False
        self._looked_at = now()  # for sign-ins that have ended

    def soon(self, feed: TopicFeed, delay: float) -> None:
        if feed.timer is None and not feed.repairing:
            feed.timer = self.hub.loop.call_later(delay, lambda: self.hub.spawn(self._repair(feed)))

    async def _repair(self, feed: TopicFeed) -> None:
        """What is missing and was not put off, then who may see it, both from the database."""
        feed.timer = None
        socket_metrics.repairs.inc()
        if feed.is_only_watched:
            await watching.catch_up(self.hub, [feed])
            return
        feed.repairing = True
        later = feed.take_later()
        reach = reached(feed.order.have or 0, later)
        rows: list[Message] = []
        try:
            is_missing = feed.order.is_behind and reach < feed.order.wanted
            if is_missing:
                _, rows = await ask(live.rows_after, feed.id, reach, MOST_READ)
            # Asked last: who lost access before the newest of the rows was posted is not shown it.
            await self._recheck(feed)
            ready: list[Change] = []
            for change in [*later, *from_rows(feed, reach, rows)]:
                ready += feed.order.take(change.prev, change.rev, change)
            feed.deliver(ready, late=True)
            if is_missing and not rows and feed.order.have is not None:
                feed.order.wanted = feed.order.have  # it is not in the database: the poll says when there is more
        finally:
            feed.repairing = False
        self.take_up([feed])

    def take_up(self, feeds: Iterable[TopicFeed]) -> None:
        """Deliver what came while they were repaired, and look again soon where more exists than that."""
        for feed in feeds:
            ready = [ready for change in feed.take_later() for ready in self.hub.take(feed, change)]
            feed.deliver(ready, late=True)
            if feed.order.is_behind:
                self.soon(feed, HOLD)

    async def _recheck(self, feed: TopicFeed) -> None:
        """Ask again who may see the topic, if its party's `acl` has moved."""
        asked: set[Socket] = set()
        current = feed.acl
        for _ in range(TRIES):
            newcomers = feed.lookers - asked  # who came while the others were asked about
            if asked and not newcomers:
                break
            acl, allowed = await ask(live.may_see_topic, feed.id, [socket.person.id for socket in newcomers])
            if acl is not None and acl <= feed.acl:
                return
            current = current if acl is None or current > feed.acl else acl
            for socket in [one for one in newcomers & feed.lookers if one.person.id not in allowed]:
                feed.drop(socket)
                socket.lost_topic(feed.id)
            asked |= newcomers
        feed.acl = current
        self.hub.forget_unused([feed])

    def look_soon(self) -> None:
        """The bus works again, and may have lost something meanwhile."""
        self.hub.spawn(self.poll())
        if self._was_heard:
            self.hub.roll.back()
        self._was_heard = True

    async def poll_for_ever(self) -> None:
        while True:
            await asyncio.sleep(POLL)
            await self.hub.quietly(self.poll())

    async def poll(self) -> None:
        if self.hub.topics:
            await self._poll_heads()
        await self.hub.roll.recheck()
        if self.hub.people:
            began = now()
            ended = await ask(live.revoked_since, self._looked_at - BEFORE)
            self._looked_at = began
            for ses, user_id in ended.items():
                self.hub.end_session(user_id, ses)

    async def _poll_heads(self) -> None:
        heads = await ask(live.heads_of_topics, list(self.hub.topics))
        watched: list[TopicFeed] = []
        for feed in list(self.hub.topics.values()):
            head = heads.get(feed.id)
            if head is not None:
                feed.order.wanted = max(feed.order.wanted, head.rev)
            if feed.order.is_behind or head is None or head.acl > feed.acl:
                if feed.is_only_watched:
                    watched.append(feed)
                else:
                    self.soon(feed, HOLD)
        if watched:
            self.hub.loop.call_later(HOLD, lambda: self.hub.spawn(watching.catch_up(self.hub, watched)))
