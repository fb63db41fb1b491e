"""An event whose transaction ends after those of a thousand later ones (21)."""

import asyncio
import dataclasses
import json
import threading
import time
import uuid
from typing import Any, Final

import psycopg

from faults.acts.events import Wire
from faults.stage import Stage
from scripts.stack import Stack

#: Later events that have been sent before the early one is committed, and seconds until there must be so many.
LATER, LATER_WITHIN = 1_000, 90.0
#: Seconds after its commit within which it is sent.
SENT_WITHIN: Final = 5.0
#: Seconds after which what is on the wire has been read.
READ_AFTER: Final = 2.0

#: The newest event of a message, and a copy of it by another id. Who is told of it again knows its version already.
_NEWEST: Final = (
    "SELECT _id, payload FROM events_outboxevent WHERE aggregatetype = 'messages' ORDER BY _id DESC LIMIT 1"
)
_COPY: Final = (
    "INSERT INTO events_outboxevent (_id, aggregatetype, aggregateid, aggregateversion, type, key, payload, created_at,"
    " waiting, parked, fault) SELECT %s, aggregatetype, aggregateid, aggregateversion, type, key, %s, now(), true,"
    " false, '' FROM events_outboxevent WHERE _id = %s"
)
_LATER: Final = "SELECT count(*) FROM events_outboxevent WHERE _id > %s AND sent_at IS NOT NULL"
_SENT: Final = "SELECT sent_at IS NOT NULL FROM events_outboxevent WHERE _id = %s"
_IDS: Final = "SELECT _id::text FROM events_outboxevent WHERE _id >= %s AND aggregatetype = 'messages'"


@dataclasses.dataclass(frozen=True)
class Late:
    """`later`: events sent before it was committed. `took`: seconds from its commit until it was sent, -1 if never.

    `written` and `sent`: ids of events of messages since it was written, in the outbox and on the wire.
    """

    later: int
    took: float
    early: str
    written: set[str]
    sent: dict[str, int]


async def commit_late(stage: Stage) -> None:
    """Promise 21: a transaction writes an event and stays open while people go on."""
    wire, stop = await asyncio.to_thread(Wire, stage.stack), threading.Event()
    read = asyncio.create_task(asyncio.to_thread(wire.read_until, stop))
    try:
        found = await asyncio.to_thread(_hold, stage.stack)
        await asyncio.sleep(READ_AFTER)
    finally:
        stop.set()
        await read
    judge(stage, dataclasses.replace(found, sent=dict(wire.ids)))


def judge(stage: Stage, late: Late) -> None:
    stage.words.append(f"{late.later:,} later events were sent before the early one was committed")
    stage.insist(late.later >= LATER, f"only {late.later:,} later events were sent, of {LATER:,}")
    stage.within("sent after its commit within", [late.took], SENT_WITHIN)
    skipped = sorted(late.written - late.sent.keys())
    stage.words.append(f"{len(late.written) - len(skipped):,} of {len(late.written):,} on the wire")
    stage.faults += [f"event {one} never came" for one in skipped[:20]]
    stage.insist(late.sent.get(late.early, 0) == 1, f"the early one came {late.sent.get(late.early, 0)} times")


def _hold(stack: Stack) -> Late:
    address = stack.env("test")["POSTGRES_URL"]
    with psycopg.connect(address, connect_timeout=10) as slow, psycopg.connect(address, autocommit=True) as other:
        early = _write(slow)
        later = _until(other, _LATER, early, LATER, LATER_WITHIN)
        slow.commit()
        began = time.monotonic()
        sent = _until(other, _SENT, early, 1, SENT_WITHIN)
        took = time.monotonic() - began if sent else -1.0
        written = {str(row[0]) for row in other.execute(_IDS, [early])}
    return Late(later, took, str(early), written, {})


def _write(connection: psycopg.Connection[Any]) -> uuid.UUID:
    """Into a transaction that stays open: an event as early as the newest of a message is now; its id."""
    row = connection.execute(_NEWEST).fetchone()
    if row is None:
        raise LookupError("There is no event of a message yet.")
    newest, payload = row
    early = uuid.UUID(bytes=newest.bytes[:9] + b"\xff" * 7)  # of the same time, and just after it
    connection.execute(_COPY, [early, json.dumps(json.loads(payload) | {"id": str(early)}), newest])
    return early


def _until(connection: psycopg.Connection[Any], question: str, early: uuid.UUID, enough: int, seconds: float) -> int:
    """The last answer: when it is enough, or the seconds are over."""
    until = time.monotonic() + seconds
    while True:
        row = connection.execute(question, [early]).fetchone()
        answer = int(row[0]) if row else 0
        if answer >= enough or time.monotonic() >= until:
            return answer
        time.sleep(0.1)
