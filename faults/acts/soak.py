"""People who talk for long, while one of them after another loses the line (42): nothing may grow."""

import asyncio
import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psycopg
import pymongo
import redis

from faults import leaks
from faults.leaks import MEMORY, Sample
from faults.stage import Stage
from scripts.stack import Stack
from scripts.stack.layout import HOST

#: Seconds between two lines that are cut, and between two samples.
CUT_EVERY, SAMPLE_EVERY = 1.0, 10.0
OURS: Final = ("accounts-", "messaging-")
_MB: Final = 2**20
_ASKED: Final = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'messaging' AND pid <> pg_backend_pid()"
_WITHIN: Final = 10.0


async def soak(stage: Stage) -> None:
    """Promise 42."""
    cutting = asyncio.create_task(_cut_lines(stage))
    try:
        samples = await _watch(stage)
    finally:
        cutting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await cutting
    stage.load.folder.with_suffix(".csv").write_text(csv_of(samples), encoding="utf-8")
    stage.words.append(f"{cutting_words(stage)}, {leaks.words(samples)}")
    stage.faults += leaks.faults_of(samples)


def cutting_words(stage: Stage) -> str:
    """How often people have come back."""
    return f"{sum(max(0, member.client.connects - 1) for member in stage.load.members):,} times a line was made anew"


async def _cut_lines(stage: Stage) -> None:
    while True:
        await asyncio.sleep(CUT_EVERY)
        connection = stage.random.choice(stage.load.members).client.connection
        if connection is not None:
            connection.abort()


async def _watch(stage: Stage) -> list[Sample]:
    """Samples until the talk is over."""
    began, samples = time.monotonic(), list[Sample]()
    while (passed := time.monotonic() - began) < stage.seconds:
        samples.append((passed, await asyncio.to_thread(counts, stage.stack)))
        await asyncio.sleep(SAMPLE_EVERY)
    return samples


def counts(stack: Stack) -> dict[tuple[str, str], float]:
    """Of each process its memory, files and threads; of each server the connections and what is subscribed to."""
    found = dict(_of_servers(stack))
    for name, part in stack.parts.items():
        if name.startswith(OURS):
            found |= {(what, name): count for what, count in of_processes(part.process.members()).items()}
    return found


def of_processes(pids: list[int]) -> dict[str, float]:
    """Of some processes together; one that ends meanwhile does not count."""
    memory, files, threads = 0, 0, 0
    for pid in pids:
        with contextlib.suppress(OSError):
            place = Path(f"/proc/{pid}")
            pages = int((place / "statm").read_text().split()[1])
            files += len(list((place / "fd").iterdir()))
            threads += len(list((place / "task").iterdir()))
            memory += pages * os.sysconf("SC_PAGE_SIZE")
    return {MEMORY: memory / _MB, "files": files, "threads": threads}


def _of_servers(stack: Stack) -> Iterator[tuple[tuple[str, str], float]]:
    environment = stack.env("test")
    with psycopg.connect(environment["POSTGRES_URL"], connect_timeout=10) as connection:
        row = connection.execute(_ASKED).fetchone()
        yield ("connections", "postgres"), float(row[0]) if row else 0.0
    with redis.Redis(host=HOST, port=stack.layout.redis_port, socket_timeout=_WITHIN) as client:
        clients: list[dict[str, Any]] = client.client_list()
        yield ("connections", "redis"), float(len(clients))
        yield ("subscriptions", "redis"), float(sum(int(one["sub"]) + int(one["psub"]) for one in clients))
    mongo: pymongo.MongoClient[Any] = pymongo.MongoClient(
        environment["MONGODB_URL"], serverSelectionTimeoutMS=1000 * _WITHIN
    )
    with mongo:
        yield ("connections", "mongo"), float(mongo.admin.command("serverStatus")["connections"]["current"])


def csv_of(samples: list[Sample]) -> str:
    names = sorted({name for _, counted in samples for name in counted})
    rows = [["seconds", *(f"{what} of {where}" for what, where in names)]]
    rows += [[f"{at:.0f}", *(f"{counted.get(name, 0):.2f}" for name in names)] for at, counted in samples]
    return "".join(f"{','.join(row)}\n" for row in rows)
