"""It is true of each question that somebody types that it has an answer: what it asks for, or what is wrong with it."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.errors import Blank, Invalid, TooLong
from messaging.search.asking import MAX_QUESTION, MAX_TERMS, Condition, Question, parse


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("boat", Question(words=("boat",))),
        ("boat boat", Question(words=("boat",))),
        ("boat -sail -", Question(words=("boat",), without=("sail",))),
        ('"Big Sea" boat', Question(words=(" big sea ", "boat"))),
        ("“big sea”", Question(words=(" big sea ",))),
        ('"big sea', Question(words=(" big sea ",))),
        ('say"big sea"now', Question(words=("say", " big sea ", "now"))),
        ('-"big sea" boat', Question(words=("boat",), without=(" big sea ",))),
        ("from:Ada", Question(conditions=(Condition("from", "Ada"),))),
        ("FROM:ada from：bo", Question(conditions=(Condition("from", "ada"), Condition("from", "bo")))),
        ('in:"Big boats" -in:x', Question(conditions=(Condition("in", "Big boats"), Condition("in", "x", True)))),
        ("has:Link is:pinned", Question(conditions=(Condition("has", "link"), Condition("is", "pinned")))),
        ("mentions:me", Question(conditions=(Condition("mentions", "me"),))),
        ("https://x.org 12:30", Question(words=("https x org", " 12 30"))),
        ('foo:"a b"', Question(words=(" foo a b ",))),
        ('"from: me"', Question(words=(" from me ",))),
        ("!! boat ??", Question(words=("boat",))),
    ],
)
def test_a_question_is_understood(text: str, question: Question):
    assert parse(text, UTC) == question


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("on:2026-11-24", datetime(2026, 11, 23, 15, tzinfo=UTC), datetime(2026, 11, 24, 15, tzinfo=UTC)),
        ("after:2026-11-24", datetime(2026, 11, 24, 15, tzinfo=UTC), None),
        ("before:2026-11-24", None, datetime(2026, 11, 23, 15, tzinfo=UTC)),
        (
            "after:2026-11-01 before:2026-11-24 before:2027-01-01",
            datetime(2026, 11, 1, 15, tzinfo=UTC),
            datetime(2026, 11, 23, 15, tzinfo=UTC),
        ),
    ],
)
def test_days_are_those_of_the_asker(text: str, since: datetime | None, until: datetime | None):
    assert parse(text, ZoneInfo("Asia/Tokyo")) == Question(since=since, until=until)


def test_a_day_on_which_clocks_change_has_its_23_hours():
    question = parse("on:2026-03-29", ZoneInfo("Europe/Berlin"))

    assert (question.until - question.since).total_seconds() == 23 * 3600


@pytest.mark.parametrize("text", ["", "  \t", '""', "!? --", "-", "\u3000"])
def test_nothing_to_look_for_is_blank(text: str):
    with pytest.raises(Blank) as refusal:
        parse(text, UTC)

    assert refusal.value.fields == {"q": [refusal.value.message]}


@pytest.mark.parametrize(
    "text",
    [
        "has:cheese",
        "is:big",
        "from:",
        "from: bo",
        'in:""',
        "on:tomorrow",
        "on:2026-02-30",
        "on:0001-01-01",
        "on:9999-12-31",
        "on:２０２６-11-24",
        "-on:2026-11-24",
        "-boat",
        "-from:bo",
        "a\x00b",
        "\ud83d",
        " ".join("abcdefghijklmnopqrstuvwxyz"[: MAX_TERMS + 1]),
    ],
)
def test_what_can_not_be_meant_is_invalid_and_says_so(text: str):
    with pytest.raises(Invalid) as refusal:
        parse(text, UTC)

    assert type(refusal.value) is Invalid
    assert refusal.value.fields == {"q": [refusal.value.message]}


def test_a_question_has_so_many_characters_and_not_one_more():
    assert parse("x" * MAX_QUESTION, UTC).words
    with pytest.raises(TooLong):
        parse("x" * (MAX_QUESTION + 1), UTC)


PIECES = ["from:", "in:", "on:", "-", '"', "：", " ", "a", "京", "9", "is:", "\n"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_is_understood_or_refused(text: str):
    question = None
    with suppress(Invalid):
        question = parse(text, UTC)

    assert question != Question()
