"""It is true of the short round that it breaks what the promises break that it stands for, one after another."""

import asyncio
from types import SimpleNamespace

from faults import short
from faults.acts.breaking import one_by_one
from faults.breaks import CONSUMERS, RELAYS
from faults.promises import PROMISES
from faults.tests.stages import empty_stage


def test_each_act_has_its_seconds_and_all_tell_one_stage():
    seen = []

    def telling(word):
        async def act(stage):
            seen.append((word, stage.seconds, stage.random.random()))
            stage.words.append(word)
            stage.faults.append(f"{word} failed")

        return act

    stage = empty_stage()
    asyncio.run(one_by_one(telling("one"), telling("two"), seconds=3.0)(stage))

    assert [(word, seconds) for word, seconds, _ in seen] == [("one", 3.0), ("two", 3.0)]
    assert seen[0][2] == seen[1][2]  # each from the seed, so that it can be had again by itself
    assert stage.words == ["one", "two"]
    assert stage.faults == ["one failed", "two failed"]


def test_everything_is_broken_and_compared(monkeypatch):
    planned = []

    async def carry_out(stack, plan):
        planned.extend(plan)
        return []

    monkeypatch.setattr("faults.breaks.carry_out", carry_out)
    promise = short.short()
    stage = empty_stage()
    stage.stack = SimpleNamespace()
    asyncio.run(promise.act(stage))

    broken = {one.part for one in planned}
    assert {"messaging-web", "redis"} < broken <= {"messaging-web", "redis", *RELAYS, *CONSUMERS}
    assert broken & set(RELAYS)
    assert broken & set(CONSUMERS)
    assert broken - {"redis"} <= set(promise.parts)
    assert promise.changes
    assert max(one.at + one.lasts for one in planned) < 2 * short.EACH


def test_it_says_how_to_have_its_breaks_again():
    assert short.again(7) == "make faults PROMISE=1,4,5,6 SEED=7 TALK=8"
    assert set(short.NUMBERS) <= PROMISES.keys()
