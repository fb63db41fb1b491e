"""Frames that no client would send, while people talk (29)."""

import asyncio
from collections.abc import Sequence

from faults.attack import Attack
from faults.malformed import ERROR, KINDS, malformed
from faults.stage import Stage

#: Attackers side by side, and frames of each.
ATTACKERS, FRAMES = 4, 2_500
#: The process that gets them, and MB by which it may be larger afterwards. As many frames are warm-up: a process that
#: had never been attacked grew by 23 MB in its first ten thousand, and by 4 and 8 in those that followed.
ATTACKED, GROWTH, WARM_UP = "messaging-web", 20.0, 2_500


async def send_malformed(stage: Stage) -> None:
    """Promise 29."""
    apis = [stage.load.api(token) for token in stage.load.tokens[:ATTACKERS]]
    attacks = [await asyncio.to_thread(Attack, api) for api in apis]
    await _attack(stage, attacks, WARM_UP)
    before = await asyncio.to_thread(_memory, stage)
    await _attack(stage, attacks, FRAMES)
    judge(stage, attacks, before, await asyncio.to_thread(_memory, stage))
    for attack in attacks:
        attack.line.close()


async def _attack(stage: Stage, attacks: Sequence[Attack], count: int) -> None:
    """`count` frames by each."""
    seeds = [stage.random.getrandbits(32) for _ in attacks]
    await asyncio.gather(
        *(
            asyncio.to_thread(attack.send_all, malformed(seed, count))
            for attack, seed in zip(attacks, seeds, strict=True)
        )
    )


def judge(stage: Stage, attacks: Sequence[Attack], before: float, after: float) -> None:
    """`before` and `after`: MB of the process that was attacked."""
    sent = sum(attack.outcomes.total() for attack in attacks)
    errors = sum(count for attack in attacks for (_, outcome), count in attack.outcomes.items() if outcome == ERROR)
    kinds = {kind for attack in attacks for kind, _ in attack.outcomes}
    wrong = [one for attack in attacks for one in attack.wrong]
    stage.words.append(
        f"{sent:,} malformed frames, {errors:,} answered by an error, {len(wrong)} by what they should not"
    )
    stage.words.append(f"{ATTACKED} {after - before:+.0f} MB")
    stage.faults += wrong[:20]
    stage.insist(len(kinds) == len(KINDS), f"of {len(KINDS)} kinds of malformed frames {len(kinds)} were sent")
    stage.insist(abs(after - before) <= GROWTH, f"{ATTACKED} went from {before:.0f} to {after:.0f} MB")


def _memory(stage: Stage) -> float:
    """MB of the process that is attacked, 0 when it has gone."""
    return max((float(one.memory_mb) for one in stage.stack.status() if one.name == ATTACKED and one.pid), default=0.0)
