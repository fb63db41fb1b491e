import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging import ordering
from messaging.ordering import Order


def started(have: int = 0) -> Order[int]:
    order: Order[int] = Order()
    order.start(have)
    return order


def take(order: Order[int], rev: int, prev: int | None = None) -> list[int]:
    return order.take(rev - 1 if prev is None else prev, rev, rev)


def test_what_follows_is_delivered_at_once():
    order = started(7)

    assert [take(order, rev) for rev in (8, 9, 10)] == [[8], [9], [10]]
    assert (order.have, order.is_behind) == (10, False)


def test_what_comes_too_early_waits_for_its_predecessor():
    order = started()

    assert take(order, 3) == []
    assert order.is_behind
    assert take(order, 2) == []
    assert take(order, 1) == [1, 2, 3]
    assert not order.is_behind


def test_what_was_delivered_is_not_delivered_again():
    order = started()
    take(order, 1)

    assert take(order, 1) == []
    assert take(order, 1, prev=0) == []
    assert take(order, 2) == [2]


def test_a_change_that_leaps_over_others_is_delivered_when_it_begins_where_we_are():
    order = started(4)

    assert take(order, 9, prev=3) == [9]
    assert take(order, 8) == []
    assert order.have == 9


def test_before_it_is_known_where_we_are_everything_waits():
    order: Order[int] = Order()

    assert take(order, 5) == []
    assert take(order, 4) == []
    assert not order.is_behind
    assert order.start(3) == [4, 5]


def test_a_start_that_is_older_than_what_was_delivered_changes_nothing():
    order = started(7)

    assert order.start(3) == []
    assert order.have == 7


def test_so_much_is_held_and_no_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ordering, "HELD_AT_MOST", 3)
    order = started()
    for rev in range(2, 12):
        take(order, rev)

    assert take(order, 1) == [1, 2, 3, 4]
    assert (order.is_behind, order.wanted) == (True, 11)


@st.composite
def schedules(draw: st.DrawFn) -> tuple[int, list[int]]:
    """How many changes there are, and in which order, how often and whether at all each arrives."""
    count = draw(st.integers(1, 40))
    return count, draw(st.lists(st.integers(1, count), max_size=3 * count))


@given(schedules())
def test_under_any_losses_and_doubles_changes_leave_in_order_and_once(schedule: tuple[int, list[int]]):
    count, arrivals = schedule
    order, delivered = started(), []

    for rev in arrivals:
        delivered += take(order, rev)
        assert delivered == list(range(1, len(delivered) + 1))
        assert order.have == len(delivered)

    # The repair: what is missing is read from the database, as rows after `have`.
    for rev in range(len(delivered) + 1, count + 1):
        delivered += take(order, rev)
    assert delivered == list(range(1, count + 1))
    assert not order.is_behind


@given(schedules(), st.data())
def test_rows_that_leap_over_overwritten_changes_end_at_the_same_head(
    schedule: tuple[int, list[int]], data: st.DataObject
):
    count, arrivals = schedule
    order, delivered = started(), []
    for rev in arrivals:
        delivered += take(order, rev)
    missing = range((order.have or 0) + 1, count + 1)
    kept = [rev for rev in missing if rev == count or data.draw(st.booleans())]

    prev = order.have or 0
    for rev in kept:
        delivered += take(order, rev, prev)
        prev = rev

    assert order.have == count
    assert delivered == sorted(set(delivered))
    assert not order.is_behind
