"""Whether what was acknowledged is what was stored. No figure of a run is worth anything when one of these is not 0."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.peers.contestants import Stored

#: What the generator saw: refused posts, posts not shown to everybody, shown twice, out of order, with a number left
#: out, to two members in another order.
SEEN: Final = ("refused", "lost", "unfinished", "stray", "backwards", "gaps", "order_differs")
#: What the database tells beside it.
STORED: Final = ("missing", "twice", "wrong_n", "not_dense", "outbox_missing")


def acknowledged_in(path: Path) -> list[tuple[int, int]]:
    """Place in the run and told number of every acknowledged post."""
    pairs = (line.split() for line in path.read_text().splitlines())
    return [(int(seq), int(n)) for seq, n in pairs]


def faults_of(acknowledged: Iterable[tuple[int, int]], stored: Sequence[Stored]) -> dict[str, int]:
    """How many acknowledged posts are missing, how many messages are there twice, have another number than was told,
    and lack their one outbox row; and how many topics are not numbered 1, 2, 3 and so on.
    """
    numbers: defaultdict[int, list[int]] = defaultdict(list)
    topics: defaultdict[str, list[int]] = defaultdict(list)
    for message in stored:
        numbers[message.seq].append(message.n)
        topics[message.topic].append(message.n)
    told = list(acknowledged)
    return {
        "missing": sum(seq not in numbers for seq, _ in told),
        "twice": sum(count > 1 for count in Counter(message.seq for message in stored).values()),
        "wrong_n": sum(seq in numbers and n not in numbers[seq] for seq, n in told),
        "not_dense": sum(sorted(found) != list(range(1, len(found) + 1)) for found in topics.values()),
        "outbox_missing": sum(message.outbox != 1 for message in stored),
    }


def shown(row: Mapping[str, object]) -> str:
    """The faults of a row that are not 0, in words; empty without one."""
    return ", ".join(f"{name} {row[name]}" for name in (*SEEN, *STORED) if row.get(name))
