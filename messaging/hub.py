"""The hub: one for each process. It hears each topic, party and person once and hands frames to the local sockets.

Order and repair are its work: changes of a topic leave in `rev` order; one that comes too early waits at most 50 ms for
its predecessor, then what is missing is read from the database. Once a second the heads of all topics are compared, so
delivery goes on without a bus. A change that was posted after somebody lost access is never shown to them: it carries a
newer `acl`, and the hub asks again who may see the topic before it delivers.

Everything here runs in one event loop, without a lock.
"""

import asyncio
import contextlib
import logging
import random
import uuid
from collections.abc import Collection, Coroutine, Iterable
from typing import Any, Final

import msgspec
from django.db import Error as DatabaseFault

from messaging import frames, queries, realtime, socket_metrics, typing_signs
from messaging.arrivals import Arrivals
from messaging.backlogs import Backlogs
from messaging.bus import bus
from messaging.database import ask
from messaging.entrance import RESTART, REVOKED
from messaging.feeds import NEWEST, Joiner, Socket, TopicFeed
from messaging.frames import BulkChange, Change, TopicChange
from messaging.listeners import Signals
from messaging.repairs import HOLD, Repairs
from messaging.roll import Roll
from messaging.server_frames import Reconnect, SyncedTopic

log = logging.getLogger(__name__)

#: A client that is further behind than this loads the topic instead.
MOST_MISSED: Final = 500
#: The part of the time for leaving in which sockets are told to move; the rest is for doing so.
MOVE_IN: Final = 0.7
#: Seconds in which sockets that did not move are closed: those who are many, or busy, take a while to say goodbye.
CLOSE_WITHIN: Final = 3.0
#: Tries to catch up with a topic that goes on meanwhile.
TRIES: Final = 5


def one_after_another(count: int, seconds: float) -> list[float]:
    """`count` moments within `seconds`, in an order of chance: one in each of as many equal parts, so that no second
    has many more of them than another, as moments of chance alone often have.
    """
    step = seconds / max(count, 1)
    moments = [(n + random.random()) * step for n in range(count)]  # noqa: S311 - spreads them, hides nothing
    random.shuffle(moments)
    return moments


class Hub:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.topics: dict[uuid.UUID, TopicFeed] = {}
        self.people: dict[uuid.UUID, set[Socket]] = {}
        self.count = 0  # of sockets
        self.leaving = False
        self._alone = asyncio.Event()  # set when the last socket has gone
        self.roll = Roll(self)
        self.arrivals, self.backlogs = Arrivals(), Backlogs()
        self.typists, self.typing_told = typing_signs.Typists(self), typing_signs.Pace()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.repairs = Repairs(self)
        self.listener = bus().listen(self._receive, self.repairs.look_soon)
        socket_metrics.watch(self)
        self._poller = self.loop.create_task(self.repairs.poll_for_ever())

    async def part(self, seconds: float) -> None:
        """Let no socket in any more, and ask those that are here to move to another process within `seconds`, each at
        a moment of its own.
        """
        self.leaving = True
        sockets = self.sockets()
        for socket, after in zip(sockets, one_after_another(len(sockets), seconds * MOVE_IN), strict=True):
            socket.send_frame(frames.encode(Reconnect(int(after * 1000), "deploy")))
        await self._until_alone(seconds)

    async def close(self) -> None:
        """End with the loop; sockets that are still here are closed."""
        self.leaving = True
        for socket in self.sockets():
            socket.end(RESTART)
        await self._until_alone(CLOSE_WITHIN)
        running = [self._poller, *self._tasks]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self.roll.close()
        await self.listener.close()

    def sockets(self) -> list[Socket]:
        return [socket for sockets in list(self.people.values()) for socket in tuple(sockets)]

    async def _until_alone(self, seconds: float) -> None:
        """Wait until all sockets are gone, at most `seconds`."""
        if self.people:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._alone.wait(), seconds)

    def spawn(self, doing: Coroutine[Any, Any, Any]) -> None:
        """Run beside everything else; a lost database is logged, and the next poll tries again."""
        task = self.loop.create_task(self.quietly(doing))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: doing.close())  # it may end before it has begun

    async def quietly(self, doing: Coroutine[Any, Any, Any]) -> None:
        try:
            await doing
        except DatabaseFault as error:
            log.warning("hub can't read: %s", error)
        except Exception:
            log.exception("hub")

    # People

    async def arrive(self, socket: Socket, parties: list[uuid.UUID]) -> None:
        """A socket is open: its person is online in all their parties."""
        self._alone.clear()
        sockets = self.people.setdefault(socket.person.id, set())
        sockets.add(socket)
        self.count += 1
        if len(sockets) == 1:
            await self.listener.subscribe(realtime.person_channel(socket.person.id))
            await self.roll.came_all([(socket.person.id, parties)])
        else:
            self.roll.attendance.stirred(socket.person.id)

    def leave(self, socket: Socket) -> None:
        """A socket is gone, and with it all its subscriptions."""
        self._leave_feeds(socket, list(socket.feeds))
        self.roll.forget(socket)
        sockets = self.people.get(socket.person.id, set())
        if socket in sockets:
            sockets.discard(socket)
            self.count -= 1
        if not sockets and self.people.pop(socket.person.id, None) is not None:
            if not self.people:
                self._alone.set()
            self.listener.unsubscribe(realtime.person_channel(socket.person.id))
            self.spawn(self.roll.went_all([socket.person.id]))
        elif sockets:
            self.roll.attendance.stirred(socket.person.id)

    # Topics

    async def join_topic(self, socket: Socket, topic_id: uuid.UUID, have: int, *, known: bool) -> SyncedTopic | None:
        """Show a topic to a socket from `have` on: what it missed, then what comes, with nothing between lost.

        Answers with what `synced` says of it; None when the person may not see it. Not `known`: the client's numbers
        are of another epoch.
        """
        feed = (await self.open_feeds(socket, [topic_id])).get(topic_id)
        if feed is None:
            return None
        try:
            with feed.joining() as joiner:
                if feed.ready is not None:
                    await asyncio.shield(feed.ready)
                return await self._join(socket, feed, joiner, have, known=known)
        finally:
            self.forget_unused([feed])

    async def _join(
        self, socket: Socket, feed: TopicFeed, joiner: Joiner, have: int, *, known: bool
    ) -> SyncedTopic | None:
        sent, count = have if known else NEWEST, 0
        for _ in range(TRIES):
            await socket.drained()  # what comes meanwhile is held
            past = await feed.past(socket.person.id, sent, MOST_MISSED)
            head, missed = past.head, past.after(sent)
            if socket.person.id not in past.people:
                return None
            feed.start(head)
            if past.acl < feed.acl or not joiner.follows(head):
                continue
            limited = not known or have > head or missed is None
            changes = [] if limited else [*(missed or ()), *joiner.after(head)]
            limited = limited or len(changes) > MOST_MISSED
            count += len(changes)
            if limited or await feed.send(socket, changes, past.parcel):
                break
            sent = changes[-1].rev  # that took a while: look what came, and whether they may still see it
        else:  # who may see it has moved at every look: the next change makes the hub ask again
            feed.acl, limited = min(feed.acl, past.acl), True
        feed.show(socket)
        socket_metrics.note_resume(count, is_limited=limited)
        return SyncedTopic(have, max(head, feed.order.have or 0), limited)

    async def open_feeds(self, socket: Socket, topic_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, TopicFeed]:
        """The feeds of topics, new ones of those that the person may see. Whoever asks holds them before it waits."""
        allowed: dict[uuid.UUID, tuple[uuid.UUID, int]] = {}
        asked: set[uuid.UUID] = set()
        while new := [key for key in topic_ids if key not in self.topics and key not in asked]:
            asked.update(new)
            allowed |= await ask(queries.open_topics, socket.person, new)
        for key in allowed.keys() - self.topics.keys():  # of the others another socket was quicker
            feed = self.topics[key] = TopicFeed(key, *allowed[key])
            feed.ready = self.loop.create_task(self.listener.subscribe(realtime.topic_channel(key)))
        return {key: self.topics[key] for key in topic_ids if key in self.topics}

    def leave_topic(self, socket: Socket, topic_id: uuid.UUID) -> None:
        feed = self.topics.get(topic_id)
        if feed is not None:
            feed.hide(socket)
            if topic_id in socket.watched:
                socket.watched[topic_id] = max(socket.watched[topic_id], feed.order.have or 0)
            self.forget_unused([feed])

    def unwatch_topic(self, socket: Socket, topic_id: uuid.UUID) -> None:
        feed = self.topics.get(topic_id)
        if feed is not None:
            feed.unwatch(socket)
            self.forget_unused([feed])

    def _leave_feeds(self, socket: Socket, feeds: Collection[TopicFeed]) -> None:
        """Take a socket out of feeds that it is in."""
        for feed in feeds:
            feed.drop(socket)
        self.forget_unused(feeds)

    def forget_unused(self, feeds: Iterable[TopicFeed]) -> None:
        """Hear no more of topics that nobody here looks at."""
        for feed in feeds:
            if feed.is_unused and self.topics.get(feed.id) is feed:
                del self.topics[feed.id]
                self.listener.unsubscribe(realtime.topic_channel(feed.id))
                if feed.timer is not None:
                    feed.timer.cancel()

    # What the bus brings

    def _receive(self, signals: Signals) -> None:
        """All that arrived together. What of it is of one topic leaves together."""
        ready: dict[TopicFeed, list[Change]] = {}
        for channel, data in signals:
            try:
                signal = frames.decode_signal(data)
            except msgspec.MsgspecError as error:
                log.error("not understood on %s: %s", channel, error)
                continue
            if isinstance(signal, TopicChange | BulkChange):
                feed = self.topics.get(uuid.UUID(signal.topic))
                if feed is not None:
                    ready.setdefault(feed, []).extend(self.take(feed, signal))
            else:
                _deliver(ready)  # nothing overtakes
                self._pass_on(signal)
        _deliver(ready)

    def take(self, feed: TopicFeed, change: Change) -> list[Change]:
        """What can be shown now that this change is here."""
        if change.acl > feed.acl or feed.repairing:
            feed.order.wanted = max(feed.order.wanted, change.rev)
            feed.later.append(change)
            self.repairs.soon(feed, 0 if change.acl > feed.acl else HOLD)
            return []
        ready = feed.order.take(change.prev, change.rev, change)
        if feed.order.is_behind:
            self.repairs.soon(feed, HOLD)
        return ready

    def _pass_on(self, signal: frames.Signal) -> None:
        match signal:
            case frames.PersonFrame():
                self._to_person(signal)
            case frames.TypingSign():
                self._tell_typing(signal)
            case frames.TopicAccess():
                feed = self.topics.get(uuid.UUID(signal.topic))
                if feed is not None:
                    self.repairs.soon(feed, 0)
            case frames.SessionEnded():
                self.end_session(uuid.UUID(signal.user), signal.ses)
            case frames.PartyFrame() | frames.PresenceMoved():
                self.roll.receive(signal)

    def _tell_typing(self, sign: frames.TypingSign) -> None:
        feed = self.topics.get(uuid.UUID(sign.topic))
        if feed is None:
            return
        if sign.acl > feed.acl:
            self.repairs.soon(feed, 0)  # the sign is not worth keeping until it is known who may still see it
        elif self.typing_told.allows(feed.id, uuid.UUID(sign.user), self.loop.time()):
            typing_signs.tell(feed, sign)

    def _to_person(self, signal: frames.PersonFrame) -> None:
        party_id = uuid.UUID(signal.party)
        for socket in tuple(self.people.get(uuid.UUID(signal.user), ())):
            socket.saw(party_id, my_rev=signal.my_rev)
            socket.send_frame(signal.frame.encode())
        if signal.joined:
            self.spawn(self.roll.attendance.joined(uuid.UUID(signal.user), party_id))
        if signal.left:
            for socket in tuple(self.people.get(uuid.UUID(signal.user), ())):
                self.lose_party(socket, party_id)

    def lose_party(self, socket: Socket, party_id: uuid.UUID) -> None:
        """A socket may not see a party any more, nor its topics."""
        of_party = [feed for feed in socket.feeds if feed.party_id == party_id]
        self._leave_feeds(socket, of_party)
        for feed in of_party:
            socket.lost_topic(feed.id)
        self.roll.unwatch(socket, party_id)
        socket.lost_party(party_id)
        self.spawn(self.roll.attendance.left(socket.person.id, party_id))

    def end_session(self, user_id: uuid.UUID, ses: str) -> None:
        """A sign-in has ended, and with it its sockets."""
        for socket in tuple(self.people.get(user_id, ())):
            if socket.ses == ses:
                socket.end(REVOKED)


def _deliver(ready: dict[TopicFeed, list[Change]]) -> None:
    for feed, changes in ready.items():
        feed.deliver(changes)
    ready.clear()


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running loop; the first call starts it."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        for old in [one for one in _hubs if one.is_closed()]:
            del _hubs[old]
        _hubs[loop] = Hub()
    return _hubs[loop]


async def part(seconds: float) -> None:
    """Ask the sockets of the running loop's hub, if it has one, to move to another process."""
    running = _hubs.get(asyncio.get_running_loop())
    if running is not None:
        await running.part(seconds)


async def close_hub() -> None:
    """Stop the running loop's hub, if it has one."""
    running = _hubs.get(asyncio.get_running_loop())
    if running is not None:
        await running.close()
        _hubs.pop(running.loop, None)
