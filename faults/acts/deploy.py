"""Every process restarted in turn, as a deployment does it (19)."""

import asyncio
from typing import Final

from faults import breaks
from faults.breaks import CONSUMERS, MIGRATE, RELAYS
from faults.journal import Entry
from faults.notice import FRONT, Notice
from faults.stage import Stage

#: In the order of a deployment: the tables first, the front last.
IN_TURN: Final = (
    (MIGRATE,),
    ("accounts-web", "accounts-web-2", "messaging-web", "messaging-web-2"),
    tuple(f"{part}{number}" for part in (*RELAYS, *CONSUMERS) for number in ("", "-2")),
    ("accounts-jobs", "accounts-mails", "messaging-jobs", "messaging-canary"),
    (FRONT,),
)


async def deploy(stage: Stage) -> None:
    """Promise 19: people are watched, and nobody is to notice."""
    loop = asyncio.get_running_loop()
    until = loop.time() + stage.seconds
    plan = breaks.in_turn(stage.seed, IN_TURN, stage.seconds)
    async with Notice(stage.load) as notice:
        windows = await stage.carry_out(plan)
        await asyncio.sleep(max(1.0, until - loop.time()))  # what comes a moment after the last restart is seen too

    def judge(entries: list[Entry]) -> None:
        for what, found in notice.faults(plan, windows, stage.logs.since(FRONT)).items():
            stage.faults += [f"{what}: {fault}" for fault in found]
        stage.words.append(notice.words())

    stage.later.append(judge)
