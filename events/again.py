"""Doing again what was laid aside or sent: dead letters, parked rows, whatever Kafka has lost."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from events import outbox, txn
from events.consumer import apply_batch, read
from events.dead_letters import Unfit
from events.models import DeadLetter, OutboxEvent
from events.records import Record
from events.relay import release, sent_from
from events.times import now

PIECE: Final = 500


def letters(using: str, *, ids: list[str] | None = None, reason: str | None = None) -> QuerySet[DeadLetter]:
    """Dead letters by id, by the beginning of one, or by reason; the oldest first."""
    rows = DeadLetter.objects.using(using).order_by("created_at", "id")
    if reason is not None:
        rows = rows.filter(reason=reason)
    return rows.filter(id__in=ids) if ids is not None else rows


def replay(letter: DeadLetter, app: str, using: str) -> bool:
    """Apply a dead letter as if it came now; whether it went well, and the letter is gone.

    A version that was overtaken meanwhile changes nothing, as always; nor does what nobody here handles any more.
    Raises DependencyLost.
    """
    record = Record(bytes(letter.value), letter.place, letter.traceparent)
    try:
        wanted = read(record, app) is not None
    except Unfit:
        return False
    if wanted and not apply_batch([record], app, using):
        return False
    DeadLetter.objects.using(using).filter(id=letter.id).delete()
    return True


def send_again(row: OutboxEvent, using: str) -> int:
    """Have a row sent again: a parked one with what waits behind it, a sent one with what was sent behind it.

    So the newest of an entity is the last on the wire again: of a compacted topic nothing else stays for good. Returns
    how many rows wait now.
    """
    if row.parked:
        count = release(row, using)
    else:
        count = sent_from(row, using).update(waiting=True, sent_at=None)
    outbox.recorded.set()
    return count


def sent_since(moment: datetime, using: str) -> QuerySet[OutboxEvent]:
    """What was sent from a moment on, and before now: what is sent meanwhile is not lost."""
    return OutboxEvent.objects.using(using).filter(waiting=False, sent_at__gte=moment, sent_at__lt=now())


def republish(moment: datetime, using: str) -> Iterator[int]:
    """Have everything sent again that was sent since a moment; yields how many rows wait so far.

    Readers drop what they have by version and by inbox mark, so it does no harm where nothing was lost.
    """
    count, sent = 0, sent_since(moment, using)
    while ids := list(sent.order_by("sent_at").values_list("id", flat=True)[:PIECE]):
        with txn.atomic(using):
            count += OutboxEvent.objects.using(using).filter(id__in=ids).update(waiting=True, sent_at=None)
        yield count
    outbox.recorded.set()
