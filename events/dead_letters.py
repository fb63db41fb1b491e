"""Events that can't be applied, laid aside.

The row in the service's own database is what people look at and what is replayed. In the same transaction an event
about it goes to the outbox and so to the Kafka topic `dead-letters`: none is lost, and the consumer needs no producer.
"""

import hashlib
import logging
import traceback

from django.db import DatabaseError, IntegrityError

from events import counters, outbox, txn
from events.catalogue import DeadLettered
from events.models import DeadLetter
from events.outages import lost_database
from events.records import Record
from events.times import now

log = logging.getLogger(__name__)

#: Bytes of the event that travel on; escaped as JSON six times as many still fit into a record.
MAX_TEXT = 64 * 1024
MAX_STACK = 16 * 1024


class Unfit(Exception):
    """Why an event can't be applied, whatever one tries: `reason` is for machines."""

    def __init__(self, reason: str, message: str, *, event_id: str = "", event_type: str = "", key: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.event_id = event_id
        self.event_type = event_type
        self.key = key


def bury(record: Record, fault: Unfit, app: str, using: str) -> None:
    """Lay an event aside; once, however often it comes. Raises DependencyLost."""
    letter = _letter(record, fault, app)
    try:
        with txn.atomic(using):
            if DeadLetter.objects.using(using).filter(id=letter.id).exists():
                return
            letter.save(using=using, force_insert=True)
            outbox.record(_event(letter, fault, app), source=app, using=using)
    except IntegrityError:
        return  # another consumer was as far as we
    except DatabaseError as error:
        lost = lost_database(error, using)
        if lost:
            raise lost from error
        raise
    counters.count("events_dead")
    log.error(
        "dead_letter",
        extra={
            "service": app,
            "reason": fault.reason,
            "fault": letter.error,
            "event_type": letter.type,
            "event_id": letter.event_id,
            "key": letter.key,
            "place": letter.place,
            "stack": letter.stack,
        },
    )


def _letter(record: Record, fault: Unfit, app: str) -> DeadLetter:
    value = record.value or b""
    digest = hashlib.sha256(f"{app}\0{record.place}\0".encode() + value)
    cause = fault.__cause__
    return DeadLetter(
        id=digest.hexdigest(),
        reason=fault.reason,
        error=_text(f"{type(cause).__name__}: {cause}"[:MAX_STACK] if cause else str(fault)),
        # Lines of code without values: it travels.
        stack=_text("".join(traceback.format_tb(cause.__traceback__))[-MAX_STACK:] if cause else ""),
        place=record.place,
        event_id=_text(fault.event_id[:64]),
        type=_text(fault.event_type[:64]),
        key=_text(fault.key[:200]),
        value=value,
        traceparent=_text(record.traceparent[:64]),
        created_at=now(),
    )


def _text(said: str) -> str:
    """As PostgreSQL can keep it: without the character zero."""
    return said.replace("\0", "\ufffd")


def _event(letter: DeadLetter, fault: Unfit, app: str) -> DeadLettered:
    return DeadLettered(
        version=1,
        dead_letter_id=letter.id,
        service=app,
        reason=letter.reason,
        error=type(fault.__cause__).__name__ if fault.__cause__ else "",
        stack=letter.stack,
        place=letter.place,
        event_id=letter.event_id,
        event_type=letter.type,
        event_key=letter.key,
        value=bytes(letter.value[:MAX_TEXT]).decode("utf-8", "replace"),
    )
