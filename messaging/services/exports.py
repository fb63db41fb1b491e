"""What somebody wrote, as a file. A job makes it, since it may be much: piece by piece, each in one transaction that
also moves the export's row, so it goes on after a kill; and no more than a piece is ever in memory.
"""

import uuid
import zlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import IntegrityError

from events import txn
from events.times import iso, now
from messaging import limits, queries
from messaging.models import Export, ExportPiece, Kind, Message, User

#: How long the link works once the file is whole.
LASTS: Final = timedelta(days=7)
#: Messages in one piece: at most some tens of megabytes.
PIECE: Final = 2000


def want_export(person: User) -> tuple[Export, bool]:
    """An export of what somebody wrote, to be made soon, and whether it is a new one.

    One that is being made stays; a finished one gives way to the new one. Raises RateLimited.
    """
    db = settings.MESSAGING_DB
    rows = Export.objects.using(db).filter(user=person)
    waiting = rows.filter(ready_at=None).first()
    if waiting is not None:
        return waiting, False
    limits.take("exports", person.id)
    moment = now()
    try:
        with txn.atomic(db):
            rows.delete()
            fresh = Export.objects.using(db).create(user=person, created_at=moment, expires_at=moment + LASTS)
    except IntegrityError:  # the same person asked twice at the same moment
        return rows.get(), False
    return fresh, True


def waiting_exports() -> list[uuid.UUID]:
    """Exports that are not whole yet, who has waited longest first."""
    rows = Export.objects.using(settings.MESSAGING_DB).filter(ready_at=None)
    return list(rows.order_by("created_at").values_list("id", flat=True)[:100])


def export_some(export_id: uuid.UUID) -> int:
    """Make the next piece of an export; the number of messages in it. With the last one the export is ready."""
    db = settings.MESSAGING_DB
    with txn.atomic(db):
        rows = Export.objects.using(db).select_for_update(of=("self",)).select_related("user")
        export = rows.filter(id=export_id, ready_at=None).first()
        if export is None:
            return 0
        messages = _next_messages(export)
        if messages:
            _add_piece(export, messages)
        if len(messages) < PIECE:
            export.ready_at = now()
            export.expires_at = export.ready_at + LASTS
        export.save(using=db)
        return len(messages)


def _next_messages(export: Export) -> list[Message]:
    rows = Message.objects.using(settings.MESSAGING_DB).filter(author=export.user_id, kind=Kind.TEXT, deleted_at=None)
    if export.cursor is not None:
        rows = rows.filter(id__gt=export.cursor)
    wanted = rows.only("id", "topic_id", "n", "text", "reply_to_id", "edited_at", "created_at")
    return list(wanted.order_by("id")[:PIECE])


def _add_piece(export: Export, messages: Sequence[Message]) -> None:
    names = queries.names_of_topics(export.user, {message.topic_id for message in messages})
    lines = [msgspec.json.encode(_line(message, names)) for message in messages]
    content = zlib.compress(b",\n".join(lines))
    piece = ExportPiece(export=export, number=export.pieces, content=content)
    piece.save(using=settings.MESSAGING_DB, force_insert=True)
    export.pieces += 1
    export.count += len(messages)
    export.size += len(content)
    export.cursor = messages[-1].id


def _line(message: Message, names: dict[uuid.UUID, queries.TopicNames]) -> dict[str, Any]:
    """A message as the file tells it. Where its author may not look any more, names are left out."""
    place = names.get(message.topic_id)
    return {
        "id": str(message.id),
        "party": place.party if place else None,
        "topic_id": str(message.topic_id),
        "topic": place.topic if place else None,
        "n": message.n,
        "text": message.text,
        "reply_to": str(message.reply_to_id) if message.reply_to_id else None,
        "created_at": iso(message.created_at),
        "edited_at": iso(message.edited_at),
    }
