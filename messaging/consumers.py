"""The socket: lets in, takes commands, passes frames on, says goodbye."""

import asyncio
import logging
import time
import uuid
from collections import deque
from typing import Any, Final

import msgspec
from channels.exceptions import DenyConnection
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import context
from events.errors import ChatterboxError, Invalid, NotSignedIn, RateLimited, TokenExpired, Unavailable, translate
from events.ids import new_id, parse_id
from events.times import iso, now
from events.tokens import prolonged
from messaging import frames, hub, queries, services
from messaging.database import ask
from messaging.entrance import EXPIRED, REVOKED, TOO_FAST, TOO_LARGE, TRY_AGAIN, Guest, Refusal, admit
from messaging.epoch import epoch
from messaging.feeds import Socket
from messaging.queries import live

log = logging.getLogger(__name__)

#: Bytes that may wait for a client that reads too slowly.
MOST_WAITING: Final = 256 * 1024
#: Frames in a row beyond the limit `frames` that end the socket.
PATIENCE: Final = 10
MOST_TOPICS: Final = 100
MOST_PARTIES: Final = 200
MOST: Final = {"topics": MOST_TOPICS, "parties": MOST_PARTIES}
#: Seconds for which a socket outlives its token, and seconds of silence after which it is taken for dead.
GRACE, SILENCE = 60, 45


class ReceiveTooFast(Exception):
    """The client doesn't heed the limit."""


class SocketConsumer(AsyncWebsocketConsumer, Socket):
    """One connection of one person. Frames leave through one queue, so their order is the order of `send_frame`."""

    # Life

    async def connect(self) -> None:
        try:
            guest = await admit(dict(self.scope))
            current = await ask(epoch)
        except Refusal as refusal:
            if refusal.code is None:
                raise DenyConnection from refusal
            await self.accept()
            await self.close(refusal.code)
            return
        except Exception as error:
            if translate(error) is None:
                raise
            await self.accept()
            await self.close(TRY_AGAIN)
            return
        await self.accept()
        await self._start(guest, current)

    async def _start(self, guest: Guest, current: str) -> None:
        self.person, self.ses, self.claims = guest.person, guest.claims.ses, guest.claims
        self.format, self.language = guest.format, guest.language
        self.loop = asyncio.get_running_loop()
        self.waiting: deque[bytes] = deque()
        self.waiting_bytes = 0
        self.more = asyncio.Event()
        self.ended = False
        self.heard_at = time.monotonic()
        self.allowance, self.allowed_at, self.ignored = float(settings.LIMITS["frames"].limit), time.monotonic(), 0
        self.topics: set[uuid.UUID] = set()
        self.parties = {}
        self.writer = self.loop.create_task(self._write_for_ever())
        self.hub = hub.hub()
        self._arm()
        self.send_frame(frames.encode(self._hello(current)))
        try:
            await self.hub.arrive(self)
        except Exception as error:
            if translate(error) is None:
                raise
            self.end(TRY_AGAIN)

    def _hello(self, current: str) -> dict[str, Any]:
        return {
            "op": "hello",
            "heartbeat_ms": frames.HEARTBEAT_MS,
            "session": str(new_id()),
            "user_id": str(self.person.id),
            "server_time": iso(now()),
            "expires_at": iso(self.claims.expires_at),
            "epoch": current,
        }

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "hub"):
            self.ended = True
            self.timer.cancel()
            self.watchdog.cancel()
            self.writer.cancel()
            self.hub.leave(self)

    def _arm(self) -> None:
        """End the socket a while after its token, and when nothing is heard of the client."""
        left = (self.claims.expires_at - now()).total_seconds()
        self.timer = self.loop.call_later(left + GRACE, self._over)
        self.watchdog = self.loop.call_later(SILENCE, self._watch)

    def _over(self) -> None:
        """The token's time is over. Nobody can renew while accounts is down for long: then the socket stays."""
        try:
            self.claims = prolonged(self.claims)
        except TokenExpired:
            self.end(EXPIRED)
        else:
            self.timer = self.loop.call_later((self.claims.expires_at - now()).total_seconds() + GRACE, self._over)
            self._send_authed()

    def _watch(self) -> None:
        silent = time.monotonic() - self.heard_at
        if silent >= SILENCE:
            self.end(1001)
        else:
            self.watchdog = self.loop.call_later(SILENCE - silent, self._watch)

    # What the hub asks

    def send_frame(self, frame: bytes) -> None:
        """Queue a frame; a client that lets too much wait is closed."""
        if self.ended:
            return
        self.waiting.append(frame)
        self.waiting_bytes += len(frame)
        if self.waiting_bytes > MOST_WAITING:
            self.waiting.clear()
            self.end(TOO_FAST)
        self.more.set()

    def end(self, code: int) -> None:
        if not self.ended:
            self.ended = True
            self.hub.spawn(self.close(code))

    def lost_topic(self, topic_id: uuid.UUID) -> None:
        self.topics.discard(topic_id)
        self._gone("topic", str(topic_id))

    def lost_party(self, party_id: uuid.UUID) -> None:
        if self.parties.pop(party_id, None) is not None:
            self._gone("party", str(party_id))

    async def _write_for_ever(self) -> None:
        while True:
            await self.more.wait()
            self.more.clear()
            while self.waiting:
                frame = self.waiting.popleft()
                self.waiting_bytes -= len(frame)
                await self.send(text_data=frame.decode())

    # Commands

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not hasattr(self, "hub") or self.ended:
            return
        if len(bytes_data or (text_data or "").encode(errors="replace")) > frames.MAX_FRAME:
            self.end(TOO_LARGE)
            return
        self.heard_at = time.monotonic()
        client_id = None
        try:
            self._pace()
            given = _parse(text_data)
            client_id = given.client_id if isinstance(given.client_id, str) else None
            with context.bound(request_id=context.request_id_of(None)):
                await self._obey(given, text_data or "")
        except ReceiveTooFast:
            self.end(TOO_FAST)
        except Exception as error:
            self._refuse(error, client_id)

    def _pace(self) -> None:
        rate, moment = settings.LIMITS["frames"], time.monotonic()
        self.allowance = min(rate.limit, self.allowance + (moment - self.allowed_at) * rate.limit / rate.seconds)
        self.allowed_at = moment
        if self.allowance >= 1:
            self.allowance -= 1
            self.ignored = 0
            return
        self.ignored += 1
        if self.ignored >= PATIENCE:
            raise ReceiveTooFast
        raise RateLimited(retry_after=rate.seconds / rate.limit)

    def _refuse(self, error: Exception, client_id: str | None) -> None:
        """Answer a command with an error frame; the socket stays."""
        refusal = translate(error)
        if refusal is None:
            log.error("socket command", exc_info=error)
            refusal = Unavailable()
        shape = {"op": "error", **refusal.as_dict()}
        if client_id is not None:
            shape["client_id"] = client_id
        self.send_frame(frames.encode(shape))

    async def _obey(self, given: frames.AnyCommand, text: str) -> None:
        if not isinstance(given.op, str) or given.op not in frames.OPS:
            raise UnknownOp
        try:
            command = frames.decode_command(text)
        except msgspec.ValidationError as error:
            raise Invalid(str(error)) from error
        await COMMANDS[type(command)](self, command)

    async def _sub(self, command: frames.Sub) -> None:
        topics = self.topics.union(filter(None, map(parse_id, command.topics)))
        parties = self.parties.keys() | set(filter(None, map(parse_id, [*command.parties, *command.members])))
        # One topic may be spelt in many ways, and each is looked up.
        named = max(len(command.parties), len(command.members))
        if max(len(topics), len(command.topics)) > MOST_TOPICS or max(len(parties), named) > MOST_PARTIES:
            raise Invalid(_("At most %(topics)d topics and %(parties)d parties.") % MOST)
        current = await ask(epoch)
        await self._sub_parties(command)
        joined: dict[str, Any] = {}
        for key, have in command.topics.items():
            topic_id = parse_id(key)
            known = command.epoch in (None, current) and 0 <= have < 2**53
            found = await self.hub.join_topic(self, topic_id, max(have, 0), known=known) if topic_id else None
            if found is None:
                self._gone("topic", key)
            else:
                self.topics.add(uuid.UUID(key))
                joined[key] = found
        self.send_frame(frames.encode({"op": "synced", "topics": joined, "epoch": current}))

    async def _sub_parties(self, command: frames.Sub) -> None:
        wanted = dict.fromkeys([*command.parties, *command.members])
        ids = {key: party_id for key in wanted if (party_id := parse_id(key))}
        heads = await ask(live.open_parties, self.person, list(ids.values())) if ids else {}
        for key in wanted:
            party_id = ids.get(key)
            if party_id is None or party_id not in heads:
                self._gone("party", key)
                continue
            self.parties.setdefault(party_id, (0, 0))
            await self.hub.roll.watch(self, party_id, *heads[party_id], by_name=key in command.members)

    async def _unsub(self, command: frames.Unsub) -> None:
        for topic_id in filter(None, map(parse_id, command.topics)):
            self.topics.discard(topic_id)
            self.hub.leave_topic(self, topic_id)
        for party_id in filter(None, map(parse_id, command.parties)):
            self.parties.pop(party_id, None)
            self.hub.roll.unwatch(self, party_id)
        for party_id in filter(None, map(parse_id, command.members)):
            self.hub.roll.unwatch(self, party_id, only_names=True)

    async def _create_message(self, command: frames.MessageCreate) -> None:
        posted = await ask(
            services.post_message,
            self.person,
            topic_id=command.topic,
            client_id=command.client_id,
            text=command.text,
            reply_to=command.reply_to,
        )
        ack = {"op": "ack", "client_id": command.client_id, "message": posted.message}
        self.send_frame(frames.encode(ack))

    async def _read(self, command: frames.Read) -> None:
        await ask(services.mark_read, self.person, topic_id=command.topic, n=command.n)

    async def _auth(self, command: frames.Auth) -> None:
        claims = await ask(services.redeem_ticket, command.ticket)
        if claims.user_id != self.person.id:
            raise NotSignedIn
        try:
            await ask(services.person_of, claims)
        except NotSignedIn:
            self.end(REVOKED)
            return
        self.timer.cancel()
        self.watchdog.cancel()
        self.claims, self.ses = claims, claims.ses
        self._arm()
        self._send_authed()

    def _send_authed(self) -> None:
        self.send_frame(frames.encode({"op": "authed", "expires_at": iso(self.claims.expires_at)}))

    async def _ping(self, command: frames.Ping) -> None:
        feeds = [feed for feed in self.hub.topics.values() if self in feed.sockets]
        heads = await ask(queries.heads_of_topics, [feed.id for feed in feeds]) if feeds else {}
        parties = await ask(queries.heads_of_parties, self.person, list(self.parties)) if self.parties else {}
        behind = {
            str(feed.id): heads[feed.id][0] for feed in feeds if heads.get(feed.id, (0,))[0] > (feed.order.have or 0)
        }
        moved = {str(key): list(head) for key, head in parties.items() if head != self.parties[key]}
        self.parties |= parties
        pong = {"op": "pong", "c": command.c, "heads": {"topics": behind, "parties": moved}}
        self.send_frame(frames.encode(pong))

    def _gone(self, what: str, key: str) -> None:
        self.send_frame(frames.encode({"op": "gone", what: key, "code": "not_found"}))


class UnknownOp(ChatterboxError):
    code = "unknown_op"
    sentence = gettext_lazy("This op is not known.")


def _parse(text: str | None) -> frames.AnyCommand:
    if text is None:
        raise Invalid(_("Text frames of JSON are wanted."))
    try:
        return frames.decode_any(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise Invalid(str(error)) from error


COMMANDS: Final[dict[type, Any]] = {
    frames.Sub: SocketConsumer._sub,
    frames.Unsub: SocketConsumer._unsub,
    frames.MessageCreate: SocketConsumer._create_message,
    frames.Read: SocketConsumer._read,
    frames.Auth: SocketConsumer._auth,
    frames.Ping: SocketConsumer._ping,
}
