"""How long people were without a socket while processes were restarted, and whether they came back all at once."""

import asyncio
import dataclasses
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from faults.checkers import Window, first
from faults.load import Member, Told

#: Seconds between two looks at everybody.
LOOK_EVERY: Final = 0.02
#: Seconds in which everybody has a socket again.
BACK_WITHIN: Final = 15.0
#: In the fullest second of a restart at most so many times as many sockets are asked for as on its average; of fewer
#: than FEW nothing can be said. It is asking that may be a burst: those who wait are let in together
#: (`messaging.arrivals`).
BURST, FEW = 2.0, 20
#: Seconds by which two clocks of one program may differ.
INACCURATE: Final = 0.05


@dataclasses.dataclass(frozen=True)
class Move:
    """Somebody has another socket since `at`, had asked for it at `asked`, both as time.time(), and was without one for
    `absent` seconds.
    """

    who: str
    at: float
    absent: float
    asked: float


@dataclasses.dataclass
class Watch:
    """Looks at `members` until it is cancelled."""

    members: Sequence[Member]
    moves: list[Move] = dataclasses.field(default_factory=list)

    async def look(self) -> None:
        await asyncio.gather(*(self._look_at(member) for member in self.members))

    async def _look_at(self, member: Member) -> None:
        known, since = member.client.connection, 0.0
        while True:
            await asyncio.sleep(LOOK_EVERY)
            now = member.client.connection
            if now is None:
                since = since or time.monotonic()
            elif now is not known:
                absent = time.monotonic() - since if since else 0.0
                waited = time.monotonic() - now.asked_at
                self.moves.append(Move(member.journal.who, time.time(), absent, time.time() - waited))
                known = now
            if now is not None:
                since = 0.0


def longest(moves: Sequence[Move]) -> float:
    return max((move.absent for move in moves), default=0.0)


def faults_of(moves: Sequence[Move], told: Mapping[str, Sequence[Told]], restarts: Sequence[Window]) -> list[str]:
    """What is wrong with moves during restarts of all processes that hold sockets; `told` is of everybody, by name."""
    return first(_faults(moves, told, restarts))


def _faults(moves: Sequence[Move], told: Mapping[str, Sequence[Told]], restarts: Sequence[Window]) -> Iterator[str]:
    for move in moves:
        if move.absent > BACK_WITHIN:
            yield f"{move.who} had no socket for {move.absent:.1f} s"
        before = [one for one in told[move.who] if one.at <= move.at]
        if before and not move.absent and move.at < before[-1].due - INACCURATE:
            yield f"{move.who} moved {before[-1].due - move.at:.1f} s before its moment"
    for who in sorted(told.keys() - {move.who for move in moves}):
        yield f"{who} has the socket of before, though its process has gone"
    for who, requests in sorted(told.items()):
        if not requests:
            yield f"{who} was never told to move"
    for burst in bursts(moves, restarts):
        if not burst:
            yield "too few sockets were asked for in a restart to say whether they came in a burst"
        elif burst > BURST:
            yield f"{burst:.1f} x as many sockets were asked for in one second of a restart as on its average"


def bursts(moves: Sequence[Move], restarts: Sequence[Window]) -> list[float]:
    """Of each restart."""
    return [burst_of([move.asked for move in moves if one.since <= move.asked <= one.until]) for one in restarts]


def burst_of(moments: Sequence[float]) -> float:
    """How many times as many moments the fullest second has as they all have on average; 0 when they are too few."""
    if len(moments) < FEW:
        return 0.0
    fullest = max(sum(0 <= other - one < 1 for other in moments) for one in moments)
    return fullest * max(1.0, max(moments) - min(moments)) / len(moments)
