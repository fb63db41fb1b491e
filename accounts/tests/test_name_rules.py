"""It is true of people's names that they can be seen, turn no line around, and keep what they are made of."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from accounts.providers.people import display_name
from accounts.rules import DISPLAY_NAME_MAX, clean_display_name
from events.lines import MAX_MARKS

#: Each is all that somebody is called.
NOTHING = [
    *("", "  ", "\u200b", "\u200d", "\u200c\ufe0f", "\u202e", "\u2066\u2069", "\u2060\ufeff", "\u00ad", "\u034f"),
    *("\u3164", "\uffa0", "\u2800", "\u2800\u200d\u2800", "\u180b", "\u0080", "\U000e0041", "\U0001d159", "\x07\x1b"),
]
MADE_OF_JOINERS = [
    "👩\u200d💻 Ada",
    "👨\u200d👩\u200d👧",
    "🏳\ufe0f\u200d🌈",
    "نامه\u200cای",
    "ශ්\u200dරී",
    "葛\U000e0100城",
]


@pytest.mark.parametrize("name", [*NOTHING, pytest.param("\u200b" * 5000, id="long")])
def test_one_that_can_not_be_seen_is_refused_like_an_empty_one(name):
    with pytest.raises(ValidationError) as refused:
        clean_display_name(name)

    assert (refused.value.code, refused.value.messages) == ("blank", ["A name is wanted."])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u202eAda\u202c", "Ada"),
        ("Ada \u2067L.\u2069", "Ada L."),
        ("\u200eA\u200bd\u00ada\ufeff", "Ada"),
        ("\u200dAda\u200c", "Ada"),
        ("A\u0080da", "Ada"),
        (" Ada\u2800\n\tL.\u3000", "Ada L."),
        ("Zoe\u0308", "Zo\u00eb"),
    ],
)
def test_what_can_not_be_seen_or_turns_a_line_around_goes(typed, kept):
    assert clean_display_name(typed) == kept


@pytest.mark.parametrize("name", [*MADE_OF_JOINERS, "שלום", "مرحبا بالعالم", "Việt Nam", "ภาษาที่", "한국어"])
def test_emoji_and_scripts_keep_what_they_are_made_of(name):
    assert clean_display_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        ("A\x07da", "invalid", "A name can't have control characters."),
        ("A\ud800da", "invalid", "A name can't have control characters."),
        ("x" + "\u0335" * (MAX_MARKS + 1), "invalid", "Marks stand on a letter, at most 4 on each."),
        ("\u0301Ada", "invalid", "Marks stand on a letter, at most 4 on each."),
        ("x" * 65, "too_long", "A name can have 64 characters; this one has 65."),
        pytest.param("x" * 5000, "too_long", "A name can have 64 characters; this one has 5000.", id="long"),
    ],
)
def test_what_can_be_seen_and_will_not_do_is_refused_by_its_own_sentence(name, code, sentence):
    with pytest.raises(ValidationError) as refused:
        clean_display_name(name)

    assert (refused.value.code, refused.value.messages) == (code, [sentence])


def test_the_length_is_that_of_what_is_kept():
    assert clean_display_name("\u202e" + "x" * DISPLAY_NAME_MAX + "\u200b") == "x" * DISPLAY_NAME_MAX


@pytest.mark.parametrize(
    ("name", "login", "called"),
    [
        ("\u202eevil\x00\n", "mara", "evil"),
        ("\u202e\u2066", "mara", "mara"),
        ("\u2800\u200d\u2800", "mara", "mara"),
        ("x" + "\u0335" * 40, "mara", "mara"),
        ("\x00\u200b", "\u3164", ""),
        (None, "\u202emara", "mara"),
        ("Ada\x00Berg", None, "Ada Berg"),
        ("x" * 300, None, "x" * 64),
        ("x" * 63 + "👩\u200d💻", None, "x" * 63 + "👩"),
        *((name, "mara", unicodedata.normalize("NFC", name)) for name in MADE_OF_JOINERS),
    ],
)
def test_what_a_provider_says_is_made_fit_and_gives_way_when_nothing_is_left(name, login, called):
    assert display_name({"name": name, "login": login}) == called
