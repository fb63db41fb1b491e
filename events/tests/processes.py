"""Workers as processes of their own, as they run in production."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parents[2]
#: Values of the fixture `using` where whole processes run for long: what they do on each database has tests of its own.
ON_MONGODB_AT_LENGTH = ["messaging", pytest.param("accounts", marks=pytest.mark.long)]


class Worker:
    """One management command under way, against the database `using` of the test."""

    def __init__(
        self, *command: str, database: dict[str, Any], kafka: str, prefix: str = "", failpoint: str = ""
    ) -> None:
        self.log = tempfile.NamedTemporaryFile(mode="w+", suffix=".log")  # noqa: SIM115 - as long as the process
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "events.tests.worker.settings",
            "WORKER_DATABASE": json.dumps(database, default=str),
            "KAFKA_SERVERS": kafka,
            "KAFKA_PREFIX": prefix,
            "FAILPOINT": failpoint,
        }
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, stderr=self.log, stdout=self.log
        )

    def lines(self) -> list[dict[str, Any]]:
        said = Path(self.log.name).read_text().splitlines()
        return [json.loads(line) for line in said if line.startswith("{")]

    def said(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines() if line["event"] == event]

    def await_line(self, event: str) -> float:
        """Wait until it has said something; the seconds that it took."""
        return until(lambda: bool(self.said(event)))

    def signal(self, number: int) -> int:
        """Send a signal and wait for the end; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)

    def close(self) -> None:
        if self.process.poll() is None:
            self.signal(signal.SIGKILL)
        self.log.close()

    def text(self) -> str:
        return Path(self.log.name).read_text()


class Processes:
    """Workers as processes, on topics of the test's own and the database of one service."""

    def __init__(self, using: str, prefix: str) -> None:
        self.using = using
        self.prefix = prefix
        self.workers: list[Worker] = []

    def start(self, command: str, failpoint: str = "") -> Worker:
        kafka = ",".join(settings.KAFKA_SERVERS)
        worker = Worker(command, database=database_of(self.using), kafka=kafka, prefix=self.prefix, failpoint=failpoint)
        self.workers.append(worker)
        return worker


def database_of(using: str) -> dict[str, Any]:
    """The test's own database, as a process can open it."""
    return {name: value for name, value in connections[using].settings_dict.items() if name != "TEST"}


def until(holds: Callable[[], bool], seconds: float = 60) -> float:
    """Wait until something holds; the seconds that it took."""
    started = time.monotonic()
    while not holds():
        if time.monotonic() - started > seconds:
            raise AssertionError(f"not within {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - started
