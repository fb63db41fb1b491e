"""It is true of the day that a web process remembers of the canary…"""

import pytest

from messaging.canary import INTERVAL, SILENT
from messaging.canary.history import DAY, MOST, Gap, figures, gaps_of, together
from messaging.tests.beats import MOMENT, beat, heard


def gaps(*beats):
    return gaps_of(heard(*beats).history.beats(), MOMENT)


def test_without_a_fault_there_is_no_gap():
    assert gaps(*(beat(15 * n) for n in range(1, 20))) == []


def test_nothing_at_all_is_no_gap():
    assert gaps() == []


def test_a_gap_begins_with_the_first_bad_beat_and_ends_with_the_next_good_one():
    found = gaps(beat(75), beat(60, "redis"), beat(45, "redis", "kafka"), beat(30), beat(15))

    assert found == [Gap(began_at=MOMENT - 60, ended_at=MOMENT - 30, missing=["redis", "kafka"])]


def test_a_gap_that_goes_on_has_no_end():
    assert gaps(beat(30), beat(15, "kafka")) == [Gap(began_at=MOMENT - 15, ended_at=None, missing=["kafka"])]


def test_two_gaps_with_a_good_beat_between_are_two():
    assert [gap.missing for gap in gaps(beat(60, "a"), beat(45), beat(30, "b"), beat(15))] == [["a"], ["b"]]


def test_silence_is_a_gap_of_the_canary():
    found = gaps(beat(200), beat(100), beat(85))

    assert found == [
        Gap(began_at=MOMENT - 200 + INTERVAL, ended_at=MOMENT - 100, missing=["canary"]),
        Gap(began_at=MOMENT - 85 + INTERVAL, ended_at=None, missing=["canary"]),
    ]


def test_a_beat_that_is_a_little_late_is_none():
    assert gaps(beat(SILENT + 14), beat(15)) == []


def test_silence_within_a_gap_goes_on_with_it():
    found = gaps(beat(200, "postgresql"), beat(30))

    assert found == [Gap(began_at=MOMENT - 200, ended_at=MOMENT - 30, missing=["postgresql", "canary"])]


def test_the_same_beat_twice_is_one_and_the_later_news_of_it_counts():
    watch = heard(beat(15), beat(15, "redis"))

    assert [one.missing for one in watch.history.beats()] == [("redis",)]


def test_beats_come_in_any_order():
    assert [one.at for one in heard(beat(15), beat(45), beat(30)).history.beats()] == [
        MOMENT - 45,
        MOMENT - 30,
        MOMENT - 15,
    ]


def test_what_is_older_than_a_day_is_forgotten_and_what_is_younger_stays():
    watch = heard(beat(DAY - 1), beat(DAY - 1000), beat(15))
    watch.history.add([beat(DAY + 1)], MOMENT)
    watch.history.add([], MOMENT + 500)

    assert [one.at for one in watch.history.beats()] == [MOMENT - DAY + 1000, MOMENT - 15]


def test_it_does_not_grow_beyond_its_bound():
    watch = heard(*(beat(n / 10) for n in range(MOST + 50)))

    kept = watch.history.beats()
    assert len(kept) == MOST
    assert kept[-1].at == MOMENT


@pytest.mark.parametrize(
    ("values", "p50", "p95", "count"),
    [
        ([], None, None, 0),
        ([None], None, None, 0),
        ([7], 7, 7, 1),
        (list(range(1, 101)), 50, 95, 100),
        ([5, None, 1, 9], 5, 9, 3),
    ],
)
def test_half_and_nearly_all_are_ranks_of_what_came(values, p50, p95, count):
    found = figures(values)

    assert (found.p50, found.p95, found.count) == (p50, p95, count)
    assert found.newest == (values[-1] if values else None)


def gap(began, ended, *missing):
    return Gap(began_at=began, ended_at=ended, missing=list(missing))


@pytest.mark.parametrize(
    ("apart", "one"),
    [
        ([], []),
        ([gap(1, 2, "a"), gap(3, 4, "b")], [gap(1, 2, "a"), gap(3, 4, "b")]),
        ([gap(3, 4, "b"), gap(1, 3, "a")], [gap(1, 4, "a", "b")]),
        ([gap(1, 9, "a"), gap(2, 3, "a")], [gap(1, 9, "a")]),
        ([gap(1, None, "a"), gap(2, 3, "b")], [gap(1, None, "a", "b")]),
        ([gap(1, 5, "a"), gap(2, None, "b"), gap(9, 10, "c")], [gap(1, None, "a", "b", "c")]),
    ],
)
def test_what_several_have_seen_at_a_time_is_one_gap(apart, one):
    assert together(apart) == one
