"""What one service owns and the other keeps a copy of: `users`, `parties`. Each service registers its side at start."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from events.catalogue import Event, PartiesResynced, ResyncEnded, UsersResynced

USERS, PARTIES = "users", "parties"
#: The event that says that all states of a kind were told.
ENDED: Final[dict[str, type[ResyncEnded]]] = {USERS: UsersResynced, PARTIES: PartiesResynced}

#: Key of an entity, and what original and copy have to have in common.
State = tuple[str, list[Any]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Original:
    """The owner's side. `tell` records every state again for a resync and yields how many, a page at a time."""

    kind: str
    app: str
    count: Callable[[], int]
    tell: Callable[[str], Iterator[int]]
    states: Callable[[], Iterator[State]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Copy:
    """The reader's side.

    `put` takes over events whatever version is there; `living` yields keys and since when there was such an entity;
    `forget` leaves markers of what the owner does not have.
    """

    kind: str
    app: str
    events: tuple[type[Event], ...]
    put: Callable[[Sequence[Event]], None]
    living: Callable[[], Iterator[tuple[str, datetime]]]
    forget: Callable[[Iterable[str]], None]
    states: Callable[[], Iterator[State]]


originals: dict[str, Original] = {}
copies: dict[str, Copy] = {}
