"""Where contestants run: PostgreSQL and Redis of the bench's own, on the core of the server that is measured.

PostgreSQL is as durable as in production (fsync, synchronous commit, full pages). Checkpoints and autovacuum are kept
out of runs of a few seconds, for every contestant alike.
"""

import contextlib
import os
import resource
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import psycopg
import redis

from scripts.stack.layout import HOST, Layout
from scripts.stack.servers import Postgres, Redis, postgres_url

#: Cores of the server with its databases, and of the generator.
SERVER_CORE, GENERATOR_CORE = "0", "1"
#: Files that a process may have open, for 5,000 connections.
OPEN_FILES: Final = 20_000
POSTGRES_OPTIONS: Final = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
}


def pinned(command: Sequence[str], core: str = SERVER_CORE) -> list[str]:
    return ["taskset", "-c", core, *command]


class PinnedPostgres(Postgres):
    def command(self) -> list[str]:
        return pinned([*super().command(), *(f"--{name}={value}" for name, value in POSTGRES_OPTIONS.items())])


class PinnedRedis(Redis):
    def command(self) -> list[str]:
        return pinned(super().command())


class Place:
    """`work` holds programs, data and logs; `port` is the first of ten free ones, two of them the contestant's."""

    def __init__(self, work: Path, port: int) -> None:
        self.work = work.resolve()
        self.layout = Layout(self.work / "servers", port)
        self.postgres, self.redis = PinnedPostgres(self.layout), PinnedRedis(self.layout)

    @property
    def redis_url(self) -> str:
        return f"redis://{HOST}:{self.layout.redis_port}/0"

    def database_url(self, name: str) -> str:
        return f"{postgres_url(self.layout).rpartition('/')[0]}/{name}"

    def make_database(self, name: str) -> None:
        """An empty database, whatever was there."""
        with self.connect("postgres") as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")

    def connect(self, name: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.database_url(name), autocommit=True, connect_timeout=5)

    def forget(self) -> None:
        """Empty Redis, and write what PostgreSQL has not written: the next run starts as the last one did."""
        with redis.Redis.from_url(self.redis_url, socket_timeout=10, socket_connect_timeout=5) as client:
            client.flushall()
        with self.connect("postgres") as connection:
            connection.execute("CHECKPOINT")

    def others(self) -> list[int]:
        """The main processes of Redis and PostgreSQL."""
        return [pid for part in (self.redis, self.postgres) if (pid := part.process.pid())]


@contextlib.contextmanager
def place(work: Path, port: int) -> Iterator[Place]:
    """PostgreSQL and Redis run inside. Raises StackError when a port is taken or a program is missing."""
    _open_many_files()
    here = Place(work, port)
    parts = (here.postgres, here.redis)
    try:
        for part in parts:
            part.start()
        yield here
    finally:
        for part in parts:
            part.stop()


def _open_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = hard if hard != resource.RLIM_INFINITY else OPEN_FILES
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(most, OPEN_FILES)), hard))
    if len(os.sched_getaffinity(0)) < 2:
        raise RuntimeError("Two cores are wanted: one for the servers and one for the generator.")
