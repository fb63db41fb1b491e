"""Recording events: one row beside the rows that changed, in the same transaction."""

import threading
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from events import context, txn
from events.catalogue import USERS, Event, UserCreated, UserUpdated
from events.ids import new_id
from events.models import OutboxEvent
from events.times import iso, now

SPEC_VERSION = "1.0"  # of CloudEvents

_encode = msgspec.json.Encoder().encode

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


class _Told(msgspec.Struct):
    """The part of a state that says for which resync it was told."""

    snapshot: str | None = None


class _Telling(msgspec.Struct):
    data: _Told


_decode = msgspec.json.Decoder(_Telling).decode


class Entry(msgspec.Struct, kw_only=True):
    """The columns of an outbox row that an event fills; the others are the same for all that is new."""

    id: UUID
    aggregatetype: str
    aggregateid: str
    aggregateversion: int
    type: str
    key: str
    payload: str
    created_at: datetime


def entry_of(event: Event, *, source: str, traceparent: str | None = None) -> Entry:
    """An event for the outbox; `source` is the label of the app that records it.

    `traceparent` is of the request that it comes from; without it, of the one under way.
    """
    event_id, moment = new_id(), now()
    envelope = Envelope(
        specversion=SPEC_VERSION,
        id=str(event_id),
        type=event.name,
        source=f"/{source}",
        subject=event.key,
        time=iso(moment),
        datacontenttype="application/json",
        data=msgspec.Raw(_encode(event)),
        schemaversion=event.schema_version,
        aggregateversion=event.version,
        traceparent=traceparent or context.traceparent(),
    )
    return Entry(
        id=event_id,
        aggregatetype=event.kafka_topic,
        aggregateid=event.aggregate,
        aggregateversion=event.version,
        type=event.name,
        key=event.key,
        payload=_encode(envelope).decode(),
        created_at=moment,
    )


def row_of(event: Event, *, source: str, traceparent: str | None = None) -> OutboxEvent:
    """The unsaved outbox row of an event, as `entry_of`."""
    return OutboxEvent(**msgspec.structs.asdict(entry_of(event, source=source, traceparent=traceparent)))


def record(*events: Event, source: str, using: str, traceparents: Sequence[str] = ()) -> None:
    """Write events to the outbox of the database `using`; `traceparents` are of the requests that they come from.

    Raises RuntimeError outside a transaction: an event without its rows, or rows without their event, must not be.
    """
    if not txn.in_atomic(using):
        raise RuntimeError("events.outbox.record outside a transaction")
    parents: Sequence[str | None] = traceparents or [None] * len(events)
    rows = [row_of(event, source=source, traceparent=parent) for event, parent in zip(events, parents, strict=True)]
    OutboxEvent.objects.using(using).bulk_create(rows)
    txn.on_commit(using, recorded.set)


def forget_states(user_id: UUID, *, using: str) -> str | None:
    """Take what was told of somebody out of the outbox, sent or not: a `user:deleted` follows, which says enough.

    Returns the last resync that told of them there. It counts on that state, so the `user:deleted` has to name it.
    """
    rows = OutboxEvent.objects.using(using).filter(aggregatetype=USERS, aggregateid=str(user_id))
    states = rows.filter(type__in=[UserCreated.name, UserUpdated.name])
    payloads = states.order_by("-aggregateversion").values_list("payload", flat=True)
    resyncs = [_decode(payload).data.snapshot for payload in payloads]
    states.delete()
    return next(filter(None, resyncs), None)
