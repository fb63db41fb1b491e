"""Processes that stand still and go on (22): each of them, for longer than anybody may wait for it."""

from collections.abc import Sequence
from typing import Final

from faults import breaks
from faults.acts import asked
from faults.breaks import CONSUMERS, PAUSE, RELAYS
from faults.checkers import Window
from faults.probes import OF_ACCOUNTS, OF_MESSAGING, Answer
from faults.stage import Stage

#: What is asked by people, and so hangs while it stands still, with the names of the requests that it answers.
ASKED: Final = {
    "messaging-web": OF_MESSAGING,
    "accounts-web": OF_ACCOUNTS,
    "nginx": OF_MESSAGING | OF_ACCOUNTS,
}
PARTS: Final = (*ASKED, *RELAYS, *CONSUMERS, "redis", "postgres", "mongo", "kafka")
#: Seconds that each is paused (from, to), and that one takes with what follows.
LASTS: Final = (5.0, 30.0)
EACH_TAKES: Final = 20.0


async def pause_each(stage: Stage) -> None:
    """Promise 22, while requests are sent all the time."""
    plan = breaks.schedule(stage.seed, PARTS, PAUSE, LASTS, len(PARTS), stage.seconds, each=True)
    await asked.ask_while(stage, plan, but=of_others)


def of_others(answers: Sequence[Answer], windows: Sequence[Window]) -> list[Answer]:
    """Without those that were asked while what answers them stood still: nothing could be said of it meanwhile."""
    still = [(one, ASKED[part]) for one in windows if (part := one.what.removeprefix(f"{PAUSE} ")) in ASKED]
    return [
        one
        for one in answers
        if not any(one.probe in probes and w.since - one.took <= one.at <= w.until for w, probes in still)
    ]
