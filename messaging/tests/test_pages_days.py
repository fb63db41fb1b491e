"""It is true of messages by day that…"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from messaging.shapes import MessageShape, ReplyShape, UserShape
from messaging.views.days import day_label, days_of

ADA = UserShape("a", "ada", "Ada", "", False)
BO = UserShape("b", "bo", "Bo", "", False)


def said(n, at, author=ADA, **changes):
    given = {
        "id": str(n),
        "topic_id": "t",
        "n": n,
        "rev": n,
        "kind": "text",
        "system": None,
        "author": author,
        "client_id": str(n),
        "text": "x",
        "html": "x",
        "reply_to": None,
        "mentions": [],
        "mention_all": None,
        "attachments": [],
        "reactions": [],
        "pinned_at": None,
        "edited_at": None,
        "deleted_at": None,
        "created_at": at,
    }
    return MessageShape(**given | changes)


def shape_of(days):
    return [[(line.message.n, line.continued, line.first_unread) for line in day.lines] for day in days]


def test_a_run_of_one_author_continues_for_five_minutes():
    days = days_of(
        [said(1, "2026-11-24T10:00:00.000Z"), said(2, "2026-11-24T10:04:59.000Z"), said(3, "2026-11-24T10:09:59.000Z")],
        UTC,
    )

    assert shape_of(days) == [[(1, False, False), (2, True, False), (3, False, False)]]


@pytest.mark.parametrize(
    "changes",
    [{"author": BO}, {"kind": "system"}, {"reply_to": ReplyShape("r", 1, BO, "")}],
    ids=["author", "kind", "reply"],
)
def test_another_author_a_system_line_and_a_reply_begin_anew(changes):
    days = days_of([said(1, "2026-11-24T10:00:00.000Z"), said(2, "2026-11-24T10:00:01.000Z", **changes)], UTC)

    assert not days[0].lines[1].continued


def test_a_day_is_that_of_the_readers_zone_and_begins_anew():
    items = [said(1, "2026-11-23T22:59:00.000Z"), said(2, "2026-11-23T23:01:00.000Z")]

    assert shape_of(days_of(items, UTC)) == [[(1, False, False), (2, True, False)]]
    assert shape_of(days_of(items, ZoneInfo("Europe/Berlin"))) == [[(1, False, False)], [(2, False, False)]]


def test_the_new_line_is_above_the_first_unread_of_others_and_breaks_the_run():
    at = "2026-11-24T10:00:00.000Z"
    items = [said(1, at), said(2, at, BO), said(3, at, kind="system"), said(4, at), said(5, at)]

    assert shape_of(days_of(items, UTC, read_n=1, me="b"))[0][3] == (4, False, True)
    assert not any(line.first_unread for day in days_of(items, UTC, read_n=5, me="b") for line in day.lines)
    assert not any(line.first_unread for day in days_of(items, UTC) for line in day.lines)


def test_near_days_have_names():
    now = datetime.now(UTC)

    assert day_label(now.date(), UTC) == "Today"
    assert day_label((now - timedelta(days=1)).date(), UTC) == "Yesterday"
    assert day_label(datetime(2020, 1, 2, tzinfo=UTC).date(), UTC) == "Thursday 2 January 2020"
