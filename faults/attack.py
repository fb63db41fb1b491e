"""Malformed frames, one after another, and what came of each."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Final

from chatterbox_client import Api, Closed
from faults.malformed import ANSWER, ERROR, Malformed
from faults.wire import Line

#: What a client may hear of a command that happens to be one, or of one that is none.
ANSWERS: Final = frozenset({"error", "synced", "gone", "event"})


class Attack:
    """Over as many sockets as it takes; `wrong` is what came of them and should not, `outcomes` all, by kind."""

    def __init__(self, api: Api) -> None:
        self.api, self.line = api, Line(api)
        self.wrong: list[str] = []
        self.outcomes: Counter[tuple[str, str | int]] = Counter()

    def send_all(self, frames: Iterable[Malformed]) -> None:
        for number, one in enumerate(frames):
            self.send(number, one)

    def send(self, number: int, one: Malformed) -> None:
        """Each is followed by a ping with its number, so that it is known what came before the answer to that."""
        self.line.send(one.data)
        outcome: str | int
        try:
            answers = self.line.until_pong(number)
        except Closed as end:
            outcome = end.code
            self.line.close()
            self.line = Line(self.api)
        else:
            ops = [answer["op"] for answer in answers]
            outcome = ERROR if ops == [ERROR] else ANSWER if set(ops) <= ANSWERS else json.dumps(answers)
        self.outcomes[one.kind, outcome] += 1
        if outcome != one.outcome and not (outcome == ERROR and one.outcome == ANSWER):
            self.wrong.append(f"{one.kind}: {outcome} instead of {one.outcome} for {one.data[:200]!r}")
