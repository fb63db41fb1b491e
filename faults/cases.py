"""Runs that have failed once: `make faults` repeats them for ever, beside those of the seed that it draws.

One for each cause. What failed because a machine had too much to do is none: the table of docs/reliability.md tells it.
"""

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
        9,
        411,
        "All was sent again and applied, but beside other work a look at both copies took so long that the second one, "
        "which saw it, ended after 35 s. The moment at which a copy was read counts since.",
    ),
    Case(
        19,
        7,
        "Moments drawn by chance let more than twice the average of sockets move in one second of a restart. "
        "Each socket has a part of the time of its own since.",
    ),
    Case(
        19,
        421,
        "Ninety clients, and two of each process, were more than two cores can serve: sockets were asked to move "
        "evenly, 15 to 22 in each second, but had theirs late and together. Sixty clients since.",
    ),
    Case(
        19,
        602,
        "Sockets that had not moved when their time was over were told to end, answered, and then reset by autobahn, "
        "which nginx called a fault. Nobody was without a socket. The connection is closed since.",
    ),
    Case(
        19,
        701,
        "2.1 times as many sockets as on average had come back in one second, on a machine with five processes for its "
        "two cores: those who waited to be let in were let in together. When they asked counts since.",
    ),
    Case(
        22,
        502,
        "PostgreSQL stood still just after a batch had gone to it: a post behind it waited for two attempts of that "
        "batch and one of its own, 7.4 s. Whoever waits for the writer is told after 4 s since.",
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
