"""It is true of an event that commits late that what was skipped on the wire is named, and that no wire is no pass."""

import dataclasses

import pytest

from faults.acts.late import LATER, Late, judge
from faults.tests.stages import empty_stage

GOOD = Late(LATER, 0.3, "a", {"a", "b", "c"}, {"a": 1, "b": 1, "c": 2, "of others": 1})


def test_all_on_the_wire_is_no_fault():
    stage = empty_stage()

    judge(stage, GOOD)

    assert stage.faults == []
    assert "3 of 3 on the wire" in stage.words


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        ({"later": 12}, "only 12 later events were sent, of 1,000"),
        ({"took": -1.0}, "sent after its commit within: nothing was measured"),
        ({"took": 7.0}, "sent after its commit within: 7.00 s is more than 5 s"),
        ({"sent": {"a": 1, "c": 1}}, "event b never came"),
        ({"sent": {"a": 2, "b": 1, "c": 1}}, "the early one came 2 times"),
    ],
)
def test_what_was_not_kept_is_named(found, fault):
    stage = empty_stage()

    judge(stage, dataclasses.replace(GOOD, **found))

    assert stage.faults == [fault]


def test_an_early_one_that_never_came_is_missing_and_counted():
    stage = empty_stage()

    judge(stage, dataclasses.replace(GOOD, sent={"b": 1, "c": 1}))

    assert stage.faults == ["event a never came", "the early one came 0 times"]
