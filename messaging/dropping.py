"""For tests: events that never reach a client, by settings.DROP_FRAMES and DROP_SEED, which production refuses.

What answers a client (hello, ack, synced, pong, error) is never dropped: these are a protocol's promises, and TCP keeps
them. Events may be lost wherever a bus or a process is, and a client has to find that out by their numbers.
"""

import random
import uuid
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Final

import msgspec
from django.conf import settings

from messaging.outlets import Parcel

if TYPE_CHECKING:
    from messaging.feeds import Socket

_EVENT: Final = b'{"op":"event"'
_numbers: Iterator[int] = count()


class Dropper:
    """Of one socket. `topics` are those of which an event was dropped: its pongs tell their heads."""

    def __init__(self, share: float, seed: str) -> None:
        self._share, self._random = share, random.Random(seed)  # noqa: S311 - the same each time is the point
        self.topics: set[uuid.UUID] = set()

    def passed(self, socket: "Socket", parcel: Parcel) -> Parcel:
        """What of a parcel goes on its way."""
        kept = [payload for payload in parcel.payloads if not self._drops(socket, payload)]
        return parcel if len(kept) == len(parcel.payloads) else Parcel(*kept)

    def _drops(self, socket: "Socket", payload: bytes) -> bool:
        if not payload.startswith(_EVENT) or self._random.random() >= self._share:
            return False
        frame = msgspec.json.decode(payload)
        if "topic" in frame:
            self.topics.add(uuid.UUID(frame["topic"]))
        elif (party_id := uuid.UUID(frame["party"])) in socket.parties:
            socket.parties[party_id] = 0, 0  # nothing was sent, as far as its pongs know
        return True


def dropper() -> Dropper | None:
    """A new one for a new socket, if this process drops at all."""
    share: float = settings.DROP_FRAMES
    return Dropper(share, f"{settings.DROP_SEED}:{next(_numbers)}") if share else None
