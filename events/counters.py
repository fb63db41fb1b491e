"""What this process has counted since its start: events published, applied, ignored, laid aside."""

from collections import Counter
from threading import Lock

_counts: Counter[str] = Counter()
_lock = Lock()


def count(name: str, by: int = 1) -> int:
    """Add to a counter; its new value."""
    with _lock:
        _counts[name] += by
        return _counts[name]


def counted() -> dict[str, int]:
    """All counters, by name."""
    with _lock:
        return dict(_counts)
