"""It is true of the HTML of a message that …"""

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from messaging.checks import MAX_TEXT
from messaging.rendering import MAX_HTML, named_in, render
from messaging.rendering.code import LANGUAGES
from messaging.tests.harmless import Reader, assert_harmless

BO = "0197a000-0000-7000-8000-000000000000"
#: Seconds that no text may take, however it is made, and however busy the machine.
LIMIT = 4.0


def _hostile() -> list[str]:
    lines = (Path(__file__).parent / "cases" / "hostile.txt").read_text(encoding="utf-8").splitlines()
    return [line.replace("⏎", "\n").replace("⇥", "\t") for line in lines]


HOSTILE = _hostile()
CONTEXTS = (
    "{}",
    "> {}",
    "- {}\n  - {}",
    "1. [x] {}",
    "# {}",
    "**{}**",
    "~~*{}*~~",
    "`{}`",
    "```html\n{}\n```",
    "```{}\nx\n```",
    "    {}",
    "[{}](https://a.example)",
    "[x]({})",
    "[x](<{}>)",
    '[x](https://a.example "{}")',
    "[x](https://a.example '{}')",
    "![{}]({})",
    "[x]\n\n[x]: {}",
    "<{}>",
    "https://a.example/{}",
    "| a | {} |\n|--|:-:|\n| {} | x |",
    "@bo{} @everyone{}",
    "a@a.example{}",
    "<p {}>\n\n{}\n\n</p>",
)
#: What has made parsers of Markdown slow, repeated up to the longest text.
SLOW = (
    *("x", "*", "_", "*a", "a*", "**a*", "_a__", "*a_ ", "~~", "~~a", "`", "`a", "``a`", "\\", "\\*", "&", "&#", "&a;"),
    *("[", "]", "[]", "[a", "[a](", "[a](<", "![", "![[]()", "[a]: b\n", "[a]\n", "](", "[](", '[a](b "', "[a](b '"),
    *(
        "<",
        "<a ",
        "<!--",
        "<?",
        "<!A ",
        "<![CDATA[",
        "<a@",
        "<https://a",
        "https://a",
        "a.co ",
        "a@a.co ",
        "mailto:",
        "www.",
    ),
    *(
        "> ",
        ">",
        ">\n",
        "- ",
        "-\n",
        "+\n-\n",
        "1. ",
        "1)\n",
        "> - ",
        "- > ",
        "  - a\n",
        "#",
        "# \n",
        "a\n=\n",
        "***\n",
        "---\n",
    ),
    *(
        "|",
        "|a",
        "a|b\n-|-\n",
        "|a|\n|-|\n",
        "-|",
        ":-:|",
        "```\n",
        "```c\na\n```\n",
        "~~~\n",
        "```a\n",
        "    a\n",
        "\t",
        " ",
        "  \n",
        "\n",
        "a\\\n",
    ),
    *(
        "@bo ",
        "@",
        "@@bo",
        "@bo.",
        "- [ ] ",
        "- [x] a\n",
        "[ ] ",
        "é",
        "👩‍👩‍👧",
        "\u202e",
        '"',
        "'",
        "(",
        "a(",
        "((a)",
        ":",
        "//",
        "::",
    ),
    *(
        "http://a.b.",
        "a.",
        "a-",
        "a@",
        "//a",
        "https://a.example/(",
        "https://a.example/[*_",
        "xn--",
        "1.1.",
        "#a*_`[<",
    ),
)
GRID = "a|" * 40 + "\n" + "-|" * 40 + "\n"
CODE = (
    *(
        '"',
        "'",
        "{",
        "<",
        "\\",
        "*",
        "a ",
        '\\"',
        "$(",
        "::[",
        "a.b",
        "a(",
        "a<",
        "1e<",
        "@a(/",
        "#<a ",
        "qq{",
        "/a/",
        'r#"',
    ),
    *("/*", "<!--", "=begin\n", "<?php ", "--[[", "{-", "def "),
)


@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_does_no_harm_anywhere(payload: str):
    for context in CONTEXTS:
        text = context.replace("{}", payload)
        for mentions, called in ((None, None), ({"bo": BO}, "everyone")):
            assert_harmless(render(text, mentions, called))
        assert all(name == name.lower() for name in named_in(text))


def test_there_are_many_such_cases():
    assert len(HOSTILE) == len(set(HOSTILE))
    assert len(HOSTILE) * len(CONTEXTS) > 2000


pieces = st.lists(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.sampled_from(
            ["@bo", "@everyone", "- [ ] ", "```py\n", "|-|-|\n", "https://a.example/", "\n\n", "    ", "[x]: "]
        ),
        st.sampled_from(list("<>[]()`*_~|\\\"'&:/@#!\n\t -=+.;")),
        st.text(max_size=8),
    ),
    max_size=12,
).map("".join)


@given(pieces)
@example('<a href="http://x" onclick=x>')
def test_no_mixture_does_harm(text: str):
    assert_harmless(render(text, {"bo": BO}, "everyone"))


@given(st.lists(st.sampled_from(CONTEXTS), max_size=4), st.sampled_from(HOSTILE))
def test_no_nesting_does_harm(contexts: list[str], text: str):
    for context in contexts:
        text = context.replace("{}", text)

    assert_harmless(render(text[:MAX_TEXT], {"bo": BO}, "everyone"))


@given(st.text(max_size=200))
def test_text_without_markup_is_shown_in_full(text: str):
    letters = "".join(sign for sign in text if sign.isalpha() and sign.isascii())

    assert Reader(render(letters)).text.strip() == letters


@given(pieces)
def test_mentions_are_only_what_the_message_mentions(text: str):
    tags = Reader(render(text)).tags

    assert not [names for _, names in tags if "mention" in (names.get("class") or "") or "data-user" in names]


def _timed(text: str) -> None:
    text = text[:MAX_TEXT]
    began = time.thread_time()  # of this thread alone: others may be at work
    html = render(text, {"bo": BO}, "everyone")
    named_in(text)
    assert time.thread_time() - began < LIMIT
    assert_harmless(html)


def _long(motif: str) -> str:
    return (motif * (MAX_TEXT // len(motif) + 1))[:MAX_TEXT]


@pytest.mark.parametrize("motif", SLOW, ids=range(len(SLOW)))
def test_no_repetition_takes_long(motif: str):
    _timed(_long(motif))
    half = MAX_TEXT // len(motif) // 2
    _timed(motif * half + "a" + motif[::-1] * half)


@pytest.mark.parametrize("sign", ["\u2776", "\u2460", "\u00b2", "\u0661", "\U0001f107"], ids=ascii)
def test_no_sign_that_is_a_number_as_well_takes_long(sign: str):
    """Letters, digits, numbers and pictures are not the same everywhere: what is two of them may be tried twice."""
    _timed("a" + sign * 3000 + "*")


def test_no_nesting_takes_long():
    for left, right in (
        ("[", "]"),
        ("(", ")"),
        ("*a ", "*"),
        ("[a](", ")"),
        ("<", ">"),
        ("> ", "\n"),
        ("**", "**"),
        ("`", "`"),
    ):
        _timed(left * 1000 + "x" + right * 1000)
    _timed("".join("  " * depth + "- a\n" for depth in range(60)))
    _timed("".join(">" * depth + "a\n" for depth in range(85)))
    _timed("".join("`" * length + "a" for length in range(85)))


def test_a_table_does_not_fill_up_without_end():
    html = render((GRID + "a\n" * MAX_TEXT)[:MAX_TEXT])

    assert "<td>" not in html
    assert html.count("<br>") > 1000
    assert "<td" not in render(GRID + "a\n" * 60)
    assert render(GRID + "a\n" * 30).count("<td") == 40 * 30


@pytest.mark.parametrize("text", ["@bo " * 1000, "a.co " * 800], ids=["mentions", "links"])
def test_what_would_become_too_long_stays_as_typed(text: str):
    html = render(text, {"bo": BO})

    assert html == f"<p>{text.rstrip()} </p>"
    assert "<span" in render(text[:400], {"bo": BO}) or "<a " in render(text[:400])


@pytest.mark.parametrize("motif", SLOW, ids=range(len(SLOW)))
def test_html_has_a_bound(motif: str):
    assert len(render(_long(motif), {"bo": BO}, "everyone")) <= MAX_HTML


@pytest.mark.wide
@pytest.mark.parametrize(
    "language", [pytest.param(one, marks=pytest.mark.long if at % 4 else ()) for at, one in enumerate(LANGUAGES)]
)
def test_no_code_takes_long(language: str):
    for motif in CODE:
        _timed(f"```{language}\n{_long(motif)[:3960]}\n```")
