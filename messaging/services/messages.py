"""Posting: what a form, an API call and a socket frame call alike."""

import hashlib
import uuid

import msgspec

from events.errors import NotFound
from events.ids import parse_id
from messaging import checks, limits, rendering, shapes
from messaging.models import User
from messaging.services.save import NewMessage, Refused, save_messages


class Posted(msgspec.Struct, frozen=True):
    """The message as it is now, and whether it had been posted before."""

    message: shapes.MessageShape
    again: bool


def post_message(
    person: User, *, topic_id: uuid.UUID | str, client_id: object, text: object, reply_to: object = None
) -> Posted:
    """Write a message and show it to everybody in the topic. Answered after the commit.

    Asked again with the same `client_id` it answers with the message of the first time, as it is now. Raises what the
    contract names: Blank, TooLong, Invalid, NotFound, ClientIdReused, Archived, TimedOut, AnnouncementOnly, SlowMode,
    RateLimited.
    """
    post = new_message(person, topic_id=topic_id, client_id=client_id, text=text, reply_to=reply_to)
    outcome = save_messages([post])[0]
    if isinstance(outcome, Refused):
        raise outcome.error
    return Posted(shapes.message_shape(outcome.message), outcome.again)


def new_message(
    person: User, *, topic_id: uuid.UUID | str, client_id: object, text: object, reply_to: object = None
) -> NewMessage:
    """A post, checked and rendered, without a look at the database."""
    topic = parse_id(topic_id)
    if topic is None:
        raise NotFound
    client_id, text = checks.clean_client_id(client_id), checks.clean_text(text)
    reply = None if reply_to in (None, "") else checks.clean_id(reply_to, "reply_to")
    return NewMessage(
        author=person,
        topic_id=topic,
        client_id=client_id,
        request_hash=hashlib.sha256(f"{reply or ''}\n{text}".encode()).digest()[:16],
        text=text,
        html=rendering.render(text),
        names=frozenset(rendering.named_in(text)),
        reply_to=reply,
        limited=limits.try_take("posts", person.id, topic),
    )
