"""It is true of a stage that what was not kept and what was never measured are faults, and the longest time is told."""

import time

import pytest

from faults.breaks import GRACE
from faults.tests.stages import empty_stage


def test_times_within_what_was_promised_are_no_fault():
    stage = empty_stage()

    stage.within("back after", [0.25, 1.5, 1.0], 1.5)

    assert (stage.faults, stage.words) == ([], ["back after 1.50 s"])


@pytest.mark.parametrize(
    ("took", "fault"),
    [([0.1, 2.5], "back after: 2.50 s is more than 2 s"), ([], "back after: nothing was measured")],
)
def test_what_took_too_long_or_was_never_measured_is_a_fault(took, fault):
    stage = empty_stage()

    stage.within("back after", took, 2.0)

    assert stage.faults == [fault]


def test_only_what_does_not_hold_is_a_fault():
    stage = empty_stage()

    stage.insist(True, "this holds")
    stage.insist(False, "this does not")

    assert stage.faults == ["this does not"]


def test_what_is_broken_is_so_until_a_while_after_it_is_mended_even_if_mending_failed():
    stage, began = empty_stage(), time.time()

    with pytest.raises(OSError, match="no"), stage.broken("kill redis"):
        raise OSError("no")

    (window,) = stage.windows
    assert began <= window.since
    assert window.since + GRACE <= window.until <= time.time() + GRACE
    assert (window.excuses, window.what) == (True, "kill redis")


def test_a_seed_gives_the_same_chances_again():
    assert empty_stage().random.random() == empty_stage().random.random()
