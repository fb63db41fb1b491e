"""It is true of a text of words alone that it becomes what the parser would make of it, and that no other is taken."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from messaging import rendering
from messaging.rendering.plain import plain
from messaging.tests.test_rendering import CASES
from messaging.tests.test_rendering_hostile import CONTEXTS, HOSTILE

#: Pieces that almost, or only in some place, mean something.
PIECES = (
    *("Hello", "how", "is", "it", "é", "東京", "Ж", "ß", "ı", "1", "12", "x2", "🎉", "❤", "…", "—", "’", "“"),
    *(
        " ",
        " ",
        " ",
        " ",
        "\n",
        "\n",
        ".",
        ":",
        ",",
        ";",
        "?",
        "!",
        "'",
        '"',
        "(",
        ")",
        "%",
        "$",
        "€",
        "#",
        "+",
        "-",
        "=",
    ),
    *("www", "com", "http", "https", "mailto", "example", "org", "xn--", "ftp", "127", "COM", "de"),
    *("--", "---", "===", "==", "- ", "1. ", "1) ", "a) ", "# ", ": ", ". ", "  ", "    ", "\n\n", "  \n"),
    *("\u3164", "\u115f", "\u00aa", "\u02b0", "ﬁ", "\u0660", "\u2160"),
    *("_", "*", "`", "&", "<", ">", "@", "/", "[", "]", "~", "|", "\\", "\t", "\u00a0", "\u200b", "\u0301"),
)


@contextmanager
def parsed() -> Iterator[None]:
    """Every text goes the long way."""
    with mock.patch.object(rendering, "plain", return_value=None):
        yield


def assert_alike(text: str) -> None:
    words = plain(text)
    if words is not None:
        with parsed():
            assert words == rendering.render(text), repr(text)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join))
@hypothesis_settings(max_examples=250)
@example("mailto: a")
@example("http: x")
@example("see www.\nexample.")
@example("a\n---")
@example("a\nb\nc")
@example("a ")
@example("\u3164")
def test_it_becomes_the_same(text: str):
    assert_alike(text)


@given(st.text(max_size=40))
@hypothesis_settings(max_examples=150)
def test_so_does_any_text(text: str):
    assert_alike(text)
    assert_alike(f"a{text}")


def test_so_do_thousands_of_texts_of_its_own_signs():
    chance = random.Random(3)
    own = [piece for piece in PIECES if plain(f"a{piece}a") or plain(f"a{piece} a") or plain(f"a{piece}")]
    taken = 0
    for _ in range(4000):
        text = "".join(chance.choices(own, k=chance.randint(1, 10)))
        taken += plain(text) is not None
        assert_alike(text)
    assert taken > 800


@pytest.mark.parametrize("text", HOSTILE)
def test_so_does_what_is_hostile(text: str):
    for context in CONTEXTS:
        assert_alike(context.replace("{}", text))


@pytest.mark.parametrize("name", CASES)
def test_so_does_what_means_something(name: str):
    assert_alike(CASES[name][0])


@pytest.mark.parametrize(
    "text",
    [
        "Hello",
        'Could somebody look at it, please? It\'s late: "soon" (or so)!',
        "Two\nlines.",
        "Grüße aus 東京 🎉 …",
    ],
)
def test_words_are_taken(text: str):
    assert plain(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        *("- a", "1. a", "# a", "> a", "    a", "a ", "a\n", "a\n\nb", "a\n- b", "a\n---", "a.b", "a:b", "a@b", "@bo"),
        *("a_b_", "*a*", "~a~", "`a`", "[a]", "<a>", "&amp;", "a/b", "a|b", "a\\b", "a\tb", "a\u00a0b", "", " a", "1"),
    ],
)
def test_what_may_mean_something_is_not(text: str):
    assert plain(text) is None
