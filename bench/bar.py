"""How far a benchmark is."""

import sys


class Bar:
    """How far it is, on standard error, where a person looks at it."""

    def __init__(self, name: str, whole: int) -> None:
        self.name, self.whole = name, max(1, whole)

    def at(self, done: int) -> None:
        if sys.stderr.isatty():
            part = min(1.0, done / self.whole)
            print(f"\r{self.name:<28} [{'#' * int(part * 30):<30}] {part:4.0%}", end="", file=sys.stderr)

    def end(self) -> None:
        if sys.stderr.isatty():
            print(file=sys.stderr)
