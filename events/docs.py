"""`docs/events.md`, made from the catalogue: what each event says, in which Kafka topic, in which order."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import structs

from events.catalogue import EVENTS, Event
from events.consumer import PAUSES
from events.outbox import Envelope
from events.schemas import file_name, schema_of
from events.topics import DEFAULT, TOPICS

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

`manage.py events_docs` writes a JSON Schema of every version of every event into `events/wire/schemas` and refuses a
change that does not go together with the one that is there; `events/wire/samples` has one event of every version, which
all later code has to read.

**What can't be applied.** An event of an unknown type is left out, with a warning that counts. One that is no envelope,
lacks a field, has a wrong type, is larger than 1 MiB or has a newer schema version is laid aside at once; one whose
handler raises is tried {attempts} times with growing pauses, then laid aside. Events of the same entity wait meanwhile,
others flow on, and the offsets stop before it, so a consumer that dies loses nothing. A dead letter is a row in the
service's database and a record in the Kafka topic `dead-letters`. What can't be published is parked in the outbox, and
only its aggregate waits.

**What does no harm.** The same event twice, or late: copies go by version, and a handler whose effect does not converge
leaves an inbox mark with the event's id in the same transaction. A record without a value is compaction's and is left
out. One without a key is refused by the broker on compacted topics; elsewhere nobody looks at keys. Times are for
people: an event from the future is applied as it comes.

**Batches.** A handler takes single events (`events.registry.handles`) or all of its kinds in a batch
(`handles_batch`), which is what makes copies fast: one statement for some hundred rows. Either way a batch is one
transaction; when it fails it is cut up until the failing event stands alone.

## Looking after it

`manage.py events VERB`, in the service that it is about.
Every verb has `--json`, and ends with 1 when it found faults.

| verb | what it does |
|---|---|
{verbs}

The admin pages of each service (`/accounts/admin/`, `/admin/`) show outbox, parked rows and dead letters to staff with
a second factor, read-only, with "Send again". With METRICS_PORT a process tells Prometheus the same numbers.

## Envelope

CloudEvents 1.0, structured JSON. `ce_id`, `ce_type` and `traceparent` are headers of the record as well.

| field | type | meaning |
|---|---|---|
{envelope}

## Kafka topics

{partitions} partitions each; partition = CRC-32 of the aggregate modulo their number, key = the entity.
`manage.py events create-topics` makes them. These are the defaults of KAFKA_PARTITIONS, KAFKA_KEPT_HOURS and
KAFKA_COMPACT_WITHIN_HOURS (docs/settings.md).

| topic | settings |
|---|---|
{topics}
"""

_VERBS = {
    "`status`": "outbox (how many wait, since when, parked), lag by partition, dead letters, leases, resyncs, "
    "and the last run of each job",
    "`replay ID …`, `replay --reason failed`": "applies dead letters as if they came now; those that go well are gone",
    "`republish --since 2h`": "sends again what was sent since then (rows stay 7 days), when Kafka has lost it",
    "`resync users`, `resync parties`": "in the owner: tells every state again, with a new version; the other service "
    "builds its copy anew in a shadow table beside live traffic and swaps it in when all have come, whatever versions "
    "its rows had",
    "`hash users --rows`": "in the owner: hashes of all rows, by bucket",
    "`verify users FILE`": "in the reader: compares its copy with such a file (in `local` without one) and prints "
    "exactly the keys that differ",
    "`create-topics`": "makes the Kafka topics that are missing and reports what differs from what is wanted",
}
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
        attempts=len(PAUSES) + 1,
        partitions=DEFAULT.partitions,
        envelope=_rows((f"`{f.name}`", _python_type(f.type), _ENVELOPE[f.name]) for f in structs.fields(Envelope)),
        verbs=_rows(_VERBS.items()),
        topics=_rows((f"`{name}`", ", ".join(f"{k}={v}" for k, v in TOPICS[name].items())) for name in TOPICS),
    )
    return "\n".join([head, "## Catalogue", *map(_section, EVENTS), ""])


def _section(kind: type[Event]) -> str:
    schema = schema_of(kind)
    rows = _rows(
        (f"`{name}`", _type(field, name in schema["required"]), field["description"])
        for name, field in schema["properties"].items()
    )
    key, aggregate = _path(kind, "key"), _path(kind, "aggregate")
    return f"""
### `{kind.name}`

{schema["description"]}

Topic `{kind.kafka_topic}`, key `{key}`, aggregate `{aggregate}`, schema version {kind.schema_version}
([schema](../events/wire/schemas/{file_name(kind)}), [sample](../events/wire/samples/{file_name(kind)})).

| field | type | meaning |
|---|---|---|
{rows}"""


def _path(kind: type[Event], name: str) -> str:
    """A property of an event, spelled with its fields' names."""
    sample: dict[str, Any] = {f.name: f.name if f.type is str else 0 for f in structs.fields(kind)}
    return str(getattr(kind(**sample), name))


def _type(field: dict[str, Any], required: bool) -> str:
    kinds = [each["type"] for each in field.get("anyOf", [field])]
    return " or ".join(kinds) if required else " or ".join(kinds) + ", optional"


def _python_type(kind: Any) -> str:
    return {str: "string", int: "integer", msgspec.Raw: "object"}[kind]


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
