"""It is true of the acts about health and silence that each wrong answer and each closed socket is named."""

import asyncio
from collections import Counter
from types import SimpleNamespace

import pytest

from faults.acts import health, idle
from faults.acts.health import Look
from faults.tests.stages import empty_stage

WELL = {"status": "ok", "dependencies": {"redis": "ok"}}


def judged(status, said, wanted):
    stage = empty_stage()
    health.judge_answer(stage, "redis", Look(status, said), wanted)
    return stage.faults


def test_a_good_answer_is_no_fault():
    assert judged(200, WELL, 200) == []


@pytest.mark.parametrize(
    ("status", "said", "fault"),
    [
        (200, WELL, "readiness is 200 instead of 503 of redis"),
        (503, WELL | {"url": "redis://:secret@host"}, "readiness says"),
        (503, {"status": "down", "dependencies": {"redis": "secret refused"}}, "readiness says"),
    ],
)
def test_a_wrong_status_and_words_too_many_are_named(status, said, fault):
    (found,) = judged(status, said, 503)

    assert found.startswith(fault)


def test_no_answer_at_all_is_a_fault():
    assert judged(0, {}, 503)


@pytest.mark.parametrize(
    ("seen", "faults"),
    [
        ([200, 200], []),
        ([200, 0, 503], ["2 times liveness did not say that the process lives"]),
        ([], ["nobody looked at liveness"]),
    ],
)
def test_a_process_that_once_did_not_say_that_it_lives_is_named(seen, faults):
    stage = empty_stage()

    health.judge_life(stage, seen)

    assert stage.faults == faults


def test_a_turn_that_never_comes_is_given_up(monkeypatch):
    monkeypatch.setattr(health, "GIVEN_UP", 0.05)
    monkeypatch.setattr(health, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(health, "look", lambda *given: Look(200, WELL))

    took, seen = asyncio.run(health._until(empty_stage(), "messaging", lambda one: one.of("redis") == "down"))

    assert took > 0.05
    assert seen.of("redis") == "ok"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"null"])
def test_what_is_no_object_says_nothing(body):
    assert Look(200, health._object(body)).of("redis") == ""


def test_where_nobody_listens_there_is_no_answer():
    stack = SimpleNamespace(layout=SimpleNamespace(web_port=lambda service: 1))

    assert health.look(stack, "messaging", "ready") == Look(0, {})


@pytest.mark.parametrize(
    ("connects", "heard", "faults"),
    [
        ([1, 1, 1], {"pong": 9, "authed": 1}, []),
        ([1, 2, 0], {"pong": 9}, ["2 of 3 silent sockets were closed"]),
        ([], {"pong": 9}, ["no socket was there"]),
        ([1], {"pong": 9, "event": 2}, ["they heard {'pong': 9, 'event': 2}, and were to hear pongs alone"]),
        ([1], {}, ["they heard {}, and were to hear pongs alone"]),
    ],
)
def test_a_silent_socket_that_was_closed_or_opened_again_or_that_was_not_silent_is_named(connects, heard, faults):
    stage = empty_stage()

    idle.judge(stage, connects, Counter(heard))

    assert stage.faults == faults
