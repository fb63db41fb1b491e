"""Messages by number and by change."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from django.conf import settings
from django.db.models import (
    Q,
    QuerySet,
)
from django.utils.translation import gettext as _

from events.errors import ChatterboxError, Invalid, NotFound
from events.ids import parse_id
from messaging import shapes
from messaging.epoch import epoch
from messaging.models import (
    Kind,
    Message,
    Reaction,
    Topic,
    User,
)
from messaging.queries.pages import PAGE
from messaging.queries.topics import OpenTopic, visible_ids

MOST_CHANGES: Final = 500
#: Of the newest words: how many topics are asked, and how many of the last numbers of each.
MOST_COMPARED: Final = 100
NEAR: Final = 10


class CursorExpired(ChatterboxError):
    """Other epoch, or beyond the head: the client's numbers mean nothing here any more."""

    code = "cursor_expired"
    status = 410
    sentence = "Drop your numbers and load the page again."


class MessagePage(msgspec.Struct, frozen=True):
    items: list[shapes.MessageShape]  # ascending by n
    mine: dict[str, list[str]]  # message id -> emoji that the asker reacted with
    has_before: bool
    has_after: bool
    last_n: int
    last_rev: int
    read_n: int
    epoch: str


class Changes(msgspec.Struct, frozen=True):
    items: list[shapes.MessageShape]  # ascending by rev
    mine: dict[str, list[str]]
    has_more: bool
    last_rev: int
    last_n: int
    epoch: str


def last_words_at(opened: OpenTopic) -> datetime | None:
    """When the person last said something in the topic; a deleted message counts as well."""
    rows = Message.objects.using(settings.MESSAGING_DB).filter(
        topic=opened.topic, author=opened.membership.user_id, kind=Kind.TEXT
    )
    return rows.order_by("-n").values_list("created_at", flat=True).first()


def message_page(
    opened: OpenTopic,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    date: datetime | None = None,
    limit: int = PAGE,
) -> MessagePage:
    """A page of a topic by number: before and after are exclusive, around has half on each side; else the newest.

    `date` is around the first message at or after that moment, or around the last of all. The head was read with the
    topic, before the rows. Raises Invalid for two keys at once.
    """
    if sum(key is not None for key in (before, after, around, date)) > 1:
        raise Invalid(_("Ask for a page by one of before, after, around and date."))
    if date is not None:
        around = _number_at(opened.topic, date)
    rows = _rows(opened.topic, before, after, around, limit)
    first = rows[0].n if rows else (before or (after or 0) + 1)
    last = rows[-1].n if rows else (before or 1) - 1 if after is None else after
    return MessagePage(
        items=[shapes.message_shape(row) for row in rows],
        mine=reacted_by(opened.membership.user_id, rows),
        has_before=first > 1 and opened.topic.last_n > 0,
        has_after=last < opened.topic.last_n,
        last_n=opened.topic.last_n,
        last_rev=opened.topic.last_rev,
        read_n=opened.marker.read_n if opened.marker else 0,
        epoch=epoch(),
    )


def _rows(topic: Topic, before: int | None, after: int | None, around: int | None, limit: int) -> list[Message]:
    messages = _messages(topic)
    if around is not None:
        until = list(messages.filter(n__lte=around).order_by("-n")[: limit // 2 + 1])[::-1]
        return until + list(messages.filter(n__gt=around).order_by("n")[: limit - len(until)])
    if after is not None:
        return list(messages.filter(n__gt=after).order_by("n")[:limit])
    earlier = messages if before is None else messages.filter(n__lt=before)
    return list(earlier.order_by("-n")[:limit])[::-1]


def _messages(topic: Topic) -> QuerySet[Message]:
    rows = Message.objects.using(settings.MESSAGING_DB).filter(topic=topic)
    return rows.select_related(*shapes.MESSAGE_NEEDS)


def newest_of(topics: Sequence[shapes.TopicShape], limit: int) -> list[shapes.MessageShape]:
    """The last words of each of some topics that the person sees, newest first, in one query.

    Only the MOST_COMPARED first topics are asked, and NEAR numbers of each: the cost does not grow with the party.
    """
    near = Q()
    for topic in topics[:MOST_COMPARED]:
        near |= Q(topic=topic.id, n__gt=topic.last_n - NEAR)
    if not near:
        return []
    rows = Message.objects.using(settings.MESSAGING_DB).filter(near, kind=Kind.TEXT, deleted_at=None)
    last: dict[uuid.UUID, Message] = {}
    for row in rows.select_related(*shapes.MESSAGE_NEEDS).order_by("n"):
        last[row.topic_id] = row
    newest = sorted(last.values(), key=lambda row: row.created_at, reverse=True)
    return [shapes.message_shape(row) for row in newest[:limit]]


def reacted_by(user_id: uuid.UUID, messages: Sequence[Message]) -> dict[str, list[str]]:
    """With which emoji somebody reacted to which of these messages: id -> emoji, oldest first."""
    ids = [message.id for message in messages if message.reactions]
    mine: dict[str, list[str]] = {}
    if ids:
        rows = Reaction.objects.using(settings.MESSAGING_DB).filter(message__in=ids, user=user_id).order_by("id")
        for message_id, emoji in rows.values_list("message_id", "emoji"):
            mine.setdefault(str(message_id), []).append(emoji)
    return mine


def _number_at(topic: Topic, moment: datetime) -> int:
    """The number of the first message at or after a moment; the head when there is none.

    Times go with numbers, so halving finds it by some twenty single rows of the index on `n` in a topic of a million
    messages. An index on times would cost every post, for something that is asked rarely.
    """
    rows = Message.objects.using(settings.MESSAGING_DB).filter(topic=topic)
    low, high = 1, max(topic.last_n, 1)
    while low < high:
        middle = (low + high) // 2
        written_at = rows.filter(n=middle).values_list("created_at", flat=True).first()
        if written_at is None or written_at >= moment:
            high = middle
        else:
            low = middle + 1
    return low


def changes(opened: OpenTopic, *, after: int, client_epoch: str | None = None, limit: int = MOST_CHANGES) -> Changes:
    """Every message that changed after `rev` `after`, as it is now. The head was read before the rows.

    Raises CursorExpired for another epoch, or an `after` beyond the head.
    """
    current = epoch()
    if (client_epoch is not None and client_epoch != current) or after > opened.topic.last_rev:
        raise CursorExpired
    rows = list(_messages(opened.topic).filter(rev__gt=after).order_by("rev")[: limit + 1])
    return Changes(
        items=[shapes.message_shape(row) for row in rows[:limit]],
        mine=reacted_by(opened.membership.user_id, rows[:limit]),
        has_more=len(rows) > limit,
        last_rev=opened.topic.last_rev,
        last_n=opened.topic.last_n,
        epoch=current,
    )


def permalink(person: User, message_id: uuid.UUID | str) -> tuple[uuid.UUID, uuid.UUID, int]:
    """Party, topic and number of a message that the person may see. Raises NotFound."""
    key = parse_id(message_id)
    rows = Message.objects.using(settings.MESSAGING_DB).filter(topic__in=visible_ids(person))
    found = rows.filter(id=key).values_list("topic__party_id", "topic_id", "n").first() if key else None
    if found is None:
        raise NotFound
    return found
