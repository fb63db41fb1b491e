"""One sample of every version of every event, as it goes over the wire. A committed sample is never written again."""

from pathlib import Path
from typing import Any, Final

import msgspec

from events.catalogue import EVENTS, CanaryHeard, Event
from events.outbox import SPEC_VERSION, Envelope
from events.schemas import file_name, pretty

FOLDER: Final = Path(__file__).parent / "wire" / "samples"

_ADA, _PARTY = "01932f4a-6b1e-7c3d-8a51-3f0d5c2b9e10", "01932f4b-0a7c-7e21-9d4f-52c8a1b7d3e4"
_TOPIC, _MESSAGE = "01932f4b-0a7d-7a05-b6c2-0e9f41d87a36", "01932f4c-51f3-7b98-8e07-c4d2b6a09f15"
_SES, _EVENT = "01932f4a-7c20-7d16-a3b8-91e5f0c7d264", "01932f4c-51f4-7f6a-b2d9-7a1e3c5d8b40"
_MOMENT = "2026-11-24T10:17:15.042Z"
#: What a field of this name holds in a sample.
_VALUES: Final[dict[str, Any]] = {
    "version": 7,
    "user_id": _ADA,
    "author_id": _ADA,
    "owner_id": _ADA,
    "username": "ada",
    "display_name": "Ada",
    "avatar_url": "",
    "is_staff": False,
    "locale": "en",
    "zoneinfo": "Europe/London",
    "created_at": _MOMENT,
    "joined_at": _MOMENT,
    "revoked_at": _MOMENT,
    "started_at": _MOMENT,
    "snapshot": None,
    "delete_messages": False,
    "ses": _SES,
    "party_id": _PARTY,
    "party_name": "Tea",
    "role": "member",
    "topic_id": _TOPIC,
    "private": False,
    "message_id": _MESSAGE,
    "n": 12,
    "kind": "text",
    "resync_id": _SES,
    "count": 20_000,
    "dead_letter_id": "3b" * 32,
    "service": "messaging",
    "error": "ValueError",
    "stack": '  File "messaging/handlers.py", line 13, in on_user\n',
    "place": "users/3/1204",
    "event_id": _EVENT,
    "event_type": "user:updated",
    "event_key": _ADA,
    "value": "{}",
    "beat_id": _SES,
    "posted_at": _MOMENT,
    "jobs_age_ms": 4200,
    "mails_age_ms": 1300,
}
_REASONS: Final = {"session:revoked": "signed_out", "dead-letter:created": "failed"}


def sample_of(kind: type[Event]) -> dict[str, Any]:
    """An envelope with an event of this kind. Raises KeyError for a field that has no value here yet."""
    values = {**_VALUES, "reason": _REASONS.get(kind.name)}
    event = kind(**{field.name: values[field.name] for field in msgspec.structs.fields(kind)})
    envelope = Envelope(
        specversion=SPEC_VERSION,
        id=_EVENT,
        type=kind.name,
        source="/accounts" if kind.kafka_topic in {"users", "sessions"} or kind is CanaryHeard else "/messaging",
        subject=event.key,
        time=_MOMENT,
        datacontenttype="application/json",
        data=msgspec.Raw(msgspec.json.encode(event)),
        schemaversion=kind.schema_version,
        aggregateversion=event.version,
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    )
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(envelope))
    return found


def committed(kind: type[Event]) -> dict[str, Any]:
    """The sample of the current version as it was committed. Raises OSError when there is none."""
    found: dict[str, Any] = msgspec.json.decode((FOLDER / file_name(kind)).read_bytes())
    return found


def write_missing(folder: Path = FOLDER) -> None:
    for kind in EVENTS:
        path = folder / file_name(kind)
        if not path.exists():
            path.write_text(pretty(sample_of(kind)), encoding="utf-8")
