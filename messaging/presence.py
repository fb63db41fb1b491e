"""Who is there, per party: person -> until when, unless a process says so again. Two stores with one face.

A person is online in all their parties while one of their sockets is open and active, and away when all that are open
are not. A process that dies says nothing more, and its people expire. When the store can't be asked the state is
`unknown`, never "all offline".
"""

import logging
import secrets
import threading
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
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
#: Seconds in which a store that did not answer is not asked again who is there: many may ask, and each would wait.
#: Shorter than `roll.RETRY`, so that whoever asks once more is answered.
PAUSE: Final = 0.4
#: Seconds for which a Redis that has come back is not believed: it may have come back empty, and every process that
#: noticed says within a sweep of its roll who is with it.
DOUBT: Final = 6.0

ONLINE, AWAY, OFFLINE, UNKNOWN = "online", "away", "offline", "unknown"

#: Pairs of party and person.
Pairs = Iterable[tuple[uuid.UUID, uuid.UUID]]
#: The state of whoever is there, ONLINE or AWAY; None when it is not known.
People = dict[uuid.UUID, str] | None


class PresenceStore(ABC):
    """Ids are UUIDs; every method may be called from any thread, and none raises for a lost store."""

    @abstractmethod
    def here(self, pairs: Pairs, *, away: Collection[uuid.UUID] = ()) -> None:
        """These people are there for the next LASTS seconds, those in `away` without an active socket."""

    @abstractmethod
    def gone(self, pairs: Pairs) -> None:
        """These people are not there any more."""

    @abstractmethod
    def people_of(self, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, People]:
        """Who is there in each party."""

    def doubt(self) -> None:  # noqa: B027 - a store that can't lose anything has nothing to doubt
        """What the store holds may be lacking; everybody is about to say it again."""

    def people(self, party_id: uuid.UUID) -> People:
        """Who is there in a party."""
        return self.people_of([party_id])[party_id]

    def counts(self, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int | None]:
        """How many are there in each party, away or not; None where not known."""
        found = self.people_of(party_ids)
        return {party_id: None if people is None else len(people) for party_id, people in found.items()}

    def count(self, party_id: uuid.UUID) -> int | None:
        return self.counts([party_id])[party_id]

    def states(self, party_id: uuid.UUID, user_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
        """online, away, offline or unknown of each person."""
        people = self.people(party_id)
        if people is None:
            return dict.fromkeys(user_ids, UNKNOWN)
        return {user_id: people.get(user_id, OFFLINE) for user_id in user_ids}


class MemoryPresence(PresenceStore):
    """For one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[uuid.UUID, dict[uuid.UUID, tuple[float, str]]] = {}

    def here(self, pairs: Pairs, *, away: Collection[uuid.UUID] = ()) -> None:
        until = time.monotonic() + LASTS
        with self._lock:
            for party_id, user_id in pairs:
                state = AWAY if user_id in away else ONLINE
                self._until.setdefault(party_id, {})[user_id] = until, state

    def gone(self, pairs: Pairs) -> None:
        with self._lock:
            for party_id, user_id in pairs:
                people = self._until.get(party_id, {})
                people.pop(user_id, None)
                if not people:
                    self._until.pop(party_id, None)

    def people_of(self, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, People]:
        moment = time.monotonic()
        with self._lock:
            return {
                key: {user: state for user, (until, state) in self._until.get(key, {}).items() if until > moment}
                for key in party_ids
            }


class RedisPresence(PresenceStore):
    """One sorted set a party, shared by all processes.

    A member is person and process together: the last tab here says nothing of a tab that another process serves. Its
    score is twice the millisecond of its expiry, and one more while the person is active there: one write says both.
    """

    def __init__(self, url: str) -> None:
        self._process = secrets.token_bytes(8)
        self._redis = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._was_lost = False
        self._believed_from = self._paused_until = 0.0

    def here(self, pairs: Pairs, *, away: Collection[uuid.UUID] = ()) -> None:
        moment = time.time()
        score = 2 * _ms(moment + LASTS)
        scores: dict[uuid.UUID, dict[bytes, int]] = {}
        for party_id, user_id in pairs:
            scores.setdefault(party_id, {})[user_id.bytes + self._process] = score + (user_id not in away)
        with self._redis.pipeline(transaction=False) as pipe:
            for party_id, members in scores.items():
                pipe.zadd(_key(party_id), members)
                pipe.zremrangebyscore(_key(party_id), "-inf", f"({2 * _ms(moment)}")  # of processes that died
                pipe.expire(_key(party_id), 2 * LASTS)
            self._try(pipe)

    def gone(self, pairs: Pairs) -> None:
        members: dict[uuid.UUID, list[bytes]] = {}
        for party_id, user_id in pairs:
            members.setdefault(party_id, []).append(user_id.bytes + self._process)
        with self._redis.pipeline(transaction=False) as pipe:
            for party_id, those in members.items():
                pipe.zrem(_key(party_id), *those)
            self._try(pipe)

    def people_of(self, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, People]:
        if time.monotonic() < self._paused_until:
            return dict.fromkeys(party_ids)
        least = 2 * _ms(time.time())
        with self._redis.pipeline(transaction=False) as pipe:
            for party_id in party_ids:
                pipe.zrange(_key(party_id), least, "+inf", byscore=True, withscores=True)
            answers = self._try(pipe)
        if answers is None:
            self._paused_until = time.monotonic() + PAUSE
        if answers is None or time.monotonic() < self._believed_from:
            return dict.fromkeys(party_ids)
        return {party_id: _states(members) for party_id, members in zip(party_ids, answers, strict=True)}

    def doubt(self) -> None:
        self._believed_from = time.monotonic() + DOUBT

    def _try(self, pipe: Any) -> list[Any] | None:
        if not pipe.command_stack:
            return []
        try:
            answers: list[Any] = pipe.execute()
        except redis.RedisError as error:
            # One that is only slow has forgotten nothing.
            self._was_lost = self._was_lost or isinstance(error, redis.ConnectionError)
            log.warning("presence is not known: %s", error)
            return None
        if self._was_lost:
            self._was_lost = False
            self.doubt()
        return answers


def _states(members: Iterable[tuple[bytes, float]]) -> dict[uuid.UUID, str]:
    """One active socket anywhere is enough."""
    states: dict[uuid.UUID, str] = {}
    for member, score in members:
        user_id = uuid.UUID(bytes=member[:16])
        if int(score) % 2:
            states[user_id] = ONLINE
        else:
            states.setdefault(user_id, AWAY)
    return states


def _ms(seconds: float) -> int:
    return int(seconds * 1000)


def _key(party_id: uuid.UUID) -> bytes:
    return b"people:" + party_id.bytes


@lru_cache(maxsize=1)
def store() -> PresenceStore:
    """This process's store, by settings.REDIS_URL."""
    return RedisPresence(settings.REDIS_URL) if settings.REDIS_URL else MemoryPresence()
