"""What a client may ask over its socket: each op is one function that takes the socket and the command."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import ChatterboxError, Invalid, NotFound, NotSignedIn, RateLimited
from events.ids import parse_id
from messaging import frames, joins, queries, server_frames, services, watching
from messaging.database import ask
from messaging.entrance import REVOKED
from messaging.epoch import epoch
from messaging.queries import live
from messaging.server_frames import SyncedTopic
from messaging.turns import IN_TURN

if TYPE_CHECKING:
    from messaging.consumers import SocketConsumer

MOST_TOPICS: Final = 100
MOST_WATCHED: Final = 1000
MOST_PARTIES: Final = 200
#: Posts of one socket that may wait for their answer.
MOST_UNANSWERED: Final = 64
MOST: Final = {"topics": MOST_TOPICS, "watched": MOST_WATCHED, "parties": MOST_PARTIES}


class UnknownOp(ChatterboxError):
    code = "unknown_op"
    sentence = gettext_lazy("This op is not known.")


async def obey(socket: "SocketConsumer", command: frames.Command) -> None:
    """Do what a frame asks, or see that it is done in its turn. Raises ChatterboxError."""
    kind = type(command)
    if kind is frames.Sub or (kind in IN_TURN and socket.turns.busy):
        socket.turns.put(command)
    else:
        await COMMANDS[kind](socket, command)


async def carry_out(socket: "SocketConsumer", command: frames.Command) -> None:
    """Do at once what a frame asks. Raises ChatterboxError."""
    await COMMANDS[type(command)](socket, command)


def refusal_of(given: frames.AnyCommand, error: Exception) -> ChatterboxError:
    """What is wrong with a frame that is JSON and no command."""
    if not isinstance(given.op, str) or given.op not in frames.OPS:
        return UnknownOp()
    return Invalid(str(error))


async def subscribe(socket: "SocketConsumer", command: frames.Sub) -> None:
    topics = socket.topics.union(filter(None, map(parse_id, command.topics)))
    watched = socket.watched.keys() | set(filter(None, map(parse_id, command.watch)))
    parties = socket.parties.keys() | set(filter(None, map(parse_id, [*command.parties, *command.members])))
    # One topic may be spelt in many ways, and each is looked up.
    named = max(len(command.parties), len(command.members))
    if (
        max(len(topics), len(command.topics)) > MOST_TOPICS
        or max(len(watched), len(command.watch)) > MOST_WATCHED
        or max(len(parties), named) > MOST_PARTIES
    ):
        raise Invalid(_("At most %(topics)d topics, %(watched)d watched ones and %(parties)d parties.") % MOST)
    if command.topics:
        socket.hub.backlogs.insist_room(socket.person.id)
    current = await ask(epoch)
    await _subscribe_to_parties(socket, command)
    if command.watch:
        await _watch(socket, command)
    joined = await _subscribe_to_topics(socket, command, is_current=command.epoch in (None, current))
    socket.send_frame(frames.encode(server_frames.Synced(joined, current)))


async def _subscribe_to_topics(
    socket: "SocketConsumer", command: frames.Sub, *, is_current: bool
) -> dict[str, SyncedTopic]:
    """What `synced` says of each topic, by the id as the client has spelt it."""
    ids = {key: topic_id for key in command.topics if (topic_id := parse_id(key))}
    known: dict[uuid.UUID, int] = {}
    unknown: dict[uuid.UUID, int] = {}
    for key, topic_id in ids.items():
        have = command.topics[key]
        group = known if is_current and 0 <= have < 2**53 else unknown
        group[topic_id] = min(group.get(topic_id, max(have, 0)), max(have, 0))
    found = await joins.join_topics(socket.hub, socket, known, known=True) if known else {}
    found |= await joins.join_topics(socket.hub, socket, unknown, known=False) if unknown else {}
    for key in command.topics:
        if ids.get(key) not in found:
            socket.gone("topic", key)
    # One that was lost since is told of already.
    shown = found.keys() & {feed.id for feed in socket.feeds if socket in feed.sockets}
    socket.topics |= shown
    return {key: found[topic_id] for key, topic_id in ids.items() if topic_id in shown}


async def _watch(socket: "SocketConsumer", command: frames.Sub) -> None:
    ids = {key: topic_id for key in command.watch if (topic_id := parse_id(key))}
    watched = await watching.watch(socket.hub, socket, set(ids.values()))
    for key in dict.fromkeys(command.watch):
        if ids.get(key) not in watched:
            socket.gone("topic", key)


async def _subscribe_to_parties(socket: "SocketConsumer", command: frames.Sub) -> None:
    wanted = dict.fromkeys([*command.parties, *command.members])
    ids = {key: party_id for key in wanted if (party_id := parse_id(key))}
    heads = await _open_parties(socket, list(ids.values())) if ids else {}
    watched: list[tuple[uuid.UUID, bool]] = []
    for key in wanted:
        party_id = ids.get(key)
        if party_id is None or party_id not in heads:
            socket.gone("party", key)
        elif party_id in socket.parties:  # else it was lost since they were asked for, and told of
            watched.append((party_id, key in command.members))
    roll = socket.hub.roll
    opening = [roll.watch(socket, party_id, *heads[party_id], by_name=named) for party_id, named in watched]
    await asyncio.gather(*map(asyncio.shield, filter(None, opening)))  # each may have to wait for the bus
    for party_id, named in watched:
        await socket.drained()
        roll.tell(socket, party_id, by_name=named)


async def _open_parties(socket: "SocketConsumer", party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """`open_parties`. The socket has them meanwhile, so that one which is lost before the answer is here stays lost."""
    new = [party_id for party_id in party_ids if party_id not in socket.parties]
    socket.parties |= dict.fromkeys(new, (0, 0))
    heads: dict[uuid.UUID, tuple[int, int]] = {}
    try:
        heads = await ask(live.open_parties, socket.person, party_ids)
    finally:
        for party_id in new:
            if party_id not in heads:
                socket.parties.pop(party_id, None)
    return heads


async def unsubscribe(socket: "SocketConsumer", command: frames.Unsub) -> None:
    for topic_id in filter(None, map(parse_id, command.topics)):
        socket.topics.discard(topic_id)
        socket.hub.leave_topic(socket, topic_id)
    for topic_id in filter(None, map(parse_id, command.watch)):
        socket.watched.pop(topic_id, None)
        socket.hub.unwatch_topic(socket, topic_id)
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
            socket.send_frame(frames.encode(server_frames.Ack(command.client_id, found.message)))

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
    """More often than EVERY is no error: what is too much is left out, as is what nobody would get to see. Nobody waits
    for the answer, so a post that follows does not either.
    """
    topic_id = parse_id(command.topic)
    if topic_id is None:
        raise NotFound
    socket.hub.typists.say(socket.person, topic_id, lambda error: socket.refuse(error, None))


async def set_active(socket: "SocketConsumer", command: frames.Active) -> None:
    socket.active = command.active
    socket.hub.roll.attendance.stirred(socket.person.id)


async def authenticate(socket: "SocketConsumer", command: frames.Auth) -> None:
    claims = await ask(services.redeem_ticket, command.ticket)
    if claims.user_id != socket.person.id:
        raise NotSignedIn
    try:
        socket.person = await ask(services.person_of, claims)  # who may be called otherwise by now
    except NotSignedIn:
        socket.end(REVOKED)
        return
    socket.prolong(claims)


async def ping(socket: "SocketConsumer", command: frames.Ping) -> None:
    feeds = [feed for key in socket.topics if (feed := socket.hub.topics.get(key)) and socket in feed.sockets]
    topics = {feed.id for feed in feeds} | socket.watched.keys()
    heads = await ask(queries.heads_of_topics, topics) if topics else {}
    parties = await ask(queries.heads_of_parties, socket.person, list(socket.parties)) if socket.parties else {}
    read = {feed.id: feed.order.have or 0 for feed in feeds}
    sent = socket.watched | read  # access may be lost meanwhile, and with it the place in both
    lost = socket.dropper.topics if socket.dropper else ()
    behind = {str(key): head.rev for key, head in heads.items() if head.rev > sent.get(key, head.rev) or key in lost}
    # What was sent meanwhile is newer than what was read.
    socket.watched |= {key: max(heads[key].rev, rev) for key, rev in socket.watched.items() if key in heads}
    here = [(key, rev, my_rev) for key, (rev, my_rev) in parties.items() if key in socket.parties]
    moved = {str(key): (rev, my_rev) for key, rev, my_rev in here if socket.lacks(key, rev, my_rev)}
    for key, rev, my_rev in here:
        socket.saw(key, rev=rev, my_rev=my_rev)
    socket.send_frame(frames.encode(server_frames.Pong(command.c, server_frames.Heads(behind, moved))))


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
