import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.errors import Blank, Invalid, TooLong
from messaging.checks import clean_client_id, clean_description, clean_id, clean_name, clean_reason, clean_text


def test_a_text_is_kept_as_sent_but_for_line_ends():
    assert clean_text("  a\tb\r\nc\n ") == "  a\tb\nc\n "


def test_a_text_keeps_what_emoji_and_scripts_are_made_of():
    family = "👩‍👩‍👧 🏳️‍🌈 نامه‌ای é é"

    assert clean_text(family) == family


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\r", "\x1b", "\x1f", "\x7f", "\ud800"])
def test_a_text_has_no_control_characters(sign: str):
    with pytest.raises(Invalid) as caught:
        clean_text(f"a{sign}b")

    assert list(caught.value.fields or {}) == ["text"]


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\u2060\ufeff", "\u00a0", "\u3000", "\u202e"])
def test_a_text_that_shows_nothing_is_blank(text: str):
    with pytest.raises(Blank):
        clean_text(text)


def test_the_length_of_a_text_is_counted_in_code_points_after_line_ends():
    assert len(clean_text("🎉" * 4000)) == 4000
    assert len(clean_text("\r\n".join("a" * 2000))) == 3999
    with pytest.raises(TooLong):
        clean_text("a" * 4001)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        (" a  b ", "a b"),
        ("cafe\u0301", "café"),
        ("a\u200bb", "ab"),
        ("\u202eabc", "abc"),
        ("🎉 party", "🎉 party"),
        ("a\u00a0b", "a b"),
    ],
)
def test_a_name_is_one_line_that_looks_like_what_it_is(given_name: str, kept: str):
    assert clean_name(given_name) == kept


def test_a_name_says_which_field_is_wrong():
    with pytest.raises(Blank) as caught:
        clean_name(" ", "title")

    assert caught.value.fields == {"title": ["Give it a name."]}


def test_a_description_may_be_empty():
    assert clean_description("") == ""
    assert clean_description("x" * 500) == "x" * 500


@pytest.mark.parametrize("given_id", ["a", "A-Z_09", "x" * 64])
def test_a_client_id_is_kept(given_id: str):
    assert clean_client_id(given_id) == given_id


@pytest.mark.parametrize("given_id", ["", "x" * 65, "a b", "a\n", "ä", "a.b", None, 1, True, ["a"]])
def test_anything_else_is_no_client_id(given_id: object):
    with pytest.raises(Invalid):
        clean_client_id(given_id)


@pytest.mark.parametrize("given_id", ["", "a", "x" * 36, None, 1, {}])
def test_what_is_not_spelt_like_an_id_is_refused(given_id: object):
    with pytest.raises(Invalid) as caught:
        clean_id(given_id, "reply_to")

    assert list(caught.value.fields or {}) == ["reply_to"]


anything = st.one_of(
    st.text(), st.text(st.characters(categories=("Cc", "Cf", "Cs", "Zs", "L"))), st.integers(), st.none()
)


@given(anything)
def test_whatever_is_typed_is_cleaned_or_refused_and_cleaning_twice_changes_nothing(value: object):
    for clean in (clean_text, clean_name, clean_description, clean_client_id):
        try:
            kept = clean(value)
        except Invalid:
            continue
        assert clean(kept) == kept
        kept.encode()  # every database takes it
        assert "\x00" not in kept


def test_a_line_of_any_length_is_refused_before_its_signs_are_put_together():
    """To put these marks in order takes minutes, and no other thread does anything meanwhile."""
    piled = "a" + "\u0301" * 100_000 + "\u0323" * 100_000
    began = time.process_time()
    for clean in (clean_name, clean_description, clean_reason):
        with pytest.raises(TooLong) as refused:
            clean(piled)
        assert "200001" in str(refused.value.message)

    assert time.process_time() - began < 1


def test_a_line_may_be_long_before_its_blanks_are_taken_out():
    assert clean_name("a" + " " * 500 + "b") == "a b"
