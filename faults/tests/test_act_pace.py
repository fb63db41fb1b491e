"""It is true of the acts about time that posts which took too long are named, and that seeing none is no pass."""

import math

import pytest

from faults.acts import pace
from faults.acts.pace import Pace
from faults.journal import ACKNOWLEDGED, SENT, SHOWN, Entry
from faults.tests.stages import empty_stage

FAST = Pace([0.05] * 100, [0.04] * 100)


def entries(at=10.0, post="c1", message="m1"):
    return [
        Entry(SENT, "ada", "t", at=at, client_id=post),
        Entry(SHOWN, "ada", "t", at=at + 0.1, id=message),
        Entry(SHOWN, "bo", "t", at=at + 0.2, id=message),
        Entry(SHOWN, "bo", "t", at=at + 5.0, id=message),
        Entry(ACKNOWLEDGED, "ada", "t", at=at + 0.3, client_id=post, id=message),
    ]


def test_what_counts_is_the_first_showing_to_somebody_else_and_the_answer():
    found = pace.pace_of([*entries(), *entries(20.0, "c2", "m2")], 9.0, 11.0)

    assert [round(took, 3) for took in found.shown] == [0.2]
    assert [round(took, 3) for took in found.answered] == [0.3]


@pytest.mark.parametrize(("share", "longest"), [(0.5, 50), (0.99, 99), (1.0, 100)])
def test_a_share_does_not_exceed_it(share, longest):
    assert pace.longest_of(range(100, 0, -1), share) == longest
    assert pace.longest_of([], share) == math.inf


@pytest.mark.parametrize(
    ("found", "faults"),
    [
        (FAST, 0),
        (Pace(FAST.answered, [0.07] * 100), 1),
        (Pace(FAST.answered, [0.04] * 97 + [0.3] * 3), 1),
        (Pace([0.05] * 97 + [0.2] * 3, FAST.shown), 1),
        (Pace([], []), 3),
    ],
)
def test_what_took_longer_than_promised_is_named(found, faults):
    stage = empty_stage()

    pace.judge_pace(stage, found)

    assert len(stage.faults) == faults


@pytest.mark.parametrize(
    ("quiet", "typing", "signs", "faults"),
    [
        (0.1, 0.14, 20, []),
        (0.1, 0.16, 20, ["typing made it 1.6 x as slow"]),
        (0.1, 0.1, 0, ["nobody was shown that others type"]),
    ],
)
def test_typing_that_slows_posts_and_that_nobody_sees_are_named(quiet, typing, signs, faults):
    stage = empty_stage()

    pace.judge_typing(stage, Pace([], [quiet] * 100), Pace([], [typing] * 100), signs)

    assert stage.faults == faults


def test_without_any_post_typing_proves_nothing():
    stage = empty_stage()

    pace.judge_typing(stage, Pace([], []), Pace([], []), 20)

    assert len(stage.faults) == 1
