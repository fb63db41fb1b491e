"""What a client may ask over its socket: each op is one function that takes the socket and the command."""

import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import ChatterboxError, Invalid, NotFound, NotSignedIn, RateLimited
from events.ids import parse_id
from messaging import frames, queries, services
from messaging.database import ask
from messaging.entrance import REVOKED
from messaging.epoch import epoch
from messaging.queries import live

if TYPE_CHECKING:
    from messaging.consumers import SocketConsumer

MOST_TOPICS: Final = 100
MOST_PARTIES: Final = 200
#: Posts of one socket that may wait for their answer.
MOST_UNANSWERED: Final = 64
MOST: Final = {"topics": MOST_TOPICS, "parties": MOST_PARTIES}


class UnknownOp(ChatterboxError):
    code = "unknown_op"
    sentence = gettext_lazy("This op is not known.")


async def obey(socket: "SocketConsumer", given: frames.AnyCommand, text: str) -> None:
    """Do what a frame asks. Raises ChatterboxError."""
    if not isinstance(given.op, str) or given.op not in frames.OPS:
        raise UnknownOp
    try:
        command = frames.decode_command(text)
    except msgspec.ValidationError as error:
        raise Invalid(str(error)) from error
    await COMMANDS[type(command)](socket, command)


async def subscribe(socket: "SocketConsumer", command: frames.Sub) -> None:
    topics = socket.topics.union(filter(None, map(parse_id, command.topics)))
    parties = socket.parties.keys() | set(filter(None, map(parse_id, [*command.parties, *command.members])))
    # One topic may be spelt in many ways, and each is looked up.
    named = max(len(command.parties), len(command.members))
    if max(len(topics), len(command.topics)) > MOST_TOPICS or max(len(parties), named) > MOST_PARTIES:
        raise Invalid(_("At most %(topics)d topics and %(parties)d parties.") % MOST)
    current = await ask(epoch)
    await _subscribe_to_parties(socket, command)
    joined: dict[str, Any] = {}
    for key, have in command.topics.items():
        topic_id = parse_id(key)
        known = command.epoch in (None, current) and 0 <= have < 2**53
        found = await socket.hub.join_topic(socket, topic_id, max(have, 0), known=known) if topic_id else None
        if found is None:
            socket.gone("topic", key)
        else:
            socket.topics.add(uuid.UUID(key))
            joined[key] = found
    socket.send_frame(frames.encode({"op": "synced", "topics": joined, "epoch": current}))


async def _subscribe_to_parties(socket: "SocketConsumer", command: frames.Sub) -> None:
    wanted = dict.fromkeys([*command.parties, *command.members])
    ids = {key: party_id for key in wanted if (party_id := parse_id(key))}
    heads = await ask(live.open_parties, socket.person, list(ids.values())) if ids else {}
    for key in wanted:
        party_id = ids.get(key)
        if party_id is None or party_id not in heads:
            socket.gone("party", key)
            continue
        socket.parties.setdefault(party_id, (0, 0))
        await socket.hub.roll.watch(socket, party_id, *heads[party_id], by_name=key in command.members)


async def unsubscribe(socket: "SocketConsumer", command: frames.Unsub) -> None:
    for topic_id in filter(None, map(parse_id, command.topics)):
        socket.topics.discard(topic_id)
        socket.hub.leave_topic(socket, topic_id)
    for party_id in filter(None, map(parse_id, command.parties)):
        socket.parties.pop(party_id, None)
        socket.hub.roll.unwatch(socket, party_id)
    for party_id in filter(None, map(parse_id, command.members)):
        socket.hub.roll.unwatch(socket, party_id, only_names=True)


async def create_message(socket: "SocketConsumer", command: frames.MessageCreate) -> None:
    """Answered after the commit. The socket goes on meanwhile, with MOST_UNANSWERED posts at most."""
    if socket.unanswered >= MOST_UNANSWERED:
        raise RateLimited(retry_after=1)
    socket.unanswered += 1

    def answer(found: services.Posted | Exception) -> None:
        socket.unanswered -= 1
        if isinstance(found, Exception):
            socket.refuse(found, command.client_id)
        else:
            socket.send_frame(frames.encode({"op": "ack", "client_id": command.client_id, "message": found.message}))

    submit = partial(
        services.submit_message,
        socket.person,
        topic_id=command.topic,
        client_id=command.client_id,
        text=command.text,
        reply_to=command.reply_to,
        answer=answer,
        loop=socket.loop,
    )
    try:
        if services.is_quickly_submitted(command.text):
            submit()
        else:
            await ask(submit)
    except Exception:
        socket.unanswered -= 1
        raise


async def read(socket: "SocketConsumer", command: frames.Read) -> None:
    await ask(services.mark_read, socket.person, topic_id=command.topic, n=command.n)


async def say_typing(socket: "SocketConsumer", command: frames.Typing) -> None:
    """More often than EVERY is no error: what is too much is left out, as is what nobody would get to see."""
    topic_id = parse_id(command.topic)
    if topic_id is None:
        raise NotFound
    pace, person = socket.hub.typing_asked, socket.person
    if not pace.allows(topic_id, person.id, socket.hub.loop.time()):
        return
    try:
        await ask(services.say_typing, person, topic_id=topic_id)
    except ChatterboxError:
        pace.forgive(topic_id, person.id)
        raise


async def set_active(socket: "SocketConsumer", command: frames.Active) -> None:
    socket.active = command.active
    socket.hub.roll.attendance.stirred(socket.person.id)


async def authenticate(socket: "SocketConsumer", command: frames.Auth) -> None:
    claims = await ask(services.redeem_ticket, command.ticket)
    if claims.user_id != socket.person.id:
        raise NotSignedIn
    try:
        await ask(services.person_of, claims)
    except NotSignedIn:
        socket.end(REVOKED)
        return
    socket.prolong(claims)


async def ping(socket: "SocketConsumer", command: frames.Ping) -> None:
    feeds = [feed for key in socket.topics if (feed := socket.hub.topics.get(key)) and socket in feed.sockets]
    heads = await ask(queries.heads_of_topics, [feed.id for feed in feeds]) if feeds else {}
    parties = await ask(queries.heads_of_parties, socket.person, list(socket.parties)) if socket.parties else {}
    lost = socket.dropper.topics if socket.dropper else ()
    behind = {
        str(feed.id): heads[feed.id][0]
        for feed in feeds
        if feed.id in heads and (heads[feed.id][0] > (feed.order.have or 0) or feed.id in lost)
    }
    moved = {str(key): list(head) for key, head in parties.items() if head != socket.parties[key]}
    socket.parties |= parties
    pong = {"op": "pong", "c": command.c, "heads": {"topics": behind, "parties": moved}}
    socket.send_frame(frames.encode(pong))


COMMANDS: Final[dict[type, Callable[["SocketConsumer", Any], Awaitable[None]]]] = {
    frames.Sub: subscribe,
    frames.Unsub: unsubscribe,
    frames.MessageCreate: create_message,
    frames.Read: read,
    frames.Typing: say_typing,
    frames.Active: set_active,
    frames.Auth: authenticate,
    frames.Ping: ping,
}
