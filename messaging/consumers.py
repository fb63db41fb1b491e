"""The socket's life: lets in, paces and passes on commands, says goodbye. The commands: `messaging/commands.py`."""

import asyncio
import logging
import time
import uuid
from typing import Any, Final

import msgspec
from channels.consumer import get_handler_name
from channels.exceptions import DenyConnection, StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils.translation import gettext as _

from events import context
from events.errors import Invalid, RateLimited, TokenExpired, Unavailable, translate
from events.ids import new_id
from events.times import iso, now
from events.tokens import Claims, prolonged
from messaging import commands, dropping, frames, hub, server_frames, socket_metrics
from messaging.entrance import EXPIRED, FULL, RESTART, SILENT, TOO_FAST, TOO_LARGE, TRY_AGAIN, Guest, Refusal, admit
from messaging.feeds import Socket
from messaging.outlets import EXTENSION, FrameOutlet, Outlet, Parcel, SendOutlet
from messaging.turns import Turns

log = logging.getLogger(__name__)

#: Frames in a row beyond the limit that end the socket.
PATIENCE: Final = 10
#: Seconds for which a socket outlives its token, and seconds of silence after which it is taken for dead.
GRACE, SILENCE = 60, 45
#: Sockets that one person may have in one process, so that nobody fills it.
MOST_OF_ONE: Final = 100


class ReceiveTooFast(Exception):
    """The client doesn't heed the limit."""


class SocketConsumer(AsyncWebsocketConsumer, Socket):
    """One connection of one person."""

    # Life

    base_send: Any
    channel_layer: Any
    left = True  # nobody has come in yet

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One message of the server after the other. Frames for clients don't pass here: the hub hands them to the
        outlet. Channels' own loop makes a task a message and looks after database connections that nobody has here.
        """
        self.scope, self.base_send, self.channel_layer = scope, send, None
        try:
            while True:
                message = await receive()
                await getattr(self, get_handler_name(message))(message)
        except StopConsumer:
            pass
        finally:
            self._leave()  # a server cancels who is still busy long after the connection was lost

    async def connect(self) -> None:
        try:
            guest = await admit(dict(self.scope), hub.hub().arrivals, hub.hub().count)
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
        code = _no_room_for(guest)
        if code is not None:
            await self.close(code)
            return
        await self._start(guest)

    async def _start(self, guest: Guest) -> None:
        self.person, self.ses, self.claims = guest.welcome.person, guest.claims.ses, guest.claims
        self.form = guest.form
        self.loop = asyncio.get_running_loop()
        self.outlet, self.dropper = self._outlet(), dropping.dropper()
        self.ended = False
        self.heard_at = time.monotonic()
        self.rate = settings.LIMITS["frames"]
        self.allowance, self.allowed_at, self.ignored = float(self.rate.limit), time.monotonic(), 0
        self.topics: set[uuid.UUID] = set()
        self.feeds, self.watched, self.parties, self.active = set(), {}, {}, True
        self.unanswered = 0  # posts whose answer has not come yet
        self.obeying = False  # whether a command is being carried out: others wait meanwhile, unheard
        self.turns = Turns(self, commands.carry_out)  # what is carried out while others are heard
        self.hub = hub.hub()
        if self.dropper is None:
            self.send_parcel = self.outlet.send  # type: ignore[method-assign]  # the way of every frame there is
        self._arm()
        self.left = False
        self.send_frame(frames.encode(self._hello(guest.welcome.epoch)))
        try:
            await self.hub.arrive(self, guest.welcome.parties)
        except Exception as error:
            if translate(error) is None:
                raise
            self.end(TRY_AGAIN)

    def _outlet(self) -> Outlet:
        wire: Any = (self.scope.get("extensions") or {}).get(EXTENSION)
        if wire is None:
            return SendOutlet(self.base_send, self._too_slow)
        return FrameOutlet(wire, lambda code: self.hub.spawn(self.close(code)), self._too_slow)

    def _hello(self, current: str) -> server_frames.Hello:
        return server_frames.Hello(
            heartbeat_ms=frames.HEARTBEAT_MS,
            session=str(new_id()),
            user_id=str(self.person.id),
            server_time=iso(now()),
            expires_at=iso(self.claims.expires_at),
            epoch=current,
        )

    async def disconnect(self, code: int) -> None:
        self._leave()

    def _leave(self) -> None:
        if not self.left:
            self.left = self.ended = True
            self.timer.cancel()
            self.watchdog.cancel()
            self.turns.stop()  # before it is told that the client will read no more, and shows something
            self.outlet.forget()
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

    def prolong(self, claims: Claims) -> None:
        """A fresh token of the same person: the socket lives as long as that."""
        self.timer.cancel()
        self.watchdog.cancel()
        self.claims, self.ses = claims, claims.ses
        self._arm()
        self._send_authed()

    def _send_authed(self) -> None:
        self.send_frame(frames.encode(server_frames.Authed(iso(self.claims.expires_at))))

    def _watch(self) -> None:
        silent = 0.0 if self.obeying else time.monotonic() - self.heard_at
        if silent >= SILENCE:
            self.end(SILENT)
            self.hub.leave(self)  # nobody may answer the goodbye for a while
        else:
            self.watchdog = self.loop.call_later(SILENCE - silent, self._watch)

    # What the hub asks

    def send_parcel(self, parcel: Parcel) -> None:
        if not self.ended:
            self.outlet.send(parcel if self.dropper is None else self.dropper.passed(self, parcel))

    @property
    def unread(self) -> int:
        return self.outlet.waiting

    @property
    def is_idle(self) -> bool:
        return not self.ended and self.outlet.is_empty

    async def drained(self) -> None:
        await self.outlet.drained()

    def charge(self, changes: int) -> None:
        self.hub.backlogs.charge(self.person.id, changes)

    def end(self, code: int) -> None:
        if not self.ended:
            self.ended = True
            self.turns.stop()  # nobody waits for the rest of a `sub`, and it may be long
            self.outlet.shut(code)

    def _too_slow(self) -> None:
        if not self.ended:
            socket_metrics.closed_slow.inc()
        self.end(TOO_FAST)

    def lost_topic(self, topic_id: uuid.UUID) -> None:
        self.topics.discard(topic_id)
        self.watched.pop(topic_id, None)
        self.gone("topic", str(topic_id))

    def lost_party(self, party_id: uuid.UUID) -> None:
        if self.parties.pop(party_id, None) is not None:
            self.gone("party", str(party_id))

    def gone(self, what: str, key: str) -> None:
        """Say that there is no such topic or party for this person."""
        self.send_frame(frames.encode(server_frames.Gone("not_found", **{what: key})))

    # Commands

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not hasattr(self, "hub") or self.ended:
            return
        if len(bytes_data or (text_data or "").encode(errors="replace")) > frames.MAX_FRAME:
            self.end(TOO_LARGE)
            return
        self.heard_at = time.monotonic()
        socket_metrics.received.inc()
        client_id = None
        self.obeying = True
        try:
            self._pace()
            context.bind(request_id=context.request_id_of(None))
            try:
                command = frames.decode_command(text_data or "")
            except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError) as error:
                given = _parse(text_data)
                client_id = given.client_id if isinstance(given.client_id, str) else None
                raise commands.refusal_of(given, error) from error
            client_id = getattr(command, "client_id", None)
            await commands.obey(self, command)
        except ReceiveTooFast:
            socket_metrics.closed_fast.inc()
            self.end(TOO_FAST)
        except Exception as error:
            self.refuse(error, client_id)
        finally:
            self.obeying, self.heard_at = False, time.monotonic()

    def _pace(self) -> None:
        moment, (limit, seconds) = time.monotonic(), (self.rate.limit, self.rate.seconds)
        self.allowance = min(limit, self.allowance + (moment - self.allowed_at) * limit / seconds)
        self.allowed_at = moment
        if self.allowance >= 1:
            self.allowance -= 1
            self.ignored = 0
            return
        self.ignored += 1
        if self.ignored >= PATIENCE:
            raise ReceiveTooFast
        raise RateLimited(retry_after=seconds / limit)

    def refuse(self, error: Exception, client_id: str | None) -> None:
        """Answer a command with an error frame; the socket stays."""
        refusal = translate(error)
        if refusal is None:
            log.error("socket command", exc_info=error)
            refusal = Unavailable()
        shape = {"op": "error", **refusal.as_dict()}
        if client_id is not None:
            shape["client_id"] = client_id
        self.send_frame(frames.encode(shape))


def _no_room_for(guest: Guest) -> int | None:
    """The code for whoever may come in and finds no room; None when there is some."""
    here = hub.hub()  # asked last: many may have been let in together
    if here.leaving:
        return RESTART
    if here.count >= settings.MAX_SOCKETS:
        return FULL
    if len(here.people.get(guest.welcome.person.id, ())) >= MOST_OF_ONE:
        return TOO_FAST
    return None


def _parse(text: str | None) -> frames.AnyCommand:
    if text is None:
        raise Invalid(_("Text frames of JSON are wanted."))
    try:
        return frames.decode_any(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise Invalid(str(error)) from error
