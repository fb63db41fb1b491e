"""A bar on standard error for what takes long; nothing where nobody looks."""

import sys
from typing import TextIO

WIDTH = 30


class Progress:
    """`label ███░░ 1,200 of 20,000`, on a terminal only."""

    def __init__(self, label: str, total: int, stream: TextIO | None = None) -> None:
        self.label = label
        self.total = total
        self.stream = stream or sys.stderr
        self.shown = self.stream.isatty()

    def at(self, done: int) -> None:
        if self.shown:
            part = min(1.0, done / self.total) if self.total else 1.0
            bar = "█" * round(WIDTH * part) + "░" * (WIDTH - round(WIDTH * part))
            self.stream.write(f"\r{self.label} {bar} {done:,} of {self.total:,}")
            self.stream.flush()

    def end(self) -> None:
        if self.shown:
            self.stream.write("\n")
