"""It is true of who is on their way into a topic that what others are shown meanwhile is held for them, in bounds."""

import msgspec
import pytest

from messaging.feeds import Joiner
from messaging.frames import TopicChange
from messaging.ordering import HELD_AT_MOST

pytestmark = pytest.mark.portable


def change(rev: int) -> TopicChange:
    return TopicChange("t", "p", rev - 1, rev, rev, None, None, 1, msgspec.Raw(b"{}"))


def test_what_is_later_than_the_rows_follows_them():
    joiner = Joiner(since=4)
    joiner.hold([change(5), change(6)])

    assert [one.rev for one in joiner.after(5)] == [6]
    assert joiner.follows(4)
    assert not joiner.follows(3)


def test_of_more_than_may_be_held_the_oldest_has_to_be_read_again():
    joiner = Joiner(since=0)
    for rev in range(1, HELD_AT_MOST + 4):
        joiner.hold([change(rev)])

    assert len(joiner.held) == HELD_AT_MOST
    assert not joiner.follows(2)
    assert joiner.follows(3)
    assert joiner.after(3)[0].rev == 4
