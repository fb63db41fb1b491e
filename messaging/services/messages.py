"""Posting: what a form, an API call and a socket frame call alike."""

import asyncio
import hashlib
import uuid
from collections.abc import Callable

import msgspec
from django.conf import settings

from events import txn
from events.errors import ChatterboxError, NotFound
from events.ids import parse_id
from messaging import checks, limits, rendering, shapes
from messaging.models import User
from messaging.services.posts import NewMessage, Outcome, Refused
from messaging.services.save import save_messages
from messaging.services.writer import Writer, running


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
    RateLimited; and Unavailable, after which the same may be asked again.
    """
    writer = _writer()
    if writer is None:
        post = new_message(person, topic_id=topic_id, client_id=client_id, text=text, reply_to=reply_to)
        return _posted(save_messages([post])[0])
    post = _rendered(person, topic_id, client_id, text, reply_to)
    outcome = writer.save(post)
    if post.allowance is not None:
        limits.note(post.allowance)
    return _posted(outcome)


def submit_message(
    person: User,
    *,
    topic_id: uuid.UUID | str,
    client_id: object,
    text: object,
    reply_to: object = None,
    answer: Callable[[Posted | Exception], None],
    loop: asyncio.AbstractEventLoop | None = None,
) -> None:
    """`post_message` for whoever does not wait: `answer` is called once, after the commit, with Posted or what
    `post_message` raises. With `loop` it is called there, and a batch's answers in one go; such a caller is in no
    transaction.

    Raises at once what is wrong with the post itself, and Unavailable when too many wait. Where posts do not go through
    a writer it saves the post first, so it is not called in an event loop there.
    """

    def tell(found: Outcome | Exception) -> None:
        try:
            told = found if isinstance(found, Exception) else _posted_or_refusal(found)
        except Exception as error:  # a fault of ours, which whoever waits has to hear of
            told = error
        answer(told)

    writer = running() if loop is not None else _writer()
    if writer is not None:
        writer.submit(_rendered(person, topic_id, client_id, text, reply_to), tell, loop)
        return
    post = new_message(person, topic_id=topic_id, client_id=client_id, text=text, reply_to=reply_to)
    outcome = save_messages([post])[0]
    if loop is None:
        tell(outcome)
    else:
        loop.call_soon_threadsafe(tell, outcome)


def is_quickly_submitted(text: object) -> bool:
    """Whether `submit_message` takes so little time that an event loop may do it: a writer saves, and the text is words
    that need no parsing.
    """
    return running() is not None and isinstance(text, str) and rendering.plain(text) is not None


def new_message(
    person: User, *, topic_id: uuid.UUID | str, client_id: object, text: object, reply_to: object = None
) -> NewMessage:
    """A post, checked, rendered and counted by its rate limit, without a look at the database."""
    post = _rendered(person, topic_id, client_id, text, reply_to)
    post.limited, post.counted = limits.try_take("posts", person.id, post.topic_id), True
    return post


def _rendered(person: User, topic_id: uuid.UUID | str, client_id: object, text: object, reply_to: object) -> NewMessage:
    """A post, checked and rendered. What it counts by its rate limit is for the writer to ask."""
    topic = parse_id(topic_id)
    if topic is None:
        raise NotFound
    client_id, text = checks.clean_client_id(client_id), checks.clean_text(text)
    reply = None if reply_to in (None, "") else checks.clean_id(reply_to, "reply_to")
    blocks: rendering.Blocks = {}
    return NewMessage(
        author=person,
        topic_id=topic,
        client_id=client_id,
        request_hash=hashlib.sha256(f"{reply or ''}\n{text}".encode()).digest()[:16],
        text=text,
        html=rendering.render(text, blocks=blocks),
        blocks=blocks,
        names=frozenset(rendering.named_in(text)),
        reply_to=reply,
        counted=False,
    )


def _writer() -> Writer | None:
    """The writer of this process. None for a caller in a transaction: it may hold the row that the writer would wait
    for, and PostgreSQL could not see that they wait for each other.
    """
    writer = running()
    return None if writer is None or txn.in_atomic(settings.MESSAGING_DB) else writer


def _posted_or_refusal(outcome: Outcome) -> Posted | ChatterboxError:
    if isinstance(outcome, Refused):
        return outcome.error
    return Posted(outcome.shape, outcome.again)


def _posted(outcome: Outcome) -> Posted:
    found = _posted_or_refusal(outcome)
    if isinstance(found, ChatterboxError):
        raise found
    return found
