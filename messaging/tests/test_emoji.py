"""It is true of emoji that …"""

import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.errors import Invalid
from messaging.checks import clean_emoji
from messaging.emoji import MOST, TABLE, all_emoji, fully_qualified

#: As Unicode 17 counts them: fully qualified, without components.
RGI_COUNT = 3944
EVERY = [each for one in all_emoji() for each in (one.emoji, *one.tones)]
PICTURE = "\ufe0f"
TEXT = "\ufe0e"
JOINER = "\u200d"


def unqualified(emoji: str) -> list[str]:
    """Every way to leave selectors out."""
    places = [place for place, sign in enumerate(emoji) if sign == PICTURE]
    dropped = [set(some) for count in range(1, len(places) + 1) for some in combinations(places, count)]
    return ["".join(sign for place, sign in enumerate(emoji) if place not in some) for some in dropped]


def test_every_one_that_unicode_recommends_is_there_once():
    assert (len(EVERY), len(set(EVERY))) == (RGI_COUNT, RGI_COUNT)


def test_each_is_its_own_fully_qualified_form():
    assert [emoji for emoji in EVERY if fully_qualified(emoji) != emoji] == []


def test_each_is_known_without_its_selectors():
    cases = [(short, emoji) for emoji in EVERY for short in unqualified(emoji)]

    assert len(cases) > 1000
    assert [short for short, emoji in cases if fully_qualified(short) != emoji] == []


def test_each_is_known_when_text_is_asked_for():
    cases = [(emoji.replace(PICTURE, TEXT), emoji) for emoji in EVERY]

    assert [typed for typed, emoji in cases if fully_qualified(typed) != emoji] == []


def test_each_is_known_with_a_selector_behind_every_sign():
    cases = ["".join(sign + PICTURE for sign in emoji.replace(PICTURE, "")) for emoji in EVERY]

    assert max(map(len, cases)) == MOST
    assert list(map(fully_qualified, cases)) == EVERY


def test_no_two_in_a_row_are_one():
    assert [a + b for a, b in pairwise(EVERY) if fully_qualified(a + b)] == []
    assert [emoji for emoji in EVERY if fully_qualified(emoji + emoji)] == []


def test_none_is_known_with_anything_around_it():
    around = [
        (left, right) for sign in (" ", "a", JOINER, PICTURE * 2, "\u200b") for left, right in (("", sign), (sign, ""))
    ]

    assert [
        left + emoji + right for emoji in EVERY for left, right in around if fully_qualified(left + emoji + right)
    ] == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("❤", "❤️"),
        ("❤︎", "❤️"),
        ("⌚️", "⌚"),
        ("1⃣", "1️⃣"),
        ("#️⃣", "#️⃣"),
        ("☝🏽", "☝🏽"),
        ("👩‍❤‍👩", "👩‍❤️‍👩"),
        ("🏳‍🌈", "🏳️‍🌈"),
        ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
        ("🧑🏻‍🤝‍🧑🏿", "🧑🏻‍🤝‍🧑🏿"),
        ("🇩🇪", "🇩🇪"),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
        ("©", "©️"),
    ],
)
def test_one_emoji_is_stored_fully_qualified(typed: str, stored: str):
    assert clean_emoji(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "a",
        "1",
        "#",
        "tada",
        ":tada:",
        "🎉🎉",
        "🎉 ",
        " 🎉",
        "🎉\n",
        "🏽",
        "🦰",
        "🇩",
        "🇩🇩",
        "🇩🇪🇫",
        "🏴󠁧󠁢󠁳󠁣󠁴",
        "🏴󠁸󠁸󠁸󠁿",
        "󠁧󠁢󠁳󠁣󠁴󠁿",
        "\ufe0f",
        "\ufe0f🎉",
        "❤\ufe0f\ufe0f",
        "\u200d",
        "👩\u200d",
        "👩\u200d👩\u200d👩",
        "🎉🏽",
        "👋🏽🏽",
        "a\u20e3",
        "→",
        "☃\u0301",
        "\ud83c",
        "🎉" * 5000,
        None,
        1,
        True,
        ["🎉"],
        {"emoji": "🎉"},
    ],
)
def test_anything_else_is_refused(typed: object):
    with pytest.raises(Invalid) as caught:
        clean_emoji(typed)

    assert (caught.value.code, list(caught.value.fields or {})) == ("invalid", ["emoji"])


@given(st.text(st.sampled_from("👩🏽🇩🇪🏳❤1#a\u200d\ufe0f\ufe0e\u20e3🌈\U000e0067\U000e007f"), max_size=8))
def test_whatever_is_accepted_is_one_of_them_and_stays_it(typed: str):
    kept = fully_qualified(typed)

    assert kept is None or (kept in EVERY and fully_qualified(kept) == kept)
    assert kept is None or re.sub("[\ufe0e\ufe0f]", "", kept) == re.sub("[\ufe0e\ufe0f]", "", typed)


def test_a_picker_has_names_groups_and_tones_in_order():
    every = all_emoji()

    assert list(dict.fromkeys(emoji.group for emoji in every)) == [
        "smileys & emotion",
        "people & body",
        "animals & nature",
        "food & drink",
        "travel & places",
        "activities",
        "objects",
        "symbols",
        "flags",
    ]
    assert every[0][:3] == ("😀", "smileys & emotion", "grinning face")
    wave = next(emoji for emoji in every if emoji.name == "waving hand")
    assert (wave.emoji, wave.tones) == ("👋", ("👋🏻", "👋🏼", "👋🏽", "👋🏾", "👋🏿"))
    assert all(emoji.name for emoji in every)


def test_what_a_picker_offers_is_what_is_stored():
    script = (TABLE.parents[2] / "static" / "js" / "emoji" / "table.js").read_text(encoding="utf-8")
    rows = [row.split("\t") for row in script.split("`")[1].split("\n")]

    assert [row[0] for row in rows] == [one.emoji for one in all_emoji()]
    assert [tone for row in rows for tone in " ".join(row[4:]).split() if fully_qualified(tone) != tone] == []
