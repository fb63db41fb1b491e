"""It is true of how soon all is as before after a mending that…"""

import asyncio

import pytest

from faults.acts import recovery
from faults.breaks import GRACE
from faults.checkers import Window
from faults.journal import ACKNOWLEDGED, SENT, SHOWN, Entry
from faults.tests.stages import empty_stage


def window(since, mended):
    return Window(since, mended + GRACE)


def post(key, at, answered=None, shown=None):
    """Sent by ada at `at`, answered and shown to bo so many seconds later."""
    found = [Entry(SENT, "ada", "t", at, client_id=key)]
    if answered is not None:
        found.append(Entry(ACKNOWLEDGED, "ada", "t", at + answered, client_id=key, id=f"id-{key}"))
    if shown is not None:
        found.append(Entry(SHOWN, "bo", "t", at + shown, id=f"id-{key}"))
    return found


def test_the_next_answer_after_each_mending_counts():
    entries = [*post("a", 9, 4), *post("b", 21, 0.5), *post("c", 22, 0.5)]

    assert recovery.saved_after(entries, [window(10, 12), window(18, 20)]) == [1, 1.5]


def test_no_answer_before_the_next_break_is_never():
    assert recovery.saved_after([*post("a", 18.5, 0.1)], [window(10, 12), window(18, 18.2)]) == [
        float("inf"),
        pytest.approx(0.4),
    ]


def test_the_last_second_in_which_most_posts_came_late_counts():
    late = [entry for at in (12.1, 13.5, 13.6) for entry in post(str(at), at, 0.1, 1.0)]
    soon = [*post("e", 12.2, 0.1, 0.05), *post("f", 12.3, 0.1, 0.05), *post("g", 14.0, 0.1, 0.05)]

    assert recovery.at_once_after([*late, *soon], [window(10, 12)]) == [2.0]
    assert recovery.at_once_after(soon, [window(10, 12)]) == [0.0]


def test_what_took_long_before_anything_was_broken_may_take_as_long_afterwards():
    before = [entry for at in (1, 2, 3) for entry in post(str(at), at, 0.1, 0.4)]
    after = [*post("d", 12.1, 0.1, 1.1), *post("e", 13.1, 0.1, 1.3)]

    assert recovery.at_once_after([*before, *after], [window(10, 12)]) == [2.0]
    assert recovery.at_once_after([*before, *after[:3]], [window(10, 12)]) == [0.0]


def test_what_was_sent_just_before_the_next_break_says_nothing():
    entries = [*post("a", 12.2, 0.1, 0.05), *post("b", 13.1, 0.1, 1.0)]

    assert recovery.at_once_after([*entries, *post("c", 17, 0.1, 0.05)], [window(10, 12), window(13.2, 16)]) == [0, 0]


def test_nothing_shown_before_the_next_break_is_never():
    assert recovery.at_once_after(post("a", 13, 0.1, 0.05), [window(10, 12), window(12.5, 12.8)]) == [
        float("inf"),
        0.0,
    ]


def test_what_was_sent_during_the_next_break_says_nothing_of_this_one():
    entries = [*post("a", 13, 0.1, 0.05), *post("b", 15, 0.1, 9.0), *post("c", 18, 0.1, 0.05)]

    assert recovery.at_once_after(entries, [window(10, 12), window(14, 16)]) == [0.0, 0.0]


@pytest.mark.parametrize(("shown", "kept"), [(0.05, True), (1.0, False)])
def test_it_is_judged_when_the_journals_can_be_read(shown, kept):
    async def act(stage):
        stage.windows.append(window(10, 12))

    stage = empty_stage()
    asyncio.run(recovery.at_once_again(act)(stage))
    (judge,) = stage.later
    judge([entry for n in range(12, 20) for entry in post(str(n), n, 0.1, shown)])

    assert (not stage.faults) == kept
