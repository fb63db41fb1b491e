"""The promises of `make test`, one after another in one run: people arrive once, and everything is compared once."""

import dataclasses
from typing import Final

from faults.acts.breaking import one_by_one
from faults.promises import KILLED_CONSUMERS, KILLED_REDIS, KILLED_RELAYS, KILLED_WEB, PROMISES, Promise

NUMBERS: Final = (1, 4, 5, 6)
ACTS: Final = (KILLED_WEB, KILLED_RELAYS, KILLED_CONSUMERS, KILLED_REDIS)
#: Seconds of talk for each.
EACH: Final = 8.0


def short() -> Promise:
    chosen = [PROMISES[number] for number in NUMBERS]
    return dataclasses.replace(
        chosen[0],
        number=0,
        title="A web process, the relays, the consumers and Redis killed in turn",
        passes="; ".join(promise.passes for promise in chosen),
        act=one_by_one(*ACTS, seconds=EACH),
        parts=tuple(part for promise in chosen for part in promise.parts),
        shape={"seconds": EACH * len(ACTS)},
    )


def again(seed: int) -> str:
    """The command that puts each of them to the test by itself, with the same breaks."""
    return f"make faults PROMISE={','.join(map(str, NUMBERS))} SEED={seed} TALK={EACH:g}"
