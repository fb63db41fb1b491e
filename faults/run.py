"""One run: people talk while something is broken, everything settles, and every checker looks."""

import asyncio
import contextlib
import dataclasses
import datetime
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final

import psycopg

from faults import breaks, checkers, journal, probes
from faults.checkers import Stored, Window
from faults.load import Load, NotSettled, Size
from faults.notice import FRONT, Notice
from faults.probes import Answer
from faults.promises import Promise
from scripts.stack import Stack, services
from scripts.stack.copies import COPIES, differences, status_of

#: Seconds of talk before anything is broken: afterwards a process has loaded what it will ever load.
WARM_UP: Final = 3.0
#: Seconds within which events have gone all the way, once everybody shows the same.
THROUGH_WITHIN: Final = 30.0
LOOK_EVERY: Final = 1.0
#: Parts whose memory and logs are ours.
OURS: Final = ("accounts-", "messaging-")


@dataclasses.dataclass
class Outcome:
    """`faults`: what each checker found, by its name. `more`: other figures, in words."""

    promise: int
    seed: int
    date: str
    seconds: float
    acknowledged: int
    refused: int
    shown: int
    settled: float
    breaks: list[str]
    faults: dict[str, list[str]]
    more: str = ""

    @property
    def kept(self) -> bool:
        return not any(self.faults.values())


@dataclasses.dataclass
class Talk:
    """What a talk leaves behind. `settled` is -1 when it did not, `late` says who was behind; `warm` is in MB."""

    topics: list[str]
    warm: dict[str, float] = dataclasses.field(default_factory=dict)
    windows: list[Window] = dataclasses.field(default_factory=list)
    settled: float = -1.0
    late: str = ""
    answers: list[Answer] = dataclasses.field(default_factory=list)
    notice: Notice | None = None


def run(stack: Stack, promise: Promise, seed: int, size: Size, folder: Path) -> Outcome:
    """Raises StackError when a part does not start again, and what a client raises that can't even begin."""
    folder.mkdir(parents=True)
    before, began = _status(stack), time.monotonic()
    marks = {name: _log_size(stack, name) for name in (*_ours(stack), FRONT)}
    size = dataclasses.replace(
        size, seconds=max(size.seconds, promise.seconds), clients=promise.clients or size.clients
    )
    plan = _plan(promise, seed, size)
    load = Load(stack.url, size, seed, folder, stack.layout.folder("mails"))
    notice = Notice(load) if promise.rolls else None
    talk = asyncio.run(_talk(stack, load, plan, notice, probed=promise.probed))
    entries = journal.read(folder)
    compared = COPIES if promise.copies else ()
    faults = _of_clients(entries, _stored(stack, talk.topics), talk) | {
        "K5": checkers.copies_are_equal({copy: differences(stack, copy, folder) for copy in compared}),
        "K6": _through(stack, before),
        "K7": checkers.nothing_was_wrong(
            {name: _log_since(stack, name, mark) for name, mark in marks.items() if name != FRONT}, talk.windows
        ),
        "K8": checkers.memory_is_flat(
            {name: mb for name, mb in talk.warm.items() if name not in promise.parts}, _memory(stack)
        ),
    }
    if promise.probed:
        faults["probes"] = probes.nothing_hangs(talk.answers, talk.windows)
    if talk.notice:
        faults |= talk.notice.faults(plan, talk.windows, _log_since(stack, FRONT, marks[FRONT]))
    return Outcome(
        promise=promise.number,
        seed=seed,
        date=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
        seconds=round(time.monotonic() - began, 1),
        acknowledged=_count(entries, journal.ACKNOWLEDGED),
        refused=_count(entries, journal.REFUSED),
        shown=_count(entries, journal.SHOWN),
        settled=round(talk.settled, 1),
        breaks=[str(one) for one in plan],
        faults=faults,
        more=_more(talk),
    )


def _plan(promise: Promise, seed: int, size: Size) -> list[breaks.Break]:
    if promise.rolls:
        return breaks.in_turn(seed, promise.groups, size.seconds)
    return breaks.schedule(
        seed, promise.parts, promise.how, promise.lasts, promise.count, size.seconds, each=promise.each
    )


def _more(talk: Talk) -> str:
    if talk.notice:
        return talk.notice.words()
    return probes.words(talk.answers, talk.windows) if talk.answers else ""


async def _talk(stack: Stack, load: Load, plan: list[breaks.Break], notice: Notice | None, *, probed: bool) -> Talk:
    await load.begin()
    talk, over = Talk(load.topics, notice=notice), asyncio.Event()
    asking = asyncio.create_task(probes.ask_all_the_time(probes.of(load) if probed else (), over))
    try:
        await load.talk(WARM_UP)
        talk.warm = await asyncio.to_thread(_memory, stack)
        async with notice or contextlib.nullcontext():
            talk.windows = await _talk_while(load, breaks.carry_out(stack, plan))
        talk.settled = await load.settle()
        if probed:
            await asyncio.sleep(max(0.0, talk.windows[-1].until - breaks.GRACE + probes.WELL_WITHIN - time.time()))
    except NotSettled as fault:
        talk.late = str(fault)
    finally:
        over.set()
        talk.answers = await asking
        await load.end()
    return talk


async def _talk_while(load: Load, breaking: Coroutine[Any, Any, list[Window]]) -> list[Window]:
    """Talk for as long as it was wanted, and until all is mended."""
    mended = asyncio.create_task(breaking)
    try:
        await load.talk()
        while not mended.done():
            await load.talk(LOOK_EVERY)
        return await mended
    finally:
        mended.cancel()


def _of_clients(entries: list[journal.Entry], stored: list[Stored], talk: Talk) -> dict[str, list[str]]:
    return {
        "settled": [talk.late] if talk.late else [],
        "K1": checkers.acknowledged_is_stored(entries, stored),
        "K2": checkers.stored_once(stored),
        "K3": checkers.shown_is_stored(entries, stored),
        "K4": checkers.in_order(entries, stored),
    }


def _count(entries: list[journal.Entry], what: str) -> int:
    return sum(entry.what == what for entry in entries)


def _ours(stack: Stack) -> list[str]:
    return [name for name in stack.parts if name.startswith(OURS)]


def _memory(stack: Stack) -> dict[str, float]:
    return {one.name: float(one.memory_mb) for one in stack.status() if one.name.startswith(OURS) and one.pid}


def _status(stack: Stack) -> dict[str, Any]:
    return {service: status_of(stack, service) for service in services.PROFILES}


def _through(stack: Stack, before: dict[str, Any]) -> list[str]:
    until = time.monotonic() + THROUGH_WITHIN
    while (faults := checkers.events_are_through(before, _status(stack))) and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
    return faults


_ROWS: Final = """
SELECT id::text, topic_id::text, n, rev, author_id::text, coalesce(client_id, ''),
       CASE WHEN deleted_at IS NULL AND kind = 'text' THEN text ELSE '' END
FROM messaging_message WHERE topic_id = ANY(%s::uuid[])
"""


def _stored(stack: Stack, topics: list[str]) -> list[Stored]:
    with psycopg.connect(stack.env("test")["POSTGRES_URL"], connect_timeout=10) as connection:
        return [Stored(*row) for row in connection.execute(_ROWS, [topics])]


def _log_size(stack: Stack, name: str) -> int:
    path = stack.layout.log(name)
    return path.stat().st_size if path.exists() else 0


def _log_since(stack: Stack, name: str, mark: int) -> list[str]:
    with stack.layout.log(name).open("rb") as file:
        file.seek(mark if _log_size(stack, name) >= mark else 0)
        return file.read().decode(errors="replace").splitlines()
