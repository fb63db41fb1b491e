"""One run: people talk while something is broken, everything settles, and every checker looks."""

import asyncio
import dataclasses
import datetime
import functools
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import psycopg
import redis

from chatterbox_client import Closed, Ended, Refused, Unreachable
from faults import breaks, checkers, journal
from faults.acts.changes import changing
from faults.checkers import Stored, Window
from faults.latency import NONE, Delays, delays_of
from faults.load import Load, NotSettled, Size
from faults.logs import Logs
from faults.notice import FRONT
from faults.promises import Promise
from faults.stage import Stage
from scripts.stack import Stack, services
from scripts.stack.copies import COPIES, differences, status_of
from scripts.stack.layout import HOST

#: Seconds of talk before anything is broken: afterwards a process has loaded what it will ever load.
WARM_UP: Final = 3.0
#: Seconds within which events have gone all the way, once everybody shows the same.
THROUGH_WITHIN: Final = 30.0
LOOK_EVERY: Final = 1.0
#: Parts whose memory and logs are ours.
OURS: Final = ("accounts-", "messaging-")
#: What answers those who chat, and how nginx says that it asked for them.
CHAT: Final = "messaging-web"
_OF_CHAT: Final = '"for": "messaging"'
#: Requests that all clients of this process may have under way.
THREADS: Final = 32
#: What people may be told instead of what an act asks for in their name; in a run that is a fault, and no end of it.
_TOLD: Final = (Refused, Unreachable, Ended, Closed, TimeoutError)


@dataclasses.dataclass
class Outcome:
    """`faults`: what each checker found, by its name. `more`: other figures, in words. `delays`: of what was shown.

    `machine`: its load in the minute before the end. Where that is more than it has processors, times say less.
    `commit`: of the code that ran, empty when that is not known.
    """

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
    machine: float = 0.0
    delays: Delays = NONE
    commit: str = ""

    @property
    def kept(self) -> bool:
        return not any(self.faults.values())


def without_end(promise: int, seed: int, fault: Exception) -> Outcome:
    """Of a run that could not go on, which keeps no promise."""
    told = f"it came to no end: {type(fault).__name__}: {fault}"
    return Outcome(promise, seed, _today(), 0.0, 0, 0, 0, -1.0, [], {"run": [told]})


def _today() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d")


@dataclasses.dataclass
class Talk:
    """What a talk leaves behind. `settled` is -1 when it did not, `late` says who was behind; `warm` is in MB."""

    warm: dict[str, float] = dataclasses.field(default_factory=dict)
    settled: float = -1.0
    late: str = ""


def run(stack: Stack, promise: Promise, seed: int, size: Size, folder: Path) -> Outcome:
    """Raises StackError when a part does not start again, and what a client raises that can't even begin."""
    folder.mkdir(parents=True)
    _forget_sign_ups(stack)
    before, began = _status(stack), time.monotonic()
    size = dataclasses.replace(size, **promise.shape)
    load = Load(stack.url, size, seed, folder, stack.layout.folder("mails"), promise.client)
    stage = Stage(stack, load, Logs(stack, (*_ours(stack), FRONT)), seed, size.seconds)
    talk = asyncio.run(_talk(stage, promise))
    entries = journal.read(folder)
    for judge in stage.later:
        judge(entries)
    faults = _of_clients(entries, _stored(stack, load.topics), talk) | _of_parts(stage, promise, before, talk)
    faults["K7"] += _noticed(stage, entries, [] if promise.quiet else stage.windows)
    faults["act"] = checkers.first(stage.faults)
    acknowledged, refused = _count(entries, journal.ACKNOWLEDGED), _count(entries, journal.REFUSED)
    faults["talk"] = checkers.people_talked(acknowledged, refused)
    return Outcome(
        promise=promise.number,
        seed=seed,
        date=_today(),
        seconds=round(time.monotonic() - began, 1),
        acknowledged=acknowledged,
        refused=refused,
        shown=_count(entries, journal.SHOWN),
        settled=round(talk.settled, 1),
        breaks=stage.breaks,
        faults=faults,
        more=", ".join(stage.words),
        machine=round(os.getloadavg()[0], 1),
        delays=delays_of(entries, stage.windows),
    )


def _forget_sign_ups(stack: Stack) -> None:
    """People of all runs come from this one machine, and would be too many for the limit of an hour."""
    with redis.Redis(host=HOST, port=stack.layout.redis_port, socket_timeout=5) as client:
        if found := list(client.scan_iter("limit:*signup*")):
            client.delete(*found)


async def _talk(stage: Stage, promise: Promise) -> Talk:
    # Clients ask by HTTP in threads, and many ask at once when all come back.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
    load, talk = stage.load, Talk()
    await load.begin()
    try:
        await load.talk(WARM_UP)
        talk.warm = await asyncio.to_thread(_memory, stage.stack)
        try:
            await load.talk_during(asyncio.create_task(_act(stage, promise)))
        except _TOLD as told:
            stage.faults.append(f"{type(told).__name__}: {told}")
            await asyncio.to_thread(breaks.mend_all, stage.stack)
        talk.settled = await load.settle()
    except NotSettled as fault:
        talk.late = str(fault)
    finally:
        await load.end()
    return talk


async def _act(stage: Stage, promise: Promise) -> None:
    if not promise.changes:
        await promise.act(stage)
        return
    async with changing(stage):
        await promise.act(stage)


def _of_parts(stage: Stage, promise: Promise, before: dict[str, Any], talk: Talk) -> dict[str, list[str]]:
    stack = stage.stack
    behind = _through(stack, before)  # first: what is still on its way is missing from no copy
    return {
        "K5": checkers.copies_are_equal(_differences(stage)),
        "K6": behind,
        "K7": [
            *checkers.nothing_was_wrong({name: stage.logs.since(name) for name in _ours(stack)}, stage.windows),
            *checkers.nothing_was_wrong({FRONT: stage.logs.since(FRONT)}, stage.windows, checkers.right_of_proxy),
        ],
        "K8": checkers.memory_is_flat(
            {name: mb for name, mb in talk.warm.items() if name not in promise.parts}, _memory(stack)
        ),
    }


def _noticed(stage: Stage, entries: Sequence[journal.Entry], windows: Sequence[Window]) -> list[str]:
    """What those who chat were told that nothing in `windows` excuses; without any, no 5xx of theirs is either."""
    told = [
        f"{entry.who} was told {entry.text}"
        for entry in entries
        if entry.what == journal.ERROR and not checkers.is_excused(entry.at, windows)
    ]
    if windows:
        return checkers.first(told)
    logs = {CHAT: stage.logs.since(CHAT), FRONT: [line for line in stage.logs.since(FRONT) if _OF_CHAT in line]}
    return checkers.first([*told, *checkers.nothing_was_wrong(logs, [])])


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
    """Of both services, asked at once: a command takes long to start."""
    with ThreadPoolExecutor() as threads:
        found = threads.map(functools.partial(status_of, stack), services.PROFILES)
        return dict(zip(services.PROFILES, found, strict=True))


def _differences(stage: Stage) -> dict[str, list[dict[str, str]]]:
    with ThreadPoolExecutor() as threads:
        found = threads.map(lambda copy: differences(stage.stack, copy, stage.load.folder), COPIES)
        return dict(zip(COPIES, found, strict=True))


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
