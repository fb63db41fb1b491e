"""Where a promise is put to the test: the stack, the people who talk, and what was seen of both."""

import contextlib
import dataclasses
import random
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from typing import Any

from faults import breaks
from faults.breaks import GRACE, Break
from faults.checkers import Window
from faults.journal import Entry
from faults.load import Load
from faults.logs import Logs
from scripts.stack import Stack


@dataclasses.dataclass
class Stage:
    """`seconds` is how long people talk at least. `words` go to the report, `faults` are what was not kept.

    `later` is called once the journals can be read.
    """

    stack: Stack
    load: Load
    logs: Logs
    seed: int
    seconds: float
    breaks: list[str] = dataclasses.field(default_factory=list)
    windows: list[Window] = dataclasses.field(default_factory=list)
    words: list[str] = dataclasses.field(default_factory=list)
    faults: list[str] = dataclasses.field(default_factory=list)
    later: list[Callable[[list[Entry]], None]] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - a seed that is printed

    async def carry_out(self, plan: Sequence[Break]) -> list[Window]:
        """Break and mend as planned; when what was broken."""
        self.breaks += map(str, plan)
        windows = await breaks.carry_out(self.stack, plan)
        self.windows += windows
        return windows

    @contextlib.contextmanager
    def broken(self, what: str, grace: float = GRACE) -> Iterator[None]:
        """While `what` is broken on purpose, and `grace` seconds longer, 5xx and tracebacks are excused."""
        since = time.time()
        try:
            yield
        finally:
            self.windows.append(Window(since, time.time() + grace, what=what))

    def insist(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)

    def within(self, name: str, took: Iterable[float], most: float) -> None:
        """Of some times, in seconds, the longest is told; more than `most`, or none at all, is a fault."""
        longest = max(took, default=-1.0)
        if longest < 0:
            self.faults.append(f"{name}: nothing was measured")
            return
        self.words.append(f"{name} {longest:.2f} s")
        self.insist(longest <= most, f"{name}: {longest:.2f} s is more than {most:g} s")


#: Breaks what it likes while people talk, and returns when all is mended.
Act = Callable[[Stage], Coroutine[Any, Any, None]]
