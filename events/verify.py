"""Whether a copy says what its original says: hashes of both, compared by bucket, then by row.

Each service reads its own database only. The owner prints its hashes (`events hash`), the reader compares them with
its own (`events verify`). Versions are left out: a copy may be right by another way.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import Final

import msgspec

from events.kinds import State

BUCKETS: Final = 256


class Bucket(msgspec.Struct, frozen=True):
    """`hash` is of all rows whatever their order: the sum of their hashes, hex."""

    rows: int
    hash: str


class Hashes(msgspec.Struct, frozen=True, kw_only=True):
    """`keys` has the hash of each row of the buckets that were asked for, by bucket and key."""

    kind: str
    rows: int
    buckets: dict[int, Bucket]
    keys: dict[int, dict[str, str]]


class Difference(msgspec.Struct, frozen=True):
    """`what` is missing, different or superfluous: said of the copy."""

    key: str
    what: str


def hashes_of(kind: str, states: Iterable[State], wanted: Collection[int] = range(BUCKETS)) -> Hashes:
    """Hashes of all rows, and of each row of the `wanted` buckets."""
    sums, counts = [0] * BUCKETS, [0] * BUCKETS
    keys: dict[int, dict[str, str]] = {bucket: {} for bucket in wanted}
    for key, values in states:
        bucket = hashlib.sha256(key.encode()).digest()[0]
        digest = hashlib.sha256(msgspec.json.encode([key, values])).digest()[:16]
        sums[bucket] = (sums[bucket] + int.from_bytes(digest)) % 2**128
        counts[bucket] += 1
        if bucket in keys:
            keys[bucket][key] = digest.hex()
    buckets = {n: Bucket(counts[n], f"{sums[n]:032x}") for n in range(BUCKETS)}
    return Hashes(kind=kind, rows=sum(counts), buckets=buckets, keys=keys)


def compare(original: Hashes, copy: Hashes) -> tuple[list[Difference], list[int]]:
    """What differs, by key, and the buckets that differ and whose rows the original did not name."""
    found: list[Difference] = []
    unnamed = []
    for number, bucket in original.buckets.items():
        if bucket == copy.buckets[number]:
            continue
        if number in original.keys:
            found += _compare_rows(original.keys[number], copy.keys[number])
        else:
            unnamed.append(number)
    return sorted(found, key=lambda each: each.key), unnamed


def _compare_rows(original: dict[str, str], copy: dict[str, str]) -> Iterator[Difference]:
    for key in original.keys() | copy.keys():
        if key not in copy:
            yield Difference(key, "missing")
        elif key not in original:
            yield Difference(key, "superfluous")
        elif original[key] != copy[key]:
            yield Difference(key, "different")
