"""It is true of names of parties and topics that …"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.errors import Blank, Invalid, TooLong
from events.lines import MAX_MARKS
from messaging.checks import MAX_NAME, clean_description, clean_name, clean_text
from messaging.emoji import all_emoji

JOINER = "\u200d"
APART = "\u200c"


def test_every_emoji_survives():
    every = [each for one in all_emoji() for each in (one.emoji, *one.tones)]

    assert [emoji for emoji in every if clean_name(emoji) != emoji] == []
    assert [emoji for emoji in every if clean_name(f"a{emoji} b") != f"a{emoji} b"] == []
    assert [emoji for emoji in every if clean_name(emoji + emoji) != emoji + emoji] == []


@pytest.mark.parametrize(
    "name",
    [
        "שלום",
        "مرحبا بالعالم",
        "نامه\u200cای",
        "क्\u200dष",
        "ශ්\u200dරී",
        "葛\U000e0100城",
        "שָׁלוֹם",
        "Việt Nam",
        "ภาษาที่",
        "བོད་སྐད",
        "한국어",
        "ship☀︎shape",
        "a · b — c",
        "C++ / C#",
    ],
)
def test_scripts_keep_what_they_are_made_of(name: str):
    assert clean_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "sign",
    [
        *"\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2060\u2061\u206a\u206f\ufeff",
        *"\u00ad\u034f\u115f\u1160\u3164\uffa0\u17b4\u180e\u0080\u009f\ufff9\U000e0001\U000e0041\U000e007f\ufe00\ufe0f",
        *(JOINER, APART, "\U000e0100", "\U0001d159", "\U0001d173"),
    ],
)
def test_what_can_not_be_seen_goes(sign: str):
    assert clean_name(f"{sign}al{sign}{sign}pha{sign}") == "alpha"
    with pytest.raises(Blank):
        clean_name(sign * 3)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("🎉\u200c🎉", "🎉🎉"),
        ("🎉\u200d", "🎉"),
        ("\u200d🎉", "🎉"),
        ("👩\u200d\u200d👩", "👩👩"),
        ("中\u200d国", "中国"),
        ("1\ufe0f", "1"),
        ("☀\ufe0f\ufe0f", "☀\ufe0f"),
        ("🏴\U000e0067\U000e0062", "🏴"),
        ("🏴" + "\U000e0068" * 40 + "\U000e007f", "🏴"),
        ("\u202eevil\u202c", "evil"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_pieces_of_emoji_and_scripts_stay_only_in_their_place(typed: str, kept: str):
    assert clean_name(typed) == kept


@pytest.mark.parametrize("space", [*"\u0020\u00a0\u1680\u2000\u2003\u2009\u2028\u2029\u202f\u205f\u3000\u2800\u0085"])
def test_all_white_space_is_one_space(space: str):
    assert clean_name(f"{space}a{space}{space}b{space}") == "a b"
    for nothing in (space * 3, f"{space}{JOINER}{space}", f"{space}\ufe0f"):
        with pytest.raises(Blank):
            clean_name(nothing)


@pytest.mark.parametrize("sign", [*"\x00\x01\t\n\r\x1b\x7f\ud800"])
def test_control_characters_are_refused(sign: str):
    with pytest.raises(Invalid) as caught:
        clean_name(f"a{sign}b")

    assert (caught.value.code, list(caught.value.fields or {})) == ("invalid", ["name"])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("cafe\u0301", "café"),
        ("\u212b", "Å"),
        ("\u1100\u1161", "가"),
        ("\u0958", "\u0915\u093c"),
        ("a\u0323\u0307", "ạ̇"),
    ],
)
def test_the_composed_form_is_kept(typed: str, kept: str):
    assert clean_name(typed) == kept


@pytest.mark.parametrize("pair", [("paypal", "pаypal"), ("fi", "ﬁ"), ("A", "Ａ"), ("I", "l"), ("ss", "ß"), ("a", "A")])
def test_what_looks_alike_stays_apart(pair: tuple[str, str]):
    assert tuple(map(clean_name, pair)) == pair


def test_marks_are_piled_up_to_a_height():
    most = "x" + "\u0335" * MAX_MARKS

    assert clean_name(f"{most}{most}") == f"{most}{most}"
    joined = "س" + "\u064e" * MAX_MARKS + JOINER + "\u064e"
    for typed in (f"{most}\u0335", f"ok {most}\u0335 ok", "\u0301abc", " \u0301abc", "\u0335", joined):
        with pytest.raises(Invalid) as caught:
            clean_name(typed, "title")
        assert (caught.value.code, list(caught.value.fields or {})) == ("invalid", ["title"])


@pytest.mark.parametrize("sign", ["a", "é", "🎉", "中", "\U0001f3f4"])
def test_the_length_is_counted_in_code_points_of_what_is_kept(sign: str):
    assert clean_name("\u200b " + sign * MAX_NAME + "\u202e ") == sign * MAX_NAME
    with pytest.raises(TooLong):
        clean_name(sign * (MAX_NAME + 1))


def test_a_sign_that_the_composed_form_takes_apart_counts_as_its_parts():
    assert len(clean_name("\u0958" * (MAX_NAME // 2))) == MAX_NAME
    with pytest.raises(TooLong):
        clean_name("\u0958" * (MAX_NAME // 2 + 1))


def test_a_description_follows_the_same_rules_but_may_be_empty():
    assert clean_description(" \u202ea\u200d👩‍👩‍👧 ") == "a👩‍👩‍👧"
    assert clean_description("\u200d \u3164") == ""
    with pytest.raises(Invalid):
        clean_description("x" + "\u0335" * (MAX_MARKS + 1))


@pytest.mark.parametrize(
    "text", ["\u200d", "\u200c\ufe0f", "\u3164", "\u2800\n", "\u034f", "\u180b", "\U000e0041", "\ufe0f"]
)
def test_a_message_of_it_is_blank(text: str):
    with pytest.raises(Blank):
        clean_text(text)


odd = st.text(
    st.one_of(
        st.sampled_from("ae🎉👩🏴☀1中س\u0915\u094d\u0301\u0335\u200c\u200d\ufe0f\ufe0e\u20e3\u202e\u200b \u2800"),
        st.sampled_from("\U000e0067\U000e0062\U000e0073\U000e007f\U000e0100\u0958\u1100\u1161"),
        st.characters(categories=("Cf", "Mn", "Mc", "Me", "Zs", "Lo", "So")),
    ),
    max_size=30,
)


@given(odd)
def test_whatever_is_kept_is_composed_and_stays_the_same(name: str):
    try:
        kept = clean_name(name)
    except Invalid:
        return

    assert clean_name(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert 1 <= len(kept) <= MAX_NAME
