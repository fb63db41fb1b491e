"""How much of what people have missed they are sent: a `sub` is one small frame, and may be answered by as many as its
topics are behind. So what counts is what is sent, not what is asked.

All sockets of a person count together, also those that are gone: who connects anew does not begin anew. Each process
counts for itself, and so generously that whoever comes back to much is sent everything, and could be once more.
"""

import time
import uuid
from collections.abc import Callable
from typing import Final

from django.conf import settings

from events.errors import RateLimited
from events.rates import Rate

#: Missed changes for each frame that one socket may send (LIMIT_FRAMES), within so many times the time of that limit.
EACH: Final = 1000
SLOWER: Final = 10
#: People who are remembered before it is looked who may be forgotten.
MANY: Final = 1000


class Backlogs:
    """What each person may still be sent. One `sub` of each socket may overdraw it, and it grows back with time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._left: dict[uuid.UUID, tuple[float, float]] = {}  # what was left, and when; who is absent has everything
        self._many = MANY

    def __len__(self) -> int:
        return len(self._left)

    def insist_room(self, user_id: uuid.UUID) -> None:
        """Raise RateLimited for somebody who was sent more than there was, until that has grown back."""
        left, rate = self._left_of(user_id), _rate()
        if left < 1:
            raise RateLimited(retry_after=(1 - left) * rate.seconds / rate.limit)

    def charge(self, user_id: uuid.UUID, changes: int) -> None:
        """So many missed changes are sent to a socket of theirs."""
        if not changes:
            return
        self._left[user_id] = self._left_of(user_id) - changes, self.clock()
        if len(self._left) > self._many:
            self._left = {key: kept for key, kept in self._left.items() if self._left_of(key) < _rate().limit}
            self._many = max(MANY, 2 * len(self._left))

    def _left_of(self, user_id: uuid.UUID) -> float:
        rate, moment = _rate(), self.clock()
        left, since = self._left.get(user_id, (rate.limit, moment))
        return min(rate.limit, left + (moment - since) * rate.limit / rate.seconds)


def _rate() -> Rate:
    """So many changes in so many seconds."""
    frames = settings.LIMITS["frames"]
    return Rate(frames.limit * EACH, frames.seconds * SLOWER)
