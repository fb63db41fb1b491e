"""Two server processes of messaging on the real PostgreSQL and a Redis of their own, behind one address."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connections

from chatterbox import BASE_DIR
from messaging.tests.redis_server import RedisServer

START_SECONDS = 60
#: Seconds that sockets get at a signal to move to another process.
DRAIN = 3
STOP_SECONDS = 30
HOST = "127.0.0.1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Process:
    """`python -m chatterbox.serve` of messaging, on the database of the test."""

    def __init__(self, name: str, folder: Path, redis_url: str, public_url: str) -> None:
        self.name, self.port = name, free_port()
        self.log = folder / f"{name}.log"
        database = connections[settings.MESSAGING_DB].settings_dict
        login = f"{database['USER']}:{quote(database['PASSWORD'])}@{database['HOST']}:{database['PORT']}"
        self._environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "messaging.tests.realtime.settings",
            "SECRET_KEY": "x" * 50,
            "PUBLIC_URL": public_url,
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "POSTGRES_URL": f"postgresql://{login}/{database['NAME']}",
            "REDIS_URL": redis_url,
            "KAFKA_SERVERS": f"{HOST}:1",
            "JWT_PUBLIC_KEYS": settings.JWT_PUBLIC_KEYS,
            "LIMIT_FACTOR": "1000",
            "SOCKET_DRAIN": str(DRAIN),
            "ALLOW_FAILPOINTS": "1",
            "INSTANCE": name,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self, **variables: str) -> None:
        """Start with these settings beside the usual ones; `wait` says when it answers."""
        command = [sys.executable, "-m", "chatterbox.serve", "--host", HOST, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=BASE_DIR, env=self._environment | variables, stdout=log, stderr=log
            )

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process
            assert self.process.poll() is None, self.written()[-2000:]
            assert time.monotonic() < deadline, self.written()[-2000:]
            time.sleep(0.03)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/health/live", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    @property
    def lives(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(STOP_SECONDS)

    def terminate(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def written(self) -> str:
        return self.log.read_text()

    def memory(self) -> int:
        """Bytes of memory that are its own, and its part of those that it shares (PSS)."""
        assert self.process
        rows = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        [pss] = [row.split()[1] for row in rows if row.startswith("Pss:")]
        return int(pss) * 1024


class Balancer:
    """One address before the processes: each connection goes to the next of those that accept it."""

    def __init__(self, port: int, ports: list[int]) -> None:
        self.port, self.ports = port, ports
        self._turn = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> "Balancer":
        self._server = await asyncio.start_server(self._carry, HOST, self.port, backlog=1024)
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._server
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            there = await self._connect()
            if there is not None:
                await asyncio.gather(_copy(reader, there[1]), _copy(there[0], writer))
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        self._turn += 1
        for place in range(len(self.ports)):
            with contextlib.suppress(OSError):
                return await asyncio.open_connection(HOST, self.ports[(self._turn + place) % len(self.ports)])
        return None


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, OSError):
        pass
    finally:
        writer.close()


class Pair:
    """The processes `one` and `two`, their Redis, and the address of a balancer before them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.redis = RedisServer()
        self.one, self.two = (Process(name, folder, self.redis.url, self.url) for name in ("one", "two"))
        self.both = [self.one, self.two]

    def balancer(self) -> Balancer:
        return Balancer(self.port, [process.port for process in self.both])

    def be_up(self) -> None:
        """Everything runs."""
        if self.redis.process is None:
            self.redis.start()
        for process in self.both:
            if not process.lives:
                process.launch()
        for process in self.both:
            process.wait()

    def extra(self, count: int, **variables: str) -> list[Process]:
        """More processes, with settings of their own."""
        processes = [Process(f"extra-{free_port()}", self.folder, self.redis.url, self.url) for _ in range(count)]
        for process in processes:
            process.launch(**variables)
        for process in processes:
            process.wait()
        return processes

    def close(self) -> None:
        for process in self.both:
            process.kill()
        self.redis.kill()
