"""It is true of broken networks that the way to each server is broken once in each manner, one after another."""

import asyncio
import itertools
from types import SimpleNamespace

import pytest

from faults import probes
from faults.acts import asked, pauses
from faults.breaks import CUT, GRACE, HALF_OPEN, PAUSE, SLOW
from faults.checkers import Window
from faults.probes import Answer
from faults.tests.stages import empty_stage
from scripts.stack.layout import FORWARDED


@pytest.fixture
def planned(monkeypatch):
    """What was broken; whoever is asked answers well, but for what a test adds to `answers`."""
    plan, answers = [], [Answer("read", 104.0, 0.1, 200, True)]

    async def carry_out(stage, wanted):
        plan.extend(wanted)
        return [Window(100.0, 107.0 + GRACE)]

    async def ask(of, over):
        await over.wait()
        return answers

    monkeypatch.setattr("faults.stage.Stage.carry_out", carry_out)
    monkeypatch.setattr(probes, "of", lambda load: [])
    monkeypatch.setattr(probes, "ask_all_the_time", ask)
    return plan, answers


@pytest.mark.parametrize(("act", "hows"), [(asked.half_open, [HALF_OPEN]), (asked.cut_and_slow, [CUT, SLOW])])
def test_each_way_is_broken_once_in_each_manner_and_mended_before_the_next(planned, act, hows):
    stage = empty_stage(20.0 * len(FORWARDED) * len(hows))

    asyncio.run(act(stage))

    plan = planned[0]
    assert sorted((one.how, one.part) for one in plan) == sorted((how, part) for how in hows for part in FORWARDED)
    assert all(one.at + one.lasts + probes.WELL_WITHIN < after.at for one, after in itertools.pairwise(plan))
    assert stage.faults == []
    assert stage.words == ["the slowest answer 0.1 s, all well 0.0 s after a mending"]


def test_each_process_is_paused_once_for_longer_than_anybody_may_wait(planned):
    stage = empty_stage(pauses.EACH_TAKES * len(pauses.PARTS))

    asyncio.run(pauses.pause_each(stage))

    plan = planned[0]
    assert sorted(one.part for one in plan) == sorted(pauses.PARTS)
    assert {one.how for one in plan} == {PAUSE}
    assert all(5 <= one.lasts <= 30 for one in plan)
    assert all(one.at + one.lasts + probes.WELL_WITHIN < after.at for one, after in itertools.pairwise(plan))


def test_only_what_was_asked_of_a_web_that_stood_still_is_left_out():
    windows = [
        Window(100.0, 110.0 + GRACE, what="pause messaging-web"),
        Window(120.0, 130.0 + GRACE, what="pause redis"),
    ]
    before, meanwhile, later, of_redis = (
        Answer("post", at, took, 0, False) for at, took in ((90.0, 9.0), (95.0, 9.0), (116.0, 9.0), (121.0, 9.0))
    )

    assert pauses.of_others([before, meanwhile, later, of_redis], windows) == [before, later, of_redis]


@pytest.mark.parametrize(
    ("part", "left"), [("messaging-web", ["me"]), ("accounts-web", ["post"]), ("nginx", []), ("redis", ["post", "me"])]
)
def test_what_the_other_service_was_asked_meanwhile_counts(part, left):
    answers = [Answer(probe, 105.0, 9.0, 0, False) for probe in ("post", "me")]
    windows = [Window(100.0, 110.0 + GRACE, what=f"pause {part}")]

    assert [one.probe for one in pauses.of_others(answers, windows)] == left


def test_every_request_is_answered_by_one_of_the_two():
    member = SimpleNamespace(client=SimpleNamespace(access=None), topics=["t"])
    names = {probe.name for probe in probes.of(SimpleNamespace(members=[member], url="http://site"))}

    assert names == probes.OF_MESSAGING | probes.OF_ACCOUNTS
    assert not probes.OF_MESSAGING & probes.OF_ACCOUNTS


def test_a_request_that_hangs_is_a_fault(planned):
    planned[1].append(Answer("post", 103.0, 9.0, 0, False))
    stage = empty_stage(100.0)

    asyncio.run(asked.cut_and_slow(stage))

    assert stage.faults == ["post: no answer after 9.0 s"]
