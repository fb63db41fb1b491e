"""Who is online, per party: person -> until when, unless a process says so again. Two stores with one face.

A person is online in all their parties while one of their sockets is open. A process that dies says nothing more, and
its people expire. When the store can't be asked the state is `unknown`, never "all offline".
"""

import logging
import secrets
import threading
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import redis
from django.conf import settings

log = logging.getLogger(__name__)

#: Seconds that one "here" lasts, and after which a process says it again.
LASTS: Final = 45
REFRESH: Final = 20
#: Seconds that an answer of Redis may take.
PATIENCE: Final = 0.05

ONLINE, OFFLINE, UNKNOWN = "online", "offline", "unknown"

#: Pairs of party and person.
Pairs = Iterable[tuple[uuid.UUID, uuid.UUID]]


class PresenceStore(ABC):
    """Ids are UUIDs; every method may be called from any thread, and none raises for a lost store."""

    @abstractmethod
    def here(self, pairs: Pairs) -> None:
        """These people are online in these parties for the next LASTS seconds."""

    @abstractmethod
    def gone(self, pairs: Pairs) -> None:
        """These people are not online there any more."""

    @abstractmethod
    def online(self, party_id: uuid.UUID) -> set[uuid.UUID] | None:
        """Who is online in a party; None when that is not known."""

    @abstractmethod
    def counts(self, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int | None]:
        """How many are online in each party; None where not known."""

    def count(self, party_id: uuid.UUID) -> int | None:
        return self.counts([party_id])[party_id]

    def states(self, party_id: uuid.UUID, user_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
        """online, offline or unknown of each person."""
        online = self.online(party_id)
        if online is None:
            return dict.fromkeys(user_ids, UNKNOWN)
        return {user_id: ONLINE if user_id in online else OFFLINE for user_id in user_ids}


class MemoryPresence(PresenceStore):
    """For one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[uuid.UUID, dict[uuid.UUID, float]] = {}

    def here(self, pairs: Pairs) -> None:
        until = time.monotonic() + LASTS
        with self._lock:
            for party_id, user_id in pairs:
                self._until.setdefault(party_id, {})[user_id] = until

    def gone(self, pairs: Pairs) -> None:
        with self._lock:
            for party_id, user_id in pairs:
                people = self._until.get(party_id, {})
                people.pop(user_id, None)
                if not people:
                    self._until.pop(party_id, None)

    def online(self, party_id: uuid.UUID) -> set[uuid.UUID] | None:
        moment = time.monotonic()
        with self._lock:
            return {user_id for user_id, until in self._until.get(party_id, {}).items() if until > moment}

    def counts(self, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int | None]:
        return {party_id: len(self.online(party_id) or ()) for party_id in party_ids}


class RedisPresence(PresenceStore):
    """One sorted set a party, scored by expiry, shared by all processes.

    A member is person and process together: the last tab here says nothing of a tab that another process serves.
    """

    def __init__(self, url: str) -> None:
        self._process = secrets.token_bytes(8)
        self._redis = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)

    def here(self, pairs: Pairs) -> None:
        until = time.time() + LASTS
        with self._redis.pipeline(transaction=False) as pipe:
            for party_id, user_id in pairs:
                pipe.zadd(_key(party_id), {user_id.bytes + self._process: until})
                pipe.expire(_key(party_id), 2 * LASTS)
            self._try(pipe)

    def gone(self, pairs: Pairs) -> None:
        with self._redis.pipeline(transaction=False) as pipe:
            for party_id, user_id in pairs:
                pipe.zrem(_key(party_id), user_id.bytes + self._process)
            self._try(pipe)

    def online(self, party_id: uuid.UUID) -> set[uuid.UUID] | None:
        return self._online([party_id])[party_id]

    def counts(self, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int | None]:
        found = self._online(party_ids)
        return {party_id: None if people is None else len(people) for party_id, people in found.items()}

    def _online(self, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID] | None]:
        moment = time.time()
        with self._redis.pipeline(transaction=False) as pipe:
            for party_id in party_ids:
                pipe.zrange(_key(party_id), moment, "+inf", byscore=True)
            answers = self._try(pipe)
        if answers is None:
            return dict.fromkeys(party_ids)
        return {
            party_id: {uuid.UUID(bytes=member[:16]) for member in members}
            for party_id, members in zip(party_ids, answers, strict=True)
        }

    def _try(self, pipe: Any) -> list[Any] | None:
        try:
            return pipe.execute() if pipe.command_stack else []
        except redis.RedisError as error:
            log.warning("presence is not known: %s", error)
            return None


def _key(party_id: uuid.UUID) -> bytes:
    return b"presence:" + party_id.bytes


@lru_cache(maxsize=1)
def store() -> PresenceStore:
    """This process's store, by settings.REDIS_URL."""
    return RedisPresence(settings.REDIS_URL) if settings.REDIS_URL else MemoryPresence()
