"""It is true of the acts with a plan that what their watchers find ends up among the faults, and windows in the run."""

import asyncio
import time
from types import SimpleNamespace

import pytest

from faults import breaks, probes
from faults.acts import asked, deploy
from faults.acts.breaking import breaking
from faults.breaks import GRACE, KILL
from faults.checkers import Window
from faults.probes import Answer
from faults.tests.stages import empty_stage


@pytest.fixture(autouse=True)
def carried_out(monkeypatch):
    """The plans that were carried out; each break took no time and was mended long ago."""
    plans = []

    async def carry_out(stack, plan):
        plans.append(plan)
        until = time.time() - 60.0
        return [Window(until - GRACE, until) for _ in plan]

    monkeypatch.setattr(breaks, "carry_out", carry_out)
    return plans


def test_parts_are_broken_as_often_as_wanted_and_the_run_says_so(carried_out):
    stage = empty_stage()

    asyncio.run(breaking(("redis", "kafka"), KILL, (1.0, 2.0), 3)(stage))

    assert [one.how for one in carried_out[0]] == [KILL] * 3
    assert len(stage.breaks) == len(stage.windows) == 3
    assert stage.faults == []


@pytest.mark.parametrize(
    ("answer", "faults"),
    [
        (Answer("post", 0.0, 0.2, 201, well=True), []),
        (Answer("post", 0.0, 11.5, 0, well=False), ["post: no answer after 11.5 s", "post: no answer while nothing"]),
    ],
)
def test_a_request_that_hung_while_a_network_was_half_open_is_a_fault(answer, faults, monkeypatch):
    async def ask(kinds, until):
        await until.wait()
        return [answer]

    monkeypatch.setattr(probes, "of", lambda load: [])
    monkeypatch.setattr(probes, "ask_all_the_time", ask)
    stage = empty_stage()

    asyncio.run(asked.half_open(stage))

    assert len(stage.faults) == len(faults)
    assert all(found.startswith(fault) for found, fault in zip(stage.faults, faults, strict=True))
    assert len(stage.words) == 1


def test_what_people_notice_of_a_deployment_is_a_fault(monkeypatch):
    class FakeNotice:
        def __init__(self, load):
            pass

        async def __aenter__(self):
            return self

        async def __aexit__(self, *raised):
            pass

        def faults(self, plan, windows, front):
            return {"answers": [f"GET / after {len(windows)} restarts: 502"], "front": list(front)}

        def words(self):
            return "1 request"

    monkeypatch.setattr(deploy, "Notice", FakeNotice)
    stage = empty_stage(seconds=0.0)
    stage.logs = SimpleNamespace(since=lambda name: [f"{name} complains"])

    asyncio.run(deploy.deploy(stage))
    for judge in stage.later:
        judge([])

    restarts = sum(map(len, deploy.IN_TURN))
    assert stage.faults == [f"answers: GET / after {restarts} restarts: 502", "front: nginx complains"]
    assert stage.words == ["1 request"]
