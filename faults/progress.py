"""How far `make faults` is: a bar on a terminal, beside the lines that say what each run has shown."""

import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from bench.bar import Bar

#: Seconds between two looks at the clock.
EVERY: Final = 1.0
#: Seconds that a run takes beside its talk, until one has said how many: to begin, to settle and to compare.
AROUND: Final = 25.0


class Progress:
    """`runs` are promise and seed of each; `known` says of promises how many seconds a run of theirs took."""

    def __init__(self, runs: Sequence[tuple[int, int]], talk: float, known: Mapping[int, float]) -> None:
        self.runs = runs
        self.expected = [known.get(promise, talk + AROUND) for promise, _ in runs]

    @contextmanager
    def run(self, n: int) -> Iterator[None]:
        """While the run at place `n`, from 0, is under way."""
        bar, over = Bar("", round(sum(self.expected))), threading.Event()
        thread = threading.Thread(target=self._draw, args=(n, bar, over), daemon=True)
        began = time.monotonic()
        if sys.stderr.isatty():
            thread.start()
        try:
            yield
        finally:
            over.set()
            if thread.ident:
                thread.join()
                bar.end()
            self.expected[n] = time.monotonic() - began

    def _draw(self, n: int, bar: Bar, over: threading.Event) -> None:
        began = time.monotonic()
        while True:
            self.show(n, bar, time.monotonic() - began)
            if over.wait(EVERY):
                return

    def show(self, n: int, bar: Bar, passed: float) -> None:
        """The run at place `n` has been going on for so many seconds; it is never drawn as further than its end."""
        bar.name = f"{n + 1} of {len(self.runs)}: {passed:.0f} s of about {self.expected[n]:.0f} s"
        bar.at(round(sum(self.expected[:n]) + min(passed, self.expected[n])))
