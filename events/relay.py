"""From the outbox to whoever sends: unsent rows, in order within each aggregate, marked only when they arrived.

Ids are taken before commits, so a row may turn up with an id lower than one already sent. Therefore no position is
kept: what is `waiting` is sent. Versions are taken under the aggregate's lock, so within an aggregate they are the
order of commits, and whatever has a lower version is there when the higher one is.
"""

import dataclasses
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db.models import Q, QuerySet

from events import counters, failpoints
from events.ids import first_id_of
from events.models import OutboxEvent
from events.outages import DependencyLost
from events.times import now

log = logging.getLogger(__name__)

#: Oldest rows that a batch starts from. It sends at most twice as many, for what has to go before one of them.
BATCH = 500
#: By so much clocks may differ whose ids are compared.
SKEW = timedelta(minutes=1)
#: Seconds for which rows that could not be sent let others go first, and aggregates that may stand aside.
ASIDE_SECONDS, MOST_ASIDE = 5.0, 5000

Aggregate = tuple[str, str]


@dataclasses.dataclass(slots=True)
class Receipt:
    """What became of rows: they arrived, can never be sent (and why), or, in neither, have to be sent again.

    `lost` says why the last ones are unanswered; `missing` are topics that are not there.
    """

    acknowledged: set[uuid.UUID] = dataclasses.field(default_factory=set)
    refused: dict[uuid.UUID, str] = dataclasses.field(default_factory=dict)
    missing: set[str] = dataclasses.field(default_factory=set)
    lost: str = ""


#: Sends rows in the order given and says what became of them. Raises DependencyLost when none could be sent.
Send = Callable[[Sequence[OutboxEvent]], Receipt]


class Aside:
    """What could not be sent lately, such as rows of one partition: for a while whatever lies behind it goes first.

    Without that the oldest rows would be the same ones each time. Whole aggregates and topics stand aside, so the order
    within them stays.
    """

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._topics: set[str] = set()
        self._until = 0.0

    def others(self) -> Q:
        """Whatever does not stand aside; after a while nothing does, and all are tried again. For one batch."""
        if time.monotonic() >= self._until:
            self._ids, self._topics = set(), set()
        topics = ~Q(aggregatetype__in=sorted(self._topics)) if self._topics else Q()
        return topics & ~Q(aggregateid__in=sorted(self._ids)) if self._ids else topics

    def put(self, rows: Sequence[OutboxEvent], receipt: Receipt) -> None:
        """Put aside the rows that are unanswered."""
        done = receipt.acknowledged | receipt.refused.keys()
        if not self._ids and not self._topics:
            self._until = time.monotonic() + ASIDE_SECONDS
        self._topics |= receipt.missing
        left = {row.aggregateid for row in rows if row.id not in done and row.aggregatetype not in self._topics}
        if len(self._ids) + len(left) <= MOST_ASIDE:
            self._ids |= left


def relay_batch(send: Send, using: str, aside: Aside | None = None) -> int:
    """Send what waits in the outbox of `using`, BATCH rows at most and those that have to go before them.

    `aside` is given from batch to batch, so that what is unanswered does not hold up the others for ever. Returns how
    many rows are done with: sent, or parked; 0 when nothing waits, or all that does stands aside. Raises
    DependencyLost when rows are left unanswered, after marking those that did arrive.
    """
    aside = aside or Aside()
    rows = _due(_rows(using).filter(aside.others(), waiting=True))
    if not rows:
        return 0
    others_wait = len(rows) >= BATCH
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
        if others_wait:
            aside.put(rows, receipt)
        raise DependencyLost(receipt.lost)
    return done


def release(row: OutboxEvent, using: str) -> int:
    """Send a parked row, and what waits behind it, again. Returns the number of rows that wait to be sent now."""
    rows = _of_aggregate(row.aggregate, using).filter(parked=True)
    return rows.update(waiting=True, parked=False, fault="")


def sent_from(row: OutboxEvent, using: str) -> QuerySet[OutboxEvent]:
    """A row that was sent, and all of its aggregate with a higher version that were, too.

    No index leads to sent rows of an aggregate. So they are looked for from the time of the row on.
    """
    made = first_id_of(row.created_at - SKEW)
    rows = _of_aggregate(row.aggregate, using).filter(waiting=False, parked=False, id__gte=made)
    return rows.filter(aggregateversion__gte=row.aggregateversion)


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


def _due(waiting: QuerySet[OutboxEvent]) -> list[OutboxEvent]:
    """The oldest waiting rows and what has to go before any of them, lowest versions first.

    None goes before a lower one of its aggregate, also where ids are late: a row that lies far behind in the outbox is
    fetched with the one that it precedes.
    """
    # By the index of waiting rows: with the id alone PostgreSQL may walk through all that was ever sent.
    rows = list(waiting.order_by("waiting", "id")[:BATCH])
    if len(rows) == BATCH:
        behind = _behind(rows, waiting)
        rows += behind
        if len(behind) == BATCH:  # there may be more, whose place is after the last of these
            rows = [row for row in rows if _place(row) <= _place(behind[-1])]
    return sorted(rows, key=_place)


def _behind(rows: Sequence[OutboxEvent], waiting: QuerySet[OutboxEvent]) -> list[OutboxEvent]:
    """Rows of the same aggregates that lie behind in the outbox and whose version is not behind all of these.

    Whatever precedes one of `rows` was committed before it, so it is among them or has a higher id than all.
    """
    late = waiting.filter(aggregateid__in={row.aggregateid for row in rows}, id__gt=rows[-1].id)
    highest = max(row.aggregateversion for row in rows)
    return list(late.filter(aggregateversion__lte=highest).order_by("aggregateversion", "id")[:BATCH])


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
