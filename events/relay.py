"""From the outbox to whoever sends: unsent rows, in order within each aggregate, marked only when they arrived.

Ids are taken before commits, so a row may turn up with an id lower than one already sent. Therefore no position is
kept: what is `waiting` is sent. Versions are taken under the aggregate's lock, so within an aggregate they are the
order of commits, and whatever has a lower version is there when the higher one is.
"""

import dataclasses
import logging
import uuid
from collections.abc import Callable, Sequence

from django.db.models import QuerySet

from events import counters, failpoints
from events.models import OutboxEvent
from events.outages import DependencyLost
from events.times import now

log = logging.getLogger(__name__)

#: Oldest rows that a batch starts from. It sends at most twice as many, for what has to go before one of them.
BATCH = 500

Aggregate = tuple[str, str]


@dataclasses.dataclass(slots=True)
class Receipt:
    """What became of rows: they arrived, can never be sent (and why), or, in neither, have to be sent again.

    `lost` says why the last ones are unanswered.
    """

    acknowledged: set[uuid.UUID] = dataclasses.field(default_factory=set)
    refused: dict[uuid.UUID, str] = dataclasses.field(default_factory=dict)
    lost: str = ""


#: Sends rows in the order given and says what became of them. Raises DependencyLost when none could be sent.
Send = Callable[[Sequence[OutboxEvent]], Receipt]


def relay_batch(send: Send, using: str) -> int:
    """Send what waits in the outbox of `using`, BATCH rows at most and those that have to go before them.

    Returns how many rows are done with: sent, or parked; 0 when nothing waits. Raises DependencyLost when rows are
    left unanswered, after marking those that did arrive.
    """
    rows = _due(using)
    if not rows:
        return 0
    blocked = _blocked(rows, using)
    done = _park_behind(blocked, using) if blocked else 0
    rows = [row for row in rows if row.aggregate not in blocked]
    if not rows:
        return done
    failpoints.hit("before_send")
    receipt = send(rows)
    failpoints.hit("after_acknowledgement")
    done += _settle(rows, receipt, using)
    failpoints.hit("after_mark")
    if receipt.lost:
        raise DependencyLost(receipt.lost)
    return done


def release(row: OutboxEvent, using: str) -> int:
    """Send a parked row, and what waits behind it, again. Returns the number of rows that wait to be sent now."""
    rows = _of_aggregate(row.aggregate, using).filter(parked=True)
    return rows.update(waiting=True, parked=False, fault="")


def parked_rows(using: str) -> QuerySet[OutboxEvent]:
    """What can't be published, or waits behind one that can't.

    With a condition on its key MongoDB uses the index of these few; without one it reads all that was ever sent.
    """
    return _rows(using).filter(parked=True, aggregateid__gt="")


def _rows(using: str) -> QuerySet[OutboxEvent]:
    return OutboxEvent.objects.using(using)


def _of_aggregate(aggregate: Aggregate, using: str) -> QuerySet[OutboxEvent]:
    kind, aggregate_id = aggregate
    return _rows(using).filter(aggregatetype=kind, aggregateid=aggregate_id)


def _blocked(rows: Sequence[OutboxEvent], using: str) -> set[Aggregate]:
    parked = parked_rows(using)
    if not parked.exists():
        return set()
    parked = parked.filter(aggregateid__in={row.aggregateid for row in rows})
    return set(parked.values_list("aggregatetype", "aggregateid").distinct())


def _park_behind(blocked: set[Aggregate], using: str) -> int:
    """Put the rows of blocked aggregates behind the parked one, out of the way of the others."""
    return sum(
        _of_aggregate(aggregate, using).filter(waiting=True).update(waiting=False, parked=True) for aggregate in blocked
    )


def _due(using: str) -> list[OutboxEvent]:
    """The oldest waiting rows and what has to go before any of them, lowest versions first.

    None goes before a lower one of its aggregate, also where ids are late: a row that lies far behind in the outbox is
    fetched with the one that it precedes.
    """
    # By the index of waiting rows: with the id alone PostgreSQL may walk through all that was ever sent.
    rows = list(_rows(using).filter(waiting=True).order_by("waiting", "id")[:BATCH])
    if len(rows) == BATCH:
        behind = _behind(rows, using)
        rows += behind
        if len(behind) == BATCH:  # there may be more, whose place is after the last of these
            rows = [row for row in rows if _place(row) <= _place(behind[-1])]
    return sorted(rows, key=_place)


def _behind(rows: Sequence[OutboxEvent], using: str) -> list[OutboxEvent]:
    """Rows of the same aggregates that lie behind in the outbox and whose version is not behind all of these.

    Whatever precedes one of `rows` was committed before it, so it is among them or has a higher id than all.
    """
    waiting = _rows(using).filter(waiting=True, aggregateid__in={row.aggregateid for row in rows}, id__gt=rows[-1].id)
    highest = max(row.aggregateversion for row in rows)
    return list(waiting.filter(aggregateversion__lte=highest).order_by("aggregateversion", "id")[:BATCH])


def _place(row: OutboxEvent) -> tuple[int, uuid.UUID]:
    return row.aggregateversion, row.id


def _settle(rows: Sequence[OutboxEvent], receipt: Receipt, using: str) -> int:
    """Mark what arrived and park what can't be sent. Returns the number of both.

    Behind a row that did not arrive nothing of its aggregate counts as sent: it goes again, in order.
    """
    stuck: set[Aggregate] = set()
    sent: list[uuid.UUID] = []
    parked: list[OutboxEvent] = []
    for row in rows:
        if row.aggregate in stuck:
            continue
        if row.id in receipt.acknowledged:
            sent.append(row.id)
            continue
        stuck.add(row.aggregate)
        if row.id in receipt.refused:
            parked.append(row)
    _rows(using).filter(id__in=sent).update(waiting=False, sent_at=now())
    counters.count("events_published", len(sent))
    for row in parked:
        _park(row, receipt.refused[row.id], using)
    return len(sent) + len(parked)


def _park(row: OutboxEvent, fault: str, using: str) -> None:
    _rows(using).filter(id=row.id, waiting=True).update(waiting=False, parked=True, fault=fault)
    counters.count("events_parked")
    log.error("event_parked", extra={"event_id": str(row.id), "event_type": row.type, "key": row.key, "fault": fault})
