"""A client that stays connected: it knows its topics, mends what is missing, and sends what was posted."""

import asyncio
import contextlib
import dataclasses
import random
import secrets
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final

from chatterbox_client.access import Access
from chatterbox_client.api import Api, Json, Refused, Unreachable
from chatterbox_client.backoff import EXPIRED, REVOKED, pause_after
from chatterbox_client.connection import LOST, Closed, Connection, open_connection
from chatterbox_client.frames import apply
from chatterbox_client.mending import Mender
from chatterbox_client.outbox import ANSWER_WITHIN, Outbox, Post
from chatterbox_client.topic import Topic

#: Seconds that a connection has to live for the pauses to begin anew.
STEADY: Final = 5.0


class Ended(Exception):
    """The client won't come back: its socket was closed with a code that says so."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


@dataclasses.dataclass(frozen=True)
class Shown:
    """A message in a state that came on screen, by a `frame`, `changes`, a `page` or its `ack`."""

    at: float  # time.monotonic()
    way: str
    topic: str
    message: Json


class Client:
    """`journal` is called with everything that is shown, `hear` with each frame of a socket, and the session of
    that, before it is applied: while a socket moves there are two.

    `heartbeat` is in seconds; without it the server's is kept.
    """

    def __init__(
        self,
        url: str,
        access: Access,
        *,
        journal: Callable[[Shown], None] = lambda shown: None,
        hear: Callable[[Json, str], None] = lambda frame, session: None,
        heartbeat: float | None = None,
        seed: int | None = None,
    ) -> None:
        self.api, self.access = Api(url, access), access
        self.topics: dict[str, Topic] = {}
        self.parties: dict[str, tuple[int, int]] = {}  # id -> rev and my_rev
        self.user_id = ""
        self.outbox = Outbox()
        self.connection: Connection | None = None
        self.ended: int | None = None  # the close code after which there is no coming back
        self.connects = 0  # how often it has connected
        self.journal, self.hear, self.heartbeat = journal, hear, heartbeat
        self.random = random.Random(seed)  # noqa: S311 - jitter
        self._tasks: set[asyncio.Task[Any]] = set()
        self.mender = Mender(self)
        self._changed = asyncio.Event()

    async def __aenter__(self) -> "Client":
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def start(self) -> None:
        """Connect, and stay connected from now on. Raises Ended."""
        self.spawn(self._stay())
        self.spawn(self._send_posts())
        await self.until(lambda: self.connection is not None)

    async def close(self) -> None:
        """Hang up. What it knows is kept for the next `start`."""
        tasks, connection = list(self._tasks), self.connection
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.connection = None
        if connection is not None:
            await connection.close()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of what this client knows. Raises Ended."""
        while not holds():
            if self.ended is not None:
                raise Ended(self.ended)
            await self._changed.wait()

    # What a person does

    async def follow(self, key: str) -> Topic:
        """Load a topic and hear of it from now on. Raises Refused, Unreachable."""
        topic = self.topics.get(key)
        if topic is None or topic.gone:
            about = (await self.api.get(f"/topics/{key}"))["topic"]
            topic = Topic(key, self.user_id, self._show)
            topic.party, topic.read_n = about["party_id"], about["read_n"]
            await self.mender.load(topic)
            self.topics[key] = topic
            self.parties.setdefault(topic.party, (0, 0))
            await self._subscribe(topic)
            self.mender.look_at(topic.party)
        return topic

    async def post(self, key: str, text: str, *, client_id: str | None = None, reply_to: str | None = None) -> Json:
        """Send a message, over as many connections as it takes; it, once it is committed. Raises Refused, Full."""
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.outbox.add(Post(key, client_id or secrets.token_urlsafe(12), text, reply_to, answer))
        return await answer

    async def read(self, key: str, n: int) -> None:
        """Mark a topic as read up to `n`. Raises Refused, Unreachable."""
        answer = await self.api.put(f"/topics/{key}/read", {"n": n})
        if topic := self.topics.get(key):
            topic.read_n = max(topic.read_n, answer["read_n"])
            self.notify()

    async def unread(self, key: str) -> int:
        """How many messages of others are behind the read marker, up to 100. Raises Refused, Unreachable."""
        known = self.topics[key].unread
        return int((await self.api.get(f"/topics/{key}"))["topic"]["unread"]) if known is None else known

    # What others here ask for

    def notify(self) -> None:
        """What the client knows has changed."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def renew(self) -> None:
        """Have fresh tokens; when that can't be had now, whoever is refused for it asks again."""
        with contextlib.suppress(Refused, Unreachable):
            await asyncio.to_thread(self.access.renew)

    def ask_again(self, connection: Connection, pause: float) -> None:
        """Subscribe to everything once more, `pause` seconds later: nothing else brings what a refused `sub` wanted.

        However many were refused meanwhile, one takes their place.
        """
        if not connection.asking_again:
            connection.asking_again = True
            self.spawn(self._ask_again(connection, pause))

    async def _ask_again(self, connection: Connection, pause: float) -> None:
        await asyncio.sleep(pause * (1 + self.random.random()))  # many may have been refused together
        connection.asking_again = False
        if connection.over.done():
            return
        try:
            await self._subscribe(*self.topics.values(), over=connection)
        except (Refused, Unreachable):  # of a topic that has to be loaded before
            self.ask_again(connection, pause)

    # Staying connected

    async def _stay(self) -> None:
        attempt = 0
        while True:
            began, code = time.monotonic(), LOST
            try:
                code = await self._serve(await self._open())
            except Closed as refusal:
                code = refusal.code
            except Refused as refusal:
                code = EXPIRED if refusal.code == "token_expired" else REVOKED if refusal.status == 401 else LOST
            except Unreachable:
                pass
            self.connection = None
            attempt = 0 if time.monotonic() - began > STEADY else attempt
            pause = pause_after(code, attempt, self.random)
            if pause is None:
                self.ended = code
            self.notify()
            if pause is None:
                return
            attempt += 1
            await asyncio.sleep(pause)
            if code == EXPIRED:
                await self.renew()

    async def _open(self) -> Connection:
        """A socket that hears of everything that this client follows; the one before it is closed once that is so."""
        connection = await open_connection(self.api, self.access, self._take, self.heartbeat)
        before = self.connection
        try:
            self.user_id = connection.hello["user_id"]
            self.connects += 1
            await self._subscribe(*self.topics.values(), over=connection)
        except BaseException:
            await connection.close()
            raise
        self.connection = connection
        self.outbox.send_all_again()
        self.notify()
        if before is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(connection.synced.wait(), ANSWER_WITHIN)
            await before.close()
        return connection

    async def _serve(self, connection: Connection) -> int:
        """Look after a socket until it ends, and after the next when the server asks to move; the code of the end."""
        while True:
            renewing, moving = self.spawn(self._keep_fresh(connection)), self.spawn(connection.moving.wait())
            try:
                await asyncio.wait([connection.over, moving], return_when=asyncio.FIRST_COMPLETED)
                if not connection.over.done():
                    await asyncio.wait([connection.over], timeout=connection.move_after)
            finally:
                renewing.cancel()
                moving.cancel()
            if connection.over.done():
                return connection.over.result()
            try:
                connection = await self._open()
            except (Closed, Refused, Unreachable):  # it stays where it is until it is closed
                return await connection.over

    async def _keep_fresh(self, connection: Connection) -> None:
        """Give a socket a fresh ticket before its token ends."""
        while True:
            await asyncio.sleep(connection.renew_in)
            connection.extended.clear()
            await self.renew()
            with contextlib.suppress(Refused, Unreachable, Closed, TimeoutError):
                await connection.send("auth", ticket=(await self.api.post("/ws-ticket"))["ticket"])
                await asyncio.wait_for(connection.extended.wait(), ANSWER_WITHIN)

    async def _subscribe(self, *topics: Topic, over: Connection | None = None) -> None:
        """Go on from what is known of topics; what is of another history is loaded anew before."""
        connection = over or self.connection
        if connection is None:
            return
        epoch = connection.hello["epoch"]
        for topic in topics:
            if topic.epoch != epoch and not topic.gone:
                topic.drop_numbers()
                if topic.party in self.parties:
                    self.parties[topic.party] = 0, 0
                    self.mender.look_at(topic.party)
                try:
                    await self.mender.load(topic)
                except Refused as refusal:
                    if refusal.code != "not_found":
                        raise
                    topic.gone = True
        have = {topic.id: topic.have for topic in topics if not topic.gone}
        with contextlib.suppress(Closed):
            await connection.send("sub", topics=have, parties=list(self.parties), epoch=epoch)

    def _take(self, connection: Connection, frame: Json) -> None:
        self.hear(frame, connection.hello["session"])
        apply(self, connection, frame)
        self.notify()

    async def _send_posts(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self.outbox.changed.clear()
            if (connection := self.connection) is not None:
                with contextlib.suppress(Closed):
                    for post in self.outbox.due(loop.time()):
                        post.due = loop.time() + ANSWER_WITHIN
                        await connection.send("message:create", **post.command)
            due = self.outbox.next_due() if self.connection else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(due):
                    await self.outbox.changed.wait()

    # Small things

    def _show(self, topic: Topic, message: Json, way: str) -> None:
        self.journal(Shown(time.monotonic(), way, topic.id, message))

    def spawn(self, doing: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
