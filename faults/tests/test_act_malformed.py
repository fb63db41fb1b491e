"""It is true of malformed frames that a wrong answer, a kind that was never sent and a process that grew are faults."""

from collections import Counter
from types import SimpleNamespace

import pytest

from faults.acts.malformed import judge
from faults.malformed import ERROR, KINDS, malformed
from faults.tests.stages import empty_stage

KIND_NAMES = sorted({one.kind for one in malformed(1, 2_000)})


def attack(wrong=(), kinds=KIND_NAMES):
    return SimpleNamespace(wrong=list(wrong), outcomes=Counter({(kind, ERROR): 10 for kind in kinds}))


def test_every_kind_is_drawn():
    assert len(KIND_NAMES) == len(KINDS)


def test_the_same_seed_gives_the_same_frames():
    assert malformed(7, 100) == malformed(7, 100) != malformed(8, 100)


def test_right_answers_are_no_fault():
    stage = empty_stage()

    judge(stage, [attack(), attack()], 100.0, 119.0)

    assert stage.faults == []
    assert stage.words[0].startswith("220 malformed frames, 220 answered by an error, 0 by")


@pytest.mark.parametrize(
    ("attacks", "after", "fault"),
    [
        ([attack(), attack(wrong=["deep: 1011 instead of error"])], 100.0, "deep: 1011 instead of error"),
        ([attack(kinds=KIND_NAMES[1:])], 100.0, "of 11 kinds of malformed frames 10 were sent"),
        ([attack()], 121.0, "messaging-web went from 100 to 121 MB"),
        ([attack()], 0.0, "messaging-web went from 100 to 0 MB"),
    ],
)
def test_what_was_not_kept_is_named(attacks, after, fault):
    stage = empty_stage()

    judge(stage, attacks, 100.0, after)

    assert stage.faults == [fault]
