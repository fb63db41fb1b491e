"""Runs that have failed once: `make faults` repeats them for ever, beside those of the seed that it draws."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Final


@dataclasses.dataclass(frozen=True)
class Case:
    """`why` says what was wrong, and what has mended it."""

    promise: int
    seed: int
    why: str


CASES: Final = (
    Case(
        5,
        7,
        "What the consumer of accounts had written when it was killed before its commit stayed locked for more than a "
        "minute, and its successor could not begin. MongoDB ends transactions after 10 s since.",
    ),
    Case(
        19,
        7,
        "Moments drawn by chance let more than twice the average of sockets move in one second of a restart. "
        "Each socket has a part of the time of its own since.",
    ),
    Case(
        23,
        7,
        "Requests for messages hung for more than 12 s on a half-open PostgreSQL. "
        "`chatterbox.postgres.watched` ends those connections since.",
    ),
)


def runs(promises: Iterable[int], seeds: Sequence[int], cases: Iterable[Case] = ()) -> list[tuple[int, int]]:
    """Promise and seed of each run: each promise with each seed, and cases that are not among them."""
    wanted = [(promise, seed) for promise in promises for seed in seeds]
    return list(dict.fromkeys([*wanted, *((case.promise, case.seed) for case in cases)]))
