import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.positions import DIGITS, between


def test_the_first_key_leaves_room_on_both_sides():
    key = between(None, None)

    assert between(None, key) < key < between(key, None)


def test_a_key_lies_between_its_neighbours():
    assert "a0" < between("a0", "a1") < "a1"
    assert "a" < between("a", "a1") < "a1"
    assert "a" < between("a", "b") < "b"


@pytest.mark.parametrize(("before", "after"), [("a", "a"), ("b", "a"), ("b", "")])
def test_there_is_no_key_between_neighbours_in_the_wrong_order(before: str, after: str):
    with pytest.raises(ValueError, match="no key between"):
        between(before, after)


@given(st.lists(st.integers(0, 1000), max_size=60))
def test_any_moves_keep_the_order_and_every_key_its_own(places: list[int]):
    keys: list[str] = []
    for place in places:
        at = place % (len(keys) + 1)
        key = between(keys[at - 1] if at else None, keys[at] if at < len(keys) else None)
        keys.insert(at, key)

    assert keys == sorted(set(keys))
    assert not any(key.endswith("0") for key in keys)
    assert all(set(key) <= set(DIGITS) for key in keys)


def test_keys_stay_short_where_people_append():
    key = None
    for _ in range(500):
        key = between(key, None)

    assert key is not None
    assert len(key) <= 64


def test_keys_stay_short_where_people_put_things_first_or_always_into_one_gap():
    first = gap = "i"
    for _ in range(200):
        first = between(None, first)
        gap = between("a", gap)

    assert len(first) <= 64
    assert len(gap) <= 64
