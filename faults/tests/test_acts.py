"""It is true of the acts for single promises that each names what was not kept, and that seeing nothing is no pass."""

from collections import Counter

import pytest

from faults.acts import changes, events, people, storm
from faults.acts.people import Kick
from faults.journal import ACKNOWLEDGED, HEARD, SENT, SHOWN, Entry
from faults.tests.stages import empty_stage


@pytest.mark.parametrize(
    ("versions", "faults"),
    [
        ([1, 2, 3], 0),
        ([1, 2, 1, 2, 3], 0),  # sent again by the one that took over
        ([5, 6], 0),  # what was before nobody has read
        ([1, 3, 2], 1),
        ([2, 3, 1, 1], 1),
    ],
)
def test_only_a_version_that_comes_first_after_a_higher_one_is_out_of_order(versions, faults):
    assert len(events.inversions({"a": versions, "b": [1]})) == faults


def test_out_of_order_on_the_wire_is_named():
    stage = empty_stage()

    events.judge_wire(stage, 2.0, {"a": [1, 3, 2], "b": [1]})

    assert stage.faults == ["a: version 2 came after 3"]
    assert "4 events on the wire, 1 of them out of order" in stage.words


@pytest.mark.parametrize(
    ("took", "sent", "fault"),
    [(2.0, {}, "no event was seen on the wire"), (30.0, {"a": [1]}, "taken over after: 30.00 s is more than 5 s")],
)
def test_a_relay_that_nobody_took_over_from_and_an_empty_wire_are_faults(took, sent, fault):
    stage = empty_stage()

    events.judge_wire(stage, took, sent)

    assert stage.faults == [fault]


def kicked(at, *more):
    """What came of a kick at 10.0 of "kicked0", whom a post was shown that began at `at`."""
    entries = [
        Entry(SENT, "ada", "t", at=9.0, client_id="c1"),
        Entry(ACKNOWLEDGED, "ada", "t", at=9.1, client_id="c1", id="m1", n=1),
        Entry(SENT, "ada", "t", at=at, client_id="c2"),
        Entry(ACKNOWLEDGED, "ada", "t", at=at + 0.1, client_id="c2", id="m2", n=2),
        Entry(SENT, "ada", "t", at=11.0, client_id="c3"),
        *more,
    ]
    stage = empty_stage()
    people.judge_kicks(stage, entries, [Kick("kicked0", "t", 10.0)])
    return stage


def shown(post):
    return Entry(SHOWN, "kicked0", "t", at=12.0, id=post)


def test_who_was_kicked_may_be_shown_what_was_sent_before():
    stage = kicked(9.9, shown("m1"), shown("m2"))

    assert stage.faults == []
    assert stage.words == ["0 of 1 posts after 1 kicks shown to the kicked"]


def test_what_was_sent_after_the_kick_and_shown_is_named():
    assert kicked(10.5, shown("m1"), shown("m2")).faults == ["kicked0 was shown 1 posts that began after the kick"]


def test_what_came_over_the_socket_of_the_kicked_is_named_also_if_the_client_left_it_out():
    heard = Entry(HEARD, "kicked0", "t", at=12.0, id="m2")

    assert kicked(10.5, shown("m1"), heard).faults == ["kicked0 was shown 1 posts that began after the kick"]


def test_who_was_shown_nothing_at_all_proves_nothing():
    assert kicked(10.5).faults == ["kicked0 was shown nothing before the kick"]


def test_a_topic_that_went_quiet_proves_nothing():
    stage = empty_stage()
    entries = [Entry(SENT, "ada", "t", at=9.0, client_id="c1"), Entry(ACKNOWLEDGED, "ada", "t", 9.1, "c1", "m1")]

    people.judge_kicks(stage, [*entries, shown("m1")], [Kick("kicked0", "t", 10.0)])

    assert stage.faults == ["nobody has posted after kicked0 was kicked"]


@pytest.mark.parametrize(
    ("taken", "faults"),
    [
        ({"people": 3, "parties": 4}, []),
        ({"people": 3}, ["no change of parties was taken"]),
        ({}, ["no change of people was taken", "no change of parties was taken"]),
    ],
)
def test_changes_of_which_none_was_taken_prove_nothing(taken, faults):
    stage = empty_stage()

    changes.judge(stage, Counter(taken))

    assert stage.faults == faults


@pytest.mark.parametrize(
    ("back", "took", "most", "fault"),
    [
        (storm.SOCKETS, 3.0, 40, None),
        (storm.SOCKETS - 2, 3.0, 40, f"2 of {storm.SOCKETS} sockets did not come back"),
        (storm.SOCKETS, 31.0, 40, "until all were back: 31.00 s is more than 30 s"),
        (storm.SOCKETS, 3.0, 51, "51 connections to PostgreSQL, of at most 50"),
        (storm.SOCKETS, 3.0, 0, "0 connections to PostgreSQL, of at most 50"),
    ],
)
def test_a_storm_in_which_somebody_stays_away_is_named(back, took, most, fault):
    stage = empty_stage()

    storm.judge(stage, [took] * back, most)

    assert stage.faults == ([fault] if fault else [])
