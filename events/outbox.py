"""Recording events: one row beside the rows that changed, in the same transaction."""

import threading
from uuid import UUID

import msgspec

from events import context, txn
from events.catalogue import USERS, Event, UserCreated, UserUpdated
from events.ids import new_id
from events.models import OutboxEvent
from events.times import iso, now

SPEC_VERSION = "1.0"  # of CloudEvents

#: Set after each commit that left events behind; a relay in the same process waits for it.
recorded = threading.Event()


class Envelope(msgspec.Struct, kw_only=True, omit_defaults=False):
    """CloudEvents 1.0, structured JSON mode (https://cloudevents.io), with our three extensions at the end."""

    specversion: str
    id: str  # UUIDv7, of the event
    type: str
    source: str  # /accounts or /messaging
    subject: str  # the entity's key
    time: str
    datacontenttype: str
    data: msgspec.Raw
    schemaversion: int
    aggregateversion: int
    traceparent: str


def row_of(event: Event, *, source: str) -> OutboxEvent:
    """The unsaved outbox row of an event; `source` is the label of the app that records it."""
    event_id, moment = new_id(), now()
    envelope = Envelope(
        specversion=SPEC_VERSION,
        id=str(event_id),
        type=event.name,
        source=f"/{source}",
        subject=event.key,
        time=iso(moment),
        datacontenttype="application/json",
        data=msgspec.Raw(msgspec.json.encode(event)),
        schemaversion=event.schema_version,
        aggregateversion=event.version,
        traceparent=context.traceparent(),
    )
    return OutboxEvent(
        id=event_id,
        aggregatetype=event.kafka_topic,
        aggregateid=event.aggregate,
        aggregateversion=event.version,
        type=event.name,
        key=event.key,
        payload=msgspec.json.encode(envelope).decode(),
        created_at=moment,
    )


def record(*events: Event, source: str, using: str) -> None:
    """Write events to the outbox of the database `using`.

    Raises RuntimeError outside a transaction: an event without its rows, or rows without their event, must not be.
    """
    if not txn.in_atomic(using):
        raise RuntimeError("events.outbox.record outside a transaction")
    OutboxEvent.objects.using(using).bulk_create([row_of(event, source=source) for event in events])
    txn.on_commit(using, recorded.set)


def forget_states(user_id: UUID, *, using: str) -> None:
    """Take what was told of somebody out of the outbox, sent or not: a `user:deleted` follows, which says enough."""
    told = OutboxEvent.objects.using(using).filter(aggregatetype=USERS, aggregateid=str(user_id))
    told.filter(type__in=[UserCreated.name, UserUpdated.name]).delete()
