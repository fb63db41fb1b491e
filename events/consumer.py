"""Applying events: a transaction for a whole batch, cut up until a failing event stands alone.

That one is tried again with growing pauses while the others flow on, then laid aside. Whoever calls says only of what
is done with that it is (Kafka's offsets, a row's `sent_at`), so an event may come twice. Copies are kept by version,
which makes twice the same as once; a handler with `once` is kept from it by an inbox mark.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import msgspec

from events import context, counters, failpoints, txn
from events.catalogue import BY_NAME, Event
from events.dead_letters import Unfit, bury
from events.ids import parse_id
from events.models import InboxMark
from events.outages import lost_database
from events.outbox import Envelope
from events.records import Record
from events.registry import Handler, handlers_of
from events.times import now

log = logging.getLogger(__name__)

#: Largest event that is looked into, in bytes.
MAX_BYTES: Final = 1_048_576
#: Seconds between the attempts at an event that fails.
PAUSES: Final = (0.02, 0.1, 0.4)
#: Events that may wait behind failing ones before no more are taken.
MOST_HELD: Final = 5000
#: A batch of more events than this is not logged line by line; then so many share a line.
SAID_SINGLY, SAID_TOGETHER = 20, 50


class Item(NamedTuple):
    """An event that was read, with those who want it."""

    record: Record
    envelope: Envelope
    event: Event
    handlers: list[Handler]

    @property
    def entity(self) -> tuple[str, str]:
        return self.event.kafka_topic, self.event.key

    @property
    def request_id(self) -> str:
        return context.request_id_of(self.record.traceparent or self.envelope.traceparent)

    def names(self) -> dict[str, str]:
        """What a log line says of it."""
        return {"event_type": self.envelope.type, "event_id": self.envelope.id, "key": self.event.key}


def apply_batch(records: Sequence[Record], app: str, using: str) -> int:
    """Apply events to the service `app` to the end: what fails is waited for, tried again and laid aside.

    Returns how many were applied. Raises DependencyLost when the database is gone: the whole batch is to be given
    again.
    """
    applier = Applier(app, using)
    applied = applier.take(records)
    while (seconds := applier.seconds_left()) is not None:
        time.sleep(seconds)
        applied += applier.tend()
    return applied


def read(record: Record, app: str) -> Item | None:
    """What a record says, or None when it is nothing for `app`. Raises Unfit."""
    if record.value is None:
        return None  # a tombstone: compaction's, not ours
    if len(record.value) > MAX_BYTES:
        raise Unfit("too_large", f"{len(record.value)} bytes")
    try:
        envelope = msgspec.json.decode(record.value, type=Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unfit("malformed", str(error)) from error
    kind = BY_NAME.get(envelope.type)
    if kind is None:
        ignored = counters.count("events_unknown")
        log.warning("event_unknown", extra={"event_type": envelope.type, "place": record.place, "ignored": ignored})
        return None
    handlers = handlers_of(kind.name, app)
    return Item(record, envelope, _event(envelope, kind), handlers) if handlers else None


def _event(envelope: Envelope, kind: type[Event]) -> Event:
    names = {"event_id": envelope.id, "event_type": envelope.type, "key": envelope.subject}
    if parse_id(envelope.id) is None:
        raise Unfit("malformed", "the event's id is no UUID", **names)
    if envelope.schemaversion > kind.schema_version:
        raise Unfit("unknown_version", f"schema version {envelope.schemaversion} is newer than ours", **names)
    try:
        return msgspec.json.decode(envelope.data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unfit("malformed", str(error), **names) from error


class _Queue:
    """Events of one entity of which the first has failed `tries` times; it is `due` again at that time (monotonic)."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.tries = 0
        self.due = 0.0

    def failed(self) -> None:
        pause = PAUSES[self.tries] if self.tries < len(PAUSES) else 0
        self.tries += 1
        self.due = time.monotonic() + pause

    @property
    def is_over(self) -> bool:
        return self.tries > max(1, len(PAUSES))


class Applier:
    """Applies events to the service `app`, batch after batch, in order within each entity.

    Events of no concern to it are left out, unreadable ones laid aside. A failing one is held, and those of its entity
    behind it, until `tend` has applied it or laid it aside. Whatever raises DependencyLost, because the database is
    gone, is to be called again with the same.
    """

    def __init__(self, app: str, using: str) -> None:
        self.app = app
        self.using = using
        self.applied = 0
        self.waiting: dict[tuple[str, str], _Queue] = {}
        self.under_way: Item | None = None  # whose effects are being made, where they are made one by one

    @property
    def held(self) -> list[Record]:
        """What has come and is not done with."""
        return [item.record for queue in self.waiting.values() for item in queue.items]

    @property
    def has_room(self) -> bool:
        return sum(len(queue.items) for queue in self.waiting.values()) < MOST_HELD

    def seconds_left(self) -> float | None:
        """Until `tend` has something to do; None when nothing is held."""
        if not self.waiting:
            return None
        return max(0.0, min(queue.due for queue in self.waiting.values()) - time.monotonic())

    def take(self, records: Sequence[Record]) -> int:
        """Apply events; returns how many were applied, without those that are held."""
        before, held = self.applied, {record.place for record in self.held}
        items = [self._read(record) for record in records if record.place not in held]
        self._apply_in_pieces([item for item in items if item is not None])
        return self.applied - before

    def tend(self) -> int:
        """Try again what is due; returns how many were applied."""
        before = self.applied
        for entity, queue in list(self.waiting.items()):
            if queue.due <= time.monotonic():
                self._try_again(entity, queue)
        return self.applied - before

    def keep_only(self, is_ours: Callable[[Record], bool]) -> None:
        """Forget what is held and somebody else's now."""
        for entity, queue in list(self.waiting.items()):
            queue.items = [item for item in queue.items if is_ours(item.record)]
            if not queue.items:
                del self.waiting[entity]

    def _read(self, record: Record) -> Item | None:
        try:
            return read(record, self.app)
        except Unfit as fault:
            with context.bound(request_id=context.request_id_of(record.traceparent)):
                bury(record, fault, self.app, self.using)
            return None

    def _apply_in_pieces(self, items: Sequence[Item]) -> None:
        """Apply what goes together; each failing event starts a queue of its entity, and the others flow on.

        Where a function that takes single events fails, the failing one is known; where one that takes a list fails,
        it is found by halving.
        """
        pieces = [items]
        while pieces:
            ready = self._without_waiting(pieces.pop())
            if not ready or self._apply_together(ready) is None:
                continue
            if len(ready) == 1:
                self.waiting[ready[0].entity] = queue = _Queue([ready[0]])
                queue.failed()
            elif self.under_way is None:
                half = len(ready) // 2
                pieces += [ready[half:], ready[:half]]
            else:
                place = ready.index(self.under_way)
                pieces += [ready[place + 1 :], [ready[place]], ready[:place]]

    def _without_waiting(self, items: Sequence[Item]) -> list[Item]:
        """Those whose entity has no failing event before them; the others are put behind it."""
        ready = []
        for item in items:
            if item.entity in self.waiting:
                self.waiting[item.entity].items.append(item)
            else:
                ready.append(item)
        return ready

    def _try_again(self, entity: tuple[str, str], queue: _Queue) -> None:
        """What has failed too often is laid aside; what follows it has a higher version and is applied all the same.

        By one try: where thousands of one entity fail, nobody is to wait for each of them.
        """
        while queue.items:
            item = queue.items[0]
            error = self._apply_together([item])
            if error is None and not queue.is_over:
                queue.tries = 0
            elif error is not None:
                queue.failed()
                if not queue.is_over:
                    return
                with context.bound(request_id=item.request_id):
                    bury(item.record, _unfit(item, error), self.app, self.using)
            queue.items.pop(0)
        del self.waiting[entity]

    def _apply_together(self, items: Sequence[Item]) -> Exception | None:
        """Effects of all or of none. Returns what went wrong, None when nothing did; raises DependencyLost."""
        try:
            txn.run(lambda: self._effects(items), self.using)
        except Exception as error:
            lost = lost_database(error, self.using)
            if lost:
                raise lost from error
            return error
        failpoints.hit("after_commit")
        self.applied += len(items)
        counters.count("events_applied", len(items))
        if log.isEnabledFor(logging.INFO):
            self._say_applied(items)
        return None

    def _say_applied(self, items: Sequence[Item]) -> None:
        """A line for each event while people look at what they do; one for many when there is much to catch up with.

        Either way every event is found by its request id. A line for each would take as long as its effects.
        """
        if len(items) <= SAID_SINGLY:
            for item in items:
                with context.bound(request_id=item.request_id):
                    log.info("event_applied", extra={"service": self.app, **item.names()})
            return
        for start in range(0, len(items), SAID_TOGETHER):
            said = [item.names() | {"request_id": item.request_id} for item in items[start : start + SAID_TOGETHER]]
            log.info("events_applied", extra={"service": self.app, "count": len(said), "events": said})

    def _effects(self, items: Sequence[Item]) -> None:
        """Run what takes lists, then what takes single events; marks first, so that another who has them stops us."""
        self.under_way = None
        todo = self._not_yet_done(items)
        together: dict[Handler, list[Event]] = {}
        for item, handlers in todo:
            for handler in handlers:
                if handler.batch:
                    together.setdefault(handler, []).append(item.event)
        for handler, events in together.items():
            handler.run(events)
        for item, handlers in todo:
            singles = [handler for handler in handlers if not handler.batch]
            if singles:
                self.under_way = item
                with context.bound(request_id=item.request_id):
                    for handler in singles:
                        handler.run([item.event])
        self.under_way = None
        failpoints.hit("after_effects")

    def _not_yet_done(self, items: Sequence[Item]) -> list[tuple[Item, list[Handler]]]:
        """The handlers that each event is for, without those whose inbox marks say that they have run; marks them."""
        wanted = {handler.mark(item.envelope.id) for item in items for handler in item.handlers if handler.once}
        if not wanted:
            return [(item, item.handlers) for item in items]
        marks = InboxMark.objects.using(self.using)
        left = wanted - set(marks.filter(id__in=wanted).values_list("id", flat=True))
        marks.bulk_create([InboxMark(id=mark, applied_at=now()) for mark in sorted(left)])
        todo = []
        for item in items:
            handlers = [each for each in item.handlers if not each.once or each.mark(item.envelope.id) in left]
            # An event may lie in one batch twice.
            left -= {each.mark(item.envelope.id) for each in handlers if each.once}
            todo.append((item, handlers))
        return todo


def _unfit(item: Item, error: Exception) -> Unfit:
    fault = Unfit("failed", str(error), event_id=item.envelope.id, event_type=item.envelope.type, key=item.event.key)
    fault.__cause__ = error
    return fault
