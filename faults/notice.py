"""What people notice of a deployment: answers that were none, connections that failed, time without a socket."""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Final

from faults.absences import Watch, bursts, faults_of, longest
from faults.breaks import Break
from faults.checkers import Window, first
from faults.journal import Journal
from faults.load import Load
from faults.visitors import Seen, Visitor

#: The part that stands before all others.
FRONT: Final = "nginx"
#: Parts that hold sockets.
HOLDERS: Final = ("messaging-web", "messaging-web-2")
#: How many visitors of each kind there are.
VISITORS: Final = 2
#: Seconds that any answer may take.
SLOWEST: Final = 10.0
_COMPLAINTS: Final = ("[error]", "[crit]", "[alert]", "[emerg]")


class Notice:
    """Within an `async with` people visit and are watched; then `faults`, and then `words`, say what they noticed."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.visitors: list[Visitor] = []
        self.watch = Watch(load.members)
        self.restarts: list[Window] = []
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Notice":
        for n in range(2 * VISITORS):
            who = f"visitor{n}"
            journal = Journal(self.load.folder / f"{who}.jsonl", who)
            topic = self.load.topics[n % len(self.load.topics)]
            token = self.load.tokens[n % len(self.load.tokens)]
            self.visitors.append(Visitor(self.load.url, self.load.phone(token), topic, journal, keeps=n % 2 == 0))
        for visitor in self.visitors:
            visitor.start()
        self._watching = asyncio.create_task(self.watch.look())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        await asyncio.gather(*(asyncio.to_thread(visitor.leave) for visitor in self.visitors))
        for visitor in self.visitors:
            visitor.journal.close()
        rows = [f"{move.asked:.3f},{move.at:.3f},{move.absent:.3f},{move.who}\n" for move in self.watch.moves]
        (self.load.folder / "moves.csv").write_text("".join(rows), encoding="utf-8")

    @property
    def seen(self) -> list[Seen]:
        return [one for visitor in self.visitors for one in visitor.seen]

    def faults(self, plan: Sequence[Break], windows: Sequence[Window], front: Iterable[str]) -> dict[str, list[str]]:
        """`windows` are those of `plan`, in its order; `front` is what nginx wrote meanwhile."""
        self.restarts = [window for one, window in zip(plan, windows, strict=False) if one.part in HOLDERS]
        told = {member.journal.who: member.told for member in self.load.members}
        return {
            "answers": first(str(one) for one in self.seen if is_wrong(one)) or _nobody(self.seen),
            "front": first(line.strip()[:300] for line in front if any(word in line for word in _COMPLAINTS)),
            "sockets": faults_of(self.watch.moves, told, self.restarts),
        }

    def words(self) -> str:
        seen = self.seen
        fives, unreachable = sum(one.status >= 500 for one in seen), sum(one.status == 0 for one in seen)
        slowest = max((one.took for one in seen), default=0.0)
        again = sum(visitor.again for visitor in self.visitors)
        return (
            f"{len(seen):,} requests beside it, {fives} of 5xx, {unreachable} unreachable, "
            f"the slowest {slowest:.1f} s, {again} kept connections made anew; {len(self.watch.moves)} sockets moved, "
            f"at most {longest(self.watch.moves):.1f} s without one, "
            f"{max(bursts(self.watch.moves, self.restarts), default=0.0):.1f} x the average asked for in a second"
        )


def is_wrong(one: Seen) -> bool:
    """Everything that visitors ask for is there and theirs, so nothing but a success is right."""
    return not 200 <= one.status < 300 or one.took > SLOWEST


def _nobody(seen: Sequence[Seen]) -> list[str]:
    return [] if seen else ["nobody has asked for anything"]
