"""`docs/events.md`, made from the catalogue: what each event says, in which Kafka topic, in which order."""

import inspect
import re
import types
import typing
from collections.abc import Iterator

import msgspec

from events.catalogue import EVENTS, Event
from events.consumer import PAUSES
from events.outbox import Envelope
from events.topics import PARTITIONS, TOPICS

_FIELD = re.compile(r"(\w+): (.+)")

_HEAD = """\
# Events

Made by `manage.py events_docs` from `events/catalogue.py`; edit that.

A service writes an event into its outbox in the transaction of the rows that it speaks of. `manage.py relay_events`
sends what waits there to Kafka, in order of `aggregateversion` within each aggregate, and marks it after the broker's
acknowledgement. `manage.py consume_events` applies what arrives, a batch in one transaction, then commits the offsets.
An event may therefore come twice; it never gets lost. In the profile `local` the same code hands events over inside
the one process.

**Rules.** Fields are a contract: optional ones are added, none is renamed, removed or narrowed. Ids are UUIDv7 in the
36-character form, times ISO 8601 UTC with milliseconds and `Z`. No event carries an e-mail address, a token, a secret,
an invite code, the text of a message or the name of a private topic.

**What can't be applied.** An event of an unknown type is left out, with a warning that counts. One that is no envelope,
lacks a field, has a wrong type, is larger than 1 MiB or has a newer schema version is laid aside at once; one whose
handler raises is tried {attempts} times, then laid aside. Events of the same entity wait meanwhile, others flow on. A
dead letter is a row in the service's database and a record in the Kafka topic `dead-letters`. What can't be published
is parked in the outbox, and only its aggregate waits.

## Envelope

CloudEvents 1.0, structured JSON. `ce_id`, `ce_type` and `traceparent` are headers of the record as well.

| field | type | meaning |
|---|---|---|
{envelope}

## Kafka topics

{partitions} partitions each; partition = CRC-32 of the aggregate modulo their number, key = the entity.
`manage.py create_topics` makes them.

| topic | settings |
|---|---|
{topics}
"""

_ENVELOPE = {
    "specversion": "1.0",
    "id": "UUIDv7 of the event; the same when it comes twice",
    "type": "name of the event",
    "source": "/accounts or /messaging",
    "subject": "key of the entity",
    "time": "when it was recorded",
    "datacontenttype": "application/json",
    "data": "the fields below",
    "schemaversion": "of the event's fields; goes up when old readers can't read them",
    "aggregateversion": "`version` of the aggregate",
    "traceparent": "W3C trace context; its trace id is the request id in the logs of both services",
}


def text() -> str:
    """The whole file."""
    head = _HEAD.format(
        attempts=len(PAUSES) + 2,
        partitions=PARTITIONS,
        envelope=_rows((f"`{f.name}`", _type(f.type), _ENVELOPE[f.name]) for f in msgspec.structs.fields(Envelope)),
        topics=_rows((f"`{name}`", ", ".join(f"{k}={v}" for k, v in TOPICS[name].items())) for name in TOPICS),
    )
    return "\n".join([head, "## Catalogue", *map(_section, EVENTS), ""])


def meanings(kind: type[Event]) -> dict[str, str]:
    """What each field of an event means, by its docstring and those of the classes above it."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if issubclass(base, Event):
            lines = inspect.cleandoc(base.__doc__ or "").splitlines()[1:]
            found |= {match[1]: match[2] for line in lines if (match := _FIELD.fullmatch(line))}
    return found


def _section(kind: type[Event]) -> str:
    told = meanings(kind)
    rows = _rows((f"`{f.name}`", _type(f.type), told[f.name]) for f in msgspec.structs.fields(kind))
    key, aggregate = _path(kind, "key"), _path(kind, "aggregate")
    return f"""
### `{kind.name}`

{inspect.cleandoc(kind.__doc__ or "").splitlines()[0]}

Topic `{kind.kafka_topic}`, key `{key}`, aggregate `{aggregate}`, schema version {kind.schema_version}.

| field | type | meaning |
|---|---|---|
{rows}"""


def _path(kind: type[Event], name: str) -> str:
    """A property of an event, spelled with its fields' names."""
    sample: dict[str, typing.Any] = {f.name: f.name if f.type is str else 0 for f in msgspec.structs.fields(kind)}
    return str(getattr(kind(**sample), name))


def _type(kind: typing.Any) -> str:
    if kind is msgspec.Raw:
        return "object"
    if isinstance(kind, types.UnionType):
        return " or ".join(map(_type, kind.__args__))
    return {str: "string", int: "integer", bool: "boolean", types.NoneType: "null"}[kind]


def _rows(rows: Iterator[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
