"""What search looks in. Every service that changes a text says so here, in the transaction that changes it."""

import re
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.db import connections

from events import txn
from events.times import now
from messaging.models import Kind, Message, MessageWords, WordsBacklog
from messaging.search.words import words_of

#: Messages of the backlog that one transaction gives their words.
PIECE: Final = 500
#: Messages that are younger may not be committed yet, so the backlog waits for them.
SETTLED: Final = timedelta(seconds=30)
#: So long after the start of the backlog a process of the release before may still write messages without words.
OVERLAP: Final = timedelta(hours=1)

#: The index of the migration.
PIECES_INDEX: Final = "words_pieces"

_LINK: Final = re.compile(r'<a [^>]*href="https?:')
_CODE: Final = re.compile(r"<code\b")


def index_messages(messages: Iterable[Message]) -> None:
    """Let search find messages by what their texts are now, in one statement. Notes and deleted ones are left out.

    In the transaction that writes their rows, and after them.
    """
    rows = [_words(message) for message in messages if message.kind == Kind.TEXT and message.deleted_at is None]
    if rows:
        MessageWords.objects.using(settings.MESSAGING_DB).bulk_create(
            rows, update_conflicts=True, unique_fields=["message"], update_fields=["words", "has_link", "has_code"]
        )


def forget_messages(ids: Iterable[uuid.UUID]) -> None:
    """Let search find messages no more.

    In the transaction that deletes them, and after their rows: the backlog may be at work on them.
    """
    MessageWords.objects.using(settings.MESSAGING_DB).filter(message__in=list(ids)).delete()


class Words(NamedTuple):
    """What search keeps of a text."""

    words: str
    has_link: bool
    has_code: bool


def words_in(message: Message) -> Words:
    """What search is to know of a message."""
    has_link, has_code = _LINK.search(message.html) is not None, _CODE.search(message.html) is not None
    return Words(words_of(message.text), has_link, has_code)


def _words(message: Message) -> MessageWords:
    return MessageWords(
        message_id=message.id,
        topic_id=message.topic_id,
        author_id=message.author_id,
        created_at=message.created_at,
        **words_in(message)._asdict(),
    )


def index_backlog() -> int:
    """Give the next messages from before there was search their words; how many, 0 when there are none for now.

    Their rows are locked meanwhile, so that none is deleted while its words are written.
    """
    db = settings.MESSAGING_DB
    with txn.atomic(db):
        backlog = WordsBacklog.objects.using(db).select_for_update().first()
        if backlog is None:
            return 0
        rows = Message.objects.using(db).filter(created_at__lt=now() - SETTLED)
        if backlog.cursor is not None:
            rows = rows.filter(id__gt=backlog.cursor)
        keys = list(rows.order_by("id").values_list("id", flat=True)[:PIECE])
        if keys:
            locked = Message.objects.using(db).select_for_update(of=("self",), no_key=True)
            index_messages(list(locked.filter(id__in=keys).order_by("id")))
            WordsBacklog.objects.using(db).update(cursor=keys[-1])
        elif backlog.started_at < now() - OVERLAP:
            backlog.delete(using=db)
        return len(keys)


def sort_in() -> int:
    """Move what waits in the index's list to its place, so that no post has to; the number of pages that it was."""
    connection = connections[settings.MESSAGING_DB]
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list(%s)", [PIECES_INDEX])
        return int(cursor.fetchone()[0])
