"""It is true of the rendering of a message that …"""

from pathlib import Path

import pytest

from messaging.rendering import named_in, render
from messaging.rendering.code import LANGUAGES
from messaging.tests.harmless import Reader


def _cases() -> dict[str, tuple[str, str]]:
    content = (Path(__file__).parent / "cases" / "rendered.txt").read_text(encoding="utf-8")
    found = {}
    for case in content.split("\n@@ ")[1:]:
        name, _, rest = case.partition("\n")
        text, _, html = rest.partition("\n=>\n")
        found[name] = (text, html.strip("\n"))
    return found


CASES = _cases()


@pytest.mark.usefixtures("patient_painter")
@pytest.mark.parametrize("name", CASES)
def test_a_text_becomes_what_it_means(name: str):
    text, html = CASES[name]

    assert render(text, {"bo": "B"}, "everyone") == html


@pytest.mark.parametrize(
    ("mention_all", "marked"), [(None, []), ("here", ["@here"]), ("everyone", ["@everyone", "@Everyone"])]
)
def test_all_are_called_only_when_that_is_in_force(mention_all: str | None, marked: list[str]):
    html = render("@everyone @here @Everyone @everyones", {"bo": "B"}, mention_all)

    shown = [name for name in ("@everyone", "@here", "@Everyone") if f'mention-all">{name}</span>' in html]
    assert sorted(shown) == sorted(marked)
    assert html.count("<span") == len(marked)


@pytest.mark.parametrize(
    "text", ["&#8203;", "&nbsp;", "# &#x200d;", "- ", "```\n```", "[](https://a.example)", "&#x2800;"]
)
def test_a_message_always_shows_something(text: str):
    assert Reader(render(text)).text.strip() == text.strip().replace("\r", "")


def test_a_rule_is_something():
    assert render("---") == "<hr>"


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_of_every_language_is_shown_in_full(language: str):
    code = "\n\tif (a < 1) { say \"&amp;\" } # why <b>\n  \n<p class='x'>é 🎉</p>\n\n"

    assert Reader(render(f"```{language}\n{code}```")).text == code


@pytest.mark.parametrize(
    ("given_name", "language"),
    [
        ("py", "python"),
        ("JS", "javascript"),
        ("c++", "cpp"),
        ("C#", "csharp"),
        ("sh", "bash"),
        ("tf", "hcl"),
        ("yml", "yaml"),
    ],
)
def test_other_names_of_a_language_are_known(given_name: str, language: str):
    html = render(f'```{given_name}\nx: "1"\n```')

    assert f'<pre tabindex="0" data-language="{language}"><code>' in html
    assert "<span" in html


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@bo", {"bo"}),
        ("@Bo and @CY.", {"bo", "cy"}),
        ("(@bo)", {"bo"}),
        ("**@bo**", {"bo"}),
        ("- @bo", {"bo"}),
        ("@everyone", {"everyone"}),
        ("@bo.b-c_d", {"bo.b-c_d"}),
        ("bo@example.org", set()),
        ("https://a.example/@bo", set()),
        ("[@bo](https://a.example)", set()),
        ("[@bo](https://a.example) @cy [@di](https://a.example)", {"cy"}),
        ("- [ ] @bo", {"bo"}),
        ("| @bo |\n|---|\n| @cy |", {"bo", "cy"}),
        ("`@bo`", set()),
        ("```\n@bo\n```", set()),
        ("@", set()),
        ("@@bo", set()),
        ("@b", set()),
        ("no names", set()),
    ],
)
def test_names_are_found_where_people_mean_them(text: str, names: set[str]):
    assert named_in(text) == names
