"""Building a copy anew beside live traffic.

The owner records the state of every row again, with a new version and the name of the resync. These events travel as
all others do, in order with what happens meanwhile; a reader that knows nothing of a resync takes them for updates.
Beside the copy in use the reader keeps a shadow row of each entity, by version, of what is told and of live events.
When all have come, the rows of the copy are replaced by the shadow's whatever version they have, and what the owner
does not have is forgotten. A resync that does not come to its end changes nothing but what its updates correct.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Final, TypeVar

import msgspec
from django.db import connections
from django.db.models import F, Model

from events import kinds, outbox, txn
from events.catalogue import BY_NAME, Event, ResyncEnded
from events.copies import save_newer
from events.databases import databases
from events.ids import new_id
from events.jobs import delete_in_pieces, job, may_go_on
from events.kinds import ENDED, Copy
from events.models import Resync, ShadowRow
from events.registry import handles_batch
from events.times import iso, now

log = logging.getLogger(__name__)

PIECE: Final = 500
#: Rows of the shadow that are counted at once.
COUNTED: Final = 5000
#: What is younger than the start by the owner's clocks, which may differ by this, was not there to be told.
SKEW: Final = timedelta(minutes=1)
#: After this a resync that has not come to its end is given up.
GIVEN_UP: Final = timedelta(days=1)

T = TypeVar("T")


def tell(kind: str, using: str) -> Iterator[tuple[str, int]]:
    """Record every state of a kind again, in the owner's process; yields the resync's name and how many were told."""
    original, resync, started = kinds.originals[kind], str(new_id()), now()
    told = 0
    for count in original.tell(resync):
        told += count
        yield resync, told
    version = int(started.timestamp() * 1000)
    end = ENDED[kind](version=version, resync_id=resync, count=told, started_at=iso(started))
    with txn.atomic(using):
        outbox.record(end, source=original.app, using=using)
    yield resync, told


def keep_copy(copy: Copy) -> None:
    """Register a copy, and the handler that keeps its shadow.

    Call it before other handlers are registered: the shadow's rows are locked first, by the swap as well.
    """
    kinds.copies[copy.kind] = copy

    def keep_shadow(events: list[Event]) -> None:
        note(copy, events, databases()[copy.app])

    handles_batch(*copy.events, ENDED[copy.kind], app=copy.app)(keep_shadow)


def replace_rows(rows: Iterable[Model], using: str) -> None:
    """Take over whole rows whatever version is there, also where there is none."""
    given = list(rows)
    if not given:
        return
    meta, there = given[0]._meta, given[0].__class__._default_manager.using(using)
    if connections[using].features.supports_update_conflicts_with_target:
        names = [field.name for field in meta.concrete_fields if not field.primary_key]
        there.bulk_create(given, update_conflicts=True, update_fields=names, unique_fields=["pk"])
    else:
        there.filter(pk__in=[row.pk for row in given]).delete()
        there.bulk_create(given)


def note(copy: Copy, events: Sequence[Event], using: str) -> None:
    """Write events into the shadow while a resync is under way. One query without any."""
    named = {
        event.resync_id if isinstance(event, ResyncEnded) else getattr(event, "snapshot", None) for event in events
    }
    for name in sorted(filter(None, named)):
        _open(name, copy.kind, using)
    resync = _under_way(copy.kind, using)
    if resync is None:
        return
    # The resync's row before those of the shadow, as in the swap.
    for event in events:
        if isinstance(event, ResyncEnded) and event.resync_id == resync.id:
            rows = Resync.objects.using(using).filter(id=resync.id)
            rows.update(count=event.count, started_at=event.started_at)
    _save([event for event in events if not isinstance(event, ResyncEnded)], resync, using)


def _under_way(kind: str, using: str) -> Resync | None:
    return Resync.objects.using(using).filter(kind=kind, finished_at=None).order_by("-id").first()


def _open(name: str, kind: str, using: str) -> None:
    _, made = Resync.objects.using(using).get_or_create(id=name, defaults={"kind": kind, "seen_at": now()})
    if made:
        older = Resync.objects.using(using).filter(kind=kind, finished_at=None, id__lt=name)
        older.update(finished_at=now(), outcome="another was started")


def _save(events: Sequence[Event], resync: Resync, using: str) -> None:
    rows: dict[str, ShadowRow] = {}
    told = {event.key for event in events if getattr(event, "snapshot", None) == resync.id}
    for event in events:
        row = _row(event, resync)
        if row.key not in rows or rows[row.key].version < row.version:
            rows[row.key] = row
    shadow = ShadowRow.objects.using(using)
    told |= set(shadow.filter(id__in=[row.id for row in rows.values()], told=True).values_list("key", flat=True))
    for row in rows.values():
        row.told = row.key in told
    save_newer(rows.values(), using)


def _row(event: Event, resync: Resync) -> ShadowRow:
    data = msgspec.json.encode(event).decode()
    key = event.key
    return ShadowRow(
        id=f"{resync.id}/{key}", resync=resync.id, key=key, version=event.version, type=event.name, data=data
    )


@job(every=timedelta(seconds=5))
def finish_resyncs(using: str) -> int:
    """Give up what does not come to its end, swap in what was built anew and is complete, and clear away."""
    stale = Resync.objects.using(using).filter(finished_at=None, seen_at__lt=now() - GIVEN_UP)
    stale.update(finished_at=now(), outcome="it did not come to its end")
    touched = 0
    for copy in kinds.copies.values():
        resync = _under_way(copy.kind, using) if _is_here(copy, using) else None
        if resync is not None and _is_complete(resync, using):
            touched += _swap(copy, resync, using)
    return touched + _clear(using)


def _is_here(copy: Copy, using: str) -> bool:
    return databases().get(copy.app) == using


def _is_complete(resync: Resync, using: str) -> bool:
    return resync.count is not None and _told(resync, using) >= resync.count


def _told(resync: Resync, using: str) -> int:
    """How many states have come. Some thousand rows a question: a count of all may take longer than anybody waits."""
    rows = ShadowRow.objects.using(using).filter(resync=resync.id).order_by("resync", "id")
    last, told = "", 0
    while True:
        rest = rows.filter(id__gt=last)
        bound = list(rest.values_list("id", flat=True)[COUNTED - 1 : COUNTED])
        if not bound:
            return told + rest.filter(told=True).count()
        told += rest.filter(id__lte=bound[0], told=True).count()
        last = bound[0]


class _Over(Exception):
    """Somebody else has finished the resync, or does the jobs now."""


def _swap(copy: Copy, resync: Resync, using: str) -> int:
    """Replace the copy's rows, a piece in one transaction each. Once more from the start does no harm.

    It may take longer than the lease of the jobs, and this process may stand still for a while, so another may be at
    the same resync. Therefore each transaction first makes sure that nobody has finished it: from then on the shadow
    does not follow what happens, and is cleared away.
    """
    try:
        taken = _take_all(copy, resync, using)
        forgotten = _forget_others(copy, resync, using)
        outcome = f"{taken} rows replaced, {forgotten} forgotten"
        _run(lambda: _finish(resync, outcome, using), resync, using)
    except _Over:
        log.warning("resync_left", extra={"kind": copy.kind, "resync": resync.id})
        return 0
    log.info("resync_done", extra={"kind": copy.kind, "resync": resync.id, "outcome": outcome})
    return taken + forgotten


def _run(piece: Callable[[], T], resync: Resync, using: str) -> T:
    """Do a piece of the swap in a transaction of its own. Raises _Over."""

    def guarded() -> T:
        _hold(resync, using)
        return piece()

    if not may_go_on():
        raise _Over
    return txn.run(guarded, using)


def _hold(resync: Resync, using: str) -> None:
    """Keep the resync from being finished before the end of the transaction. Raises _Over when it has been.

    By a new value: one that is there already is no write to MongoDB, so that nobody would meet.
    """
    if not Resync.objects.using(using).filter(id=resync.id, finished_at=None).update(seen_at=now()):
        raise _Over


def _finish(resync: Resync, outcome: str, using: str) -> None:
    Resync.objects.using(using).filter(id=resync.id).update(finished_at=now(), outcome=outcome)


def _take_all(copy: Copy, resync: Resync, using: str) -> int:
    last, taken = "", 0
    while True:
        page = ShadowRow.objects.using(using).filter(resync=resync.id, id__gt=last).order_by("resync", "id")
        ids = list(page.values_list("id", flat=True)[:PIECE])
        if not ids:
            return taken
        _run(partial(_take, copy, ids, using), resync, using)
        last, taken = ids[-1], taken + len(ids)


def _take(copy: Copy, ids: list[str], using: str) -> None:
    rows = ShadowRow.objects.using(using).filter(id__in=ids)
    # Whoever writes a newer state now waits for us or makes us start again.
    rows.update(taken=F("taken") + 1)
    copy.put([msgspec.json.decode(row.data, type=BY_NAME[row.type]) for row in rows.order_by("id")])


def _forget_others(copy: Copy, resync: Resync, using: str) -> int:
    """Leave markers of what the owner does not have, unless it may have come to be since the start."""
    assert resync.started_at is not None  # noqa: S101 - it comes with the count
    before = resync.started_at - SKEW
    old = iter([key for key, since in copy.living() if since < before])
    forgotten = 0
    while piece := list(islice(old, PIECE)):
        # Whatever looks superfluous is looked for again under the lock, each in a transaction of its own: few are.
        for key in _not_told(piece, resync, using):
            forgotten += _run(partial(_forget, copy, key, resync, using), resync, using)
    return forgotten


def _forget(copy: Copy, key: str, resync: Resync, using: str) -> int:
    superfluous = _not_told([key], resync, using)
    if superfluous:
        copy.forget(superfluous)
    return len(superfluous)


def _not_told(keys: Sequence[str], resync: Resync, using: str) -> list[str]:
    """Those of the keys that the shadow has not."""
    ids = {f"{resync.id}/{key}": key for key in keys}
    there = set(ShadowRow.objects.using(using).filter(id__in=list(ids)).values_list("id", flat=True))
    return [key for id_, key in ids.items() if id_ not in there]


def _clear(using: str) -> int:
    """Delete shadow rows that nobody needs any more.

    Those of resyncs that are known to be over: one may have begun while we look.
    """
    over = Resync.objects.using(using).exclude(finished_at=None).values_list("id", flat=True)
    return delete_in_pieces(ShadowRow.objects.using(using).filter(resync__in=list(over)).order_by("resync", "id"))
