"""The client rule of the protocol as the hub applies it: changes leave in `rev` order, each once.

A change is applied when `prev <= have < rev`; what is not ahead of `have` is old; what comes too early is held until
its predecessor is here.
"""

from typing import Generic, TypeVar

T = TypeVar("T")

#: Changes of one topic that are held at most; beyond it the database is read anyway.
HELD_AT_MOST = 1000


class Order(Generic[T]):
    """`have` is the rev that was delivered last; None until it is known."""

    def __init__(self) -> None:
        self.have: int | None = None
        self.wanted = 0  # the highest rev that is known to exist
        self._held: dict[int, tuple[int, T]] = {}

    @property
    def is_behind(self) -> bool:
        """Whether something exists that was not delivered."""
        return self.have is not None and self.have < self.wanted

    def take(self, prev: int, rev: int, item: T) -> list[T]:
        """Take a change; answers with what can be delivered now, in order."""
        self.wanted = max(self.wanted, rev)
        if self.have is not None and rev <= self.have:
            return []
        if not self._held and self.have is not None and prev <= self.have:
            self.have = rev
            return [item]
        follows = self.have is not None and prev <= self.have
        if follows or len(self._held) < HELD_AT_MOST:
            self._held[rev] = (prev, item)
        return self.release()

    def start(self, have: int) -> list[T]:
        """Everything up to `have` needs no delivery; answers with what can be delivered now."""
        self.have = max(have, self.have or 0)
        return self.release()

    def release(self) -> list[T]:
        """What of the held changes follows without a gap."""
        ready: list[T] = []
        if self.have is None:
            return ready
        for rev in sorted(self._held):
            prev, item = self._held[rev]
            if rev <= self.have:
                del self._held[rev]
            elif prev <= self.have:
                del self._held[rev]
                self.have = rev
                ready.append(item)
        return ready
