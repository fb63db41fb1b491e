"""The events that these tests send about ada, bo and eve, and a copy that is kept by version."""

from typing import Any

import msgspec

from events import outbox, txn
from events.catalogue import Event, PartyCreated, UserCreated, UserUpdated
from events.ids import new_id
from events.models import JobRun, OutboxEvent
from events.records import Record
from events.times import now

ADA, BO, EVE = (str(new_id()) for _ in range(3))


def user_event(kind: type[UserCreated] = UserUpdated, user_id: str = ADA, version: int = 1, **fields: Any) -> Event:
    usual: dict[str, Any] = {
        "username": "ada",
        "display_name": "Ada",
        "avatar_url": "",
        "is_staff": False,
        "locale": "en",
        "zoneinfo": "Europe/London",
        "created_at": "2026-11-24T10:17:15.042Z",
    }
    return kind(user_id=user_id, version=version, **(usual | fields))


def party_event(party_id: str, version: int = 1) -> PartyCreated:
    return PartyCreated(
        party_id=party_id, version=version, party_name="Tea", owner_id=ADA, created_at="2026-11-24T10:17:15.042Z"
    )


def record(*events: Event, using: str, source: str = "accounts") -> None:
    with txn.atomic(using):
        outbox.record(*events, source=source, using=using)


def arriving(*events: Event) -> list[Record]:
    """Events as a consumer gets them."""
    rows = [outbox.row_of(event, source="accounts") for event in events]
    return [Record(row.payload.encode(), f"users/0/{offset}") for offset, row in enumerate(rows)]


def broken(record: Record, **changes: Any) -> Record:
    """A record whose envelope says something else."""
    return record._replace(value=msgspec.json.encode(envelope_of(record) | changes))


def envelope_of(record: Record) -> dict[str, Any]:
    assert record.value is not None
    envelope: dict[str, Any] = msgspec.json.decode(record.value)
    return envelope


def save_copy(event: Event, using: str) -> None:
    """Keep a row per entity that takes over what is newer. Any table would do; this one is at hand."""
    copies = JobRun.objects.using(using)
    if not copies.filter(name=event.key, touched__lt=event.version).update(touched=event.version):
        copies.get_or_create(name=event.key, defaults={"touched": event.version, "started_at": now()})


def copy_of(key: str, using: str) -> int | None:
    """Version of the copy."""
    return JobRun.objects.using(using).filter(name=key).values_list("touched", flat=True).first()


def waiting(using: str) -> list[int]:
    """Versions of what has not been sent."""
    rows = OutboxEvent.objects.using(using).filter(waiting=True)
    return sorted(rows.values_list("aggregateversion", flat=True))
