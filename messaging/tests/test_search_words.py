"""It is true of the spelling for search that a text is found by each piece that a person would look for."""

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.search.excerpt import LENGTH, excerpt_html, score
from messaging.search.words import hits, needle_of, spell, words_of

#: Letters that fold in all kinds of ways, characters without words, marks, what parts words, and what HTML minds.
LETTERS = "aBéßİſﬁΣςйё東京都タｶﾞー한글ก็नम\u0301\u200b\ufe0f\u200d🎉❤ _-.'\"<>&\n%\\0１Ⅷ"
texts = st.text(st.sampled_from(LETTERS), max_size=30) | st.text(max_size=30)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World!", " hello world "),
        ("snake_case don't 10.0.0.1", " snake case don t 10 0 0 1 "),
        ("Müller Straße İstanbul Ёлка", " muller strasse istanbul елка "),
        ("ﬁne Ｗｉｄｅ ⅷ", " fine wide viii "),
        ("pass\u200bword soft\u00adhyphen", " password softhyphen "),
        ("東京都", " 東京 京都 都 "),
        ("ｶﾞｷﾞ", " ガギ ギ "),
        ("東京tower京", " 東京 京 tower 京 "),
        ("한국어", " 한국 국어 어 "),
        ("สวัสดี नमस्ते", " สวัสดี नमस्ते "),
        ("❤️🎉", " u2764 u1f389 "),
        (" -- !? ", ""),
        ("", ""),
    ],
)
def test_words_are_spelt_in_one_way(text: str, words: str):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("term", "text", "is_found"),
    [
        ("boat", "steamboats", True),
        ("oa", "boat", False),
        ("bo", "boat", True),
        ("foo_bar", "xfoo barx", True),
        ("fo_bar", "xfo bar", False),
        ("京", "東京", True),
        ("京", "東京都", True),
        ("東京", "東京都", True),
        ("東京都", "東京 都", False),
        ("東都", "東京都", False),
        ("東京tower", "東京tower", True),
        ("東京tower", "東京都tower", False),
        ("tower東", "tower東京", True),
    ],
)
def test_a_term_finds_pieces_that_are_there_and_no_others(term: str, text: str, is_found: bool):
    assert (needle_of(term) in words_of(text)) == is_found


@pytest.mark.parametrize(
    ("phrase", "text", "is_found"),
    [("big boat", "a BIG boat!", True), ("big boat", "big boats", False), ("boat", "steamboat", False)],
)
def test_a_phrase_finds_whole_words(phrase: str, text: str, is_found: bool):
    assert (needle_of(phrase, whole=True) in words_of(text)) == is_found


@given(texts)
def test_the_spelling_with_places_is_the_same_and_each_place_is_in_the_text(text: str):
    spelled = spell(text)

    assert spelled.words == words_of(text)
    assert len(spelled.places) == len(spelled.words) or not spelled.words
    assert all(place is None or 0 <= place[0] < place[1] <= len(text) for place in spelled.places)


@given(texts, texts, texts)
def test_a_text_is_found_by_itself_whatever_stands_around_it(before: str, text: str, after: str):
    assert needle_of(text) in words_of(f"{before} {text} {after}") or not words_of(text)


@given(st.text(st.sampled_from("東京都大阪今日"), min_size=1, max_size=8), st.data())
def test_each_run_within_a_run_is_found(run: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))

    assert needle_of(run[start:end]) in words_of(f"x{run}y")


@pytest.mark.parametrize(
    ("text", "terms", "excerpt"),
    [
        ("Boats are big", ["boat"], "<mark>Boat</mark>s are big"),
        ("a steamboat\n\nhere", ["boat", "he"], "a steam<mark>boat</mark> <mark>he</mark>re"),
        ("Grüße, Müller", ["muller"], "Grüße, <mark>Müller</mark>"),
        ("東京都に住む", ["京都"], "東<mark>京都</mark>に住む"),
        ("東京都", ["東京", "京都"], "<mark>東京都</mark>"),
        ("x <b>boat</b> & co", ["boat", "co"], "x &lt;b&gt;<mark>boat</mark>&lt;/b&gt; &amp; <mark>co</mark>"),
        ("<mark>boat", ["mark"], "&lt;<mark>mark</mark>&gt;boat"),
        ("nothing", ["else"], "nothing"),
        ("party 🎉!", ["🎉"], "party <mark>🎉</mark>!"),
    ],
)
def test_an_excerpt_marks_what_was_found_and_escapes_the_rest(text: str, terms: list[str], excerpt: str):
    assert excerpt_html(text, tuple(map(needle_of, terms))) == excerpt


def test_an_excerpt_of_a_long_text_is_the_line_around_the_first_hit():
    text = "start " + "before " * 100 + "here it is " + "after " * 100

    excerpt = excerpt_html(text, (needle_of("here"),))

    assert excerpt.startswith("…before ")
    assert "before <mark>here</mark> it is after" in excerpt
    assert excerpt.endswith("…")
    assert len(excerpt) <= LENGTH + len("……<mark></mark>")


@given(texts, texts)
def test_an_excerpt_is_safe_and_says_what_the_text_says(text: str, term: str):
    needle = needle_of(term)

    excerpt = excerpt_html(text, (needle,) if needle else ())

    plain = re.sub("</?mark>", "", excerpt)
    assert not re.search("""[<>"']""", plain)
    assert html.unescape(plain) == " ".join(text.split())
    assert re.fullmatch("(?:[^<]*<mark>[^<]+</mark>)*[^<]*", excerpt)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("boat", "steamboat"),
        ("boat boat", "boat rope"),
        ("boat", "boat and very many other words that say nothing of it"),
        ("a boat", "a rope"),
    ],
)
def test_more_hits_whole_words_and_shorter_texts_score_better(better: str, worse: str):
    needles = (needle_of("boat"),)

    assert score(words_of(better), needles) > score(words_of(worse), needles)


def test_a_long_needle_that_overlaps_itself_costs_little():
    spelled, needle = spell("a" * 4000), "a" * 500
    began = time.process_time()
    for _ in range(20):
        found = hits(spelled, (needle,))

    assert time.process_time() - began < 1
    assert found[0][0] == 0
    assert found[0][1] > LENGTH


def test_a_hit_is_where_its_first_and_last_character_came_from():
    assert hits(spell("\U0001f389 steam boats"), (needle_of("steam boat", whole=False),)) == [(2, 12)]
    assert hits(spell("ab ab ab"), ("ab",)) == [(0, 2), (3, 5), (6, 8)]
