"""A backlog that relay and consumer work off, as processes of their own, while live events keep coming."""

import dataclasses
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.servers import Place
from bench.svg import picture, text
from scripts.stack.layout import ROOT
from scripts.stack.process import memory_mb

#: Seconds between two looks, and until a backlog counts as stuck.
LOOK, STUCK = 0.5, 180.0


@dataclasses.dataclass(frozen=True)
class Sample:
    """`waiting` rows of the outbox and events not applied, `seconds` after the start; memory in MiB."""

    seconds: float
    waiting: int
    behind: int
    relay_mb: int
    consumer_mb: int


class Live:
    """Writes `rate` events a second until it is stopped."""

    def __init__(self, write: Callable[[int], None], rate: int) -> None:
        self.write, self.rate, self.written = write, rate, 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Live":
        self._thread.start()
        return self

    def __exit__(self, *of_error: object) -> None:
        self._stop.set()
        self._thread.join(10)

    def _run(self) -> None:
        from django.db import connections

        while not self._stop.wait(0.1):
            self.write(self.rate // 10)
            self.written += self.rate // 10
        connections.close_all()


def work_off(
    place: Place, backlog: int, rate: int, write: Callable[[int], None], look: Callable[[], tuple[int, int]], log: Path
) -> tuple[float, int, list[Sample]]:
    """Seconds from the start of both processes until nothing but live events waits, live events written, and samples.

    `look` returns the rows that wait in the outbox and the events that were applied.
    """
    with log.open("ab") as file, Live(write, rate) as live:
        began = time.monotonic()
        workers = [_start(command, place, file) for command in ("relay_events", "consume_events")]
        try:
            samples: list[Sample] = []
            while not samples or samples[-1].behind > rate:
                time.sleep(LOOK)
                samples.append(_sample(began, backlog, live, look, workers))
                if samples[-1].seconds > STUCK:
                    raise RuntimeError(f"The backlog was not gone after {STUCK} s; see {log}.")
            return samples[-1].seconds, live.written, samples
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.wait(30)


def _start(command: str, place: Place, file: Any) -> "subprocess.Popen[bytes]":
    from scripts.stack.part import kept_environment

    environment = kept_environment() | dict(place.environment)
    return subprocess.Popen([sys.executable, "manage.py", command], cwd=ROOT, env=environment, stdout=file, stderr=file)


def _sample(
    began: float,
    backlog: int,
    live: Live,
    look: Callable[[], tuple[int, int]],
    workers: "Sequence[subprocess.Popen[bytes]]",
) -> Sample:
    written = backlog + live.written  # before the look, so that nothing counts as applied too early
    waiting, applied = look()
    memory = [memory_mb([worker.pid]) for worker in workers]
    return Sample(round(time.monotonic() - began, 2), waiting, max(0, written - applied), *memory)


def csv_of(samples: Sequence[Sample]) -> str:
    names = [field.name for field in dataclasses.fields(Sample)]
    rows = [",".join(str(getattr(sample, name)) for name in names) for sample in samples]
    return "\n".join([",".join(names), *rows]) + "\n"


def svg_of(samples: Sequence[Sample], title: str) -> str:
    """The backlog over time: what waits in the outbox, and what has not been applied."""
    width, height, left, bottom = 720, 300, 70, 260
    seconds = max(sample.seconds for sample in samples)
    most = max(max(sample.behind, sample.waiting) for sample in samples) or 1

    def line(name: str, colour: str) -> str:
        points = " ".join(
            f"{left + sample.seconds / seconds * 620:.1f},{bottom - getattr(sample, name) / most * 210:.1f}"
            for sample in samples
        )
        return f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{points}"/>'

    marks = [text(left + part / 5 * 620, bottom + 18, f"{seconds * part / 5:.0f} s") for part in range(6)]
    marks += [text(left - 6, bottom - part / 4 * 210 + 4, f"{most * part // 4:,}", "end") for part in range(5)]
    grid = "".join(f'<path stroke="#ddd" d="M{left} {bottom - part / 4 * 210:.0f}h620"/>' for part in range(5))
    drawn = [grid, *marks, text(left, 24, title, "start"), line("behind", "#c2410c"), line("waiting", "#1d4ed8")]
    drawn += [text(690, 40, "not applied yet", "end", "#c2410c")]
    drawn += [text(690, 56, "waiting in the outbox", "end", "#1d4ed8")]
    return picture(width, height, drawn)
