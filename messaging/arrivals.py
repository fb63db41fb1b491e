"""Everybody who opens a socket, let in together: whoever comes while others are looked up is looked up with the next.

After a restart all sockets of a process come back at once. A few statements for each batch, instead of for each socket,
make that a matter of a moment. There is no timer: who comes alone waits for nobody.
"""

import asyncio
import uuid
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from events.errors import NotSignedIn, RateLimited
from events.limiter import Allowance
from events.tokens import Claims
from messaging import limits, queries, services
from messaging.database import ask
from messaging.epoch import epoch
from messaging.models import User

#: Sockets that are let in by one look at the database.
MOST_AT_ONCE: Final = 200


class Welcome(NamedTuple):
    """Who somebody is, the parties they are in, and the epoch of the numbers that they will be told."""

    person: User
    parties: list[uuid.UUID]
    epoch: str


Answer = Welcome | NotSignedIn | RateLimited


class Arrivals:
    """Those who wait to be let in, in one event loop."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Claims, asyncio.Future[Answer]]] = []
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    async def let_in(self, claims: Claims) -> Welcome:
        """Raises NotSignedIn for a sign-in that was revoked or an account that is deleted, RateLimited."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((claims, answer))
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._let_all_in())
        found = await answer
        if isinstance(found, Exception):
            raise found
        return found

    async def _let_all_in(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                found: Sequence[Any] = await ask(look_up, [claims for claims, _ in batch])
            except Exception as error:
                found = [error] * len(batch)
            for (_, answer), what in zip(batch, found, strict=True):
                if answer.done():
                    continue  # they have gone meanwhile
                if isinstance(what, Exception) and not isinstance(what, NotSignedIn | RateLimited):
                    answer.set_exception(what)
                else:
                    answer.set_result(what)


def look_up(asked: Sequence[Claims]) -> list[Answer]:
    """The answer for each, in order: four statements and one question to Redis for all of them."""
    current = epoch()
    people = services.people_of(asked)
    taken_by = limits.try_take_many("sockets", [(claims.user_id,) for claims in asked])
    parties = queries.party_ids_of([person.id for person in people if isinstance(person, User)])
    return [_answer(person, taken, parties, current) for person, taken in zip(people, taken_by, strict=True)]


def _answer(
    person: User | NotSignedIn,
    taken: Allowance | RateLimited,
    parties: dict[uuid.UUID, list[uuid.UUID]],
    current: str,
) -> Answer:
    if isinstance(person, NotSignedIn):
        return person
    return taken if isinstance(taken, RateLimited) else Welcome(person, parties.get(person.id, []), current)
