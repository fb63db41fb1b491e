"""An event as it arrives at a consumer, before anybody has looked into it."""

from typing import NamedTuple


class Record(NamedTuple):
    """`value` is the envelope's bytes, None for a tombstone; `place` says where it lies, for logs and dead letters."""

    value: bytes | None
    place: str
    traceparent: str = ""
