"""It is true of the language of tests that it keeps what is no text, and that what stands outside of it is found."""

import pytest

from tests import pseudo
from tests.screens.looks import outside


@pytest.mark.parametrize(
    ("text", "rest"),
    [("⟦Hello ⟧Ada", "Ada"), ("Bo⟦ joined⟧", "Bo"), ("⟦a ⟦b⟧ c⟧", ""), ("⟦<b>Bo</b>⟧ left", "left"), ("none", "none")],
)
def test_what_is_outside_of_brackets_is_found(text, rest):
    assert outside(text).strip() == rest


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("%(name)s joined", ["%(name)s"]),
        ("See <a href='x'>it</a>", ["<a href='x'>", "</a>"]),
        ("{number} new", ["{number}"]),
    ],
)
def test_the_language_keeps_what_is_no_text(text, kept):
    assert all(part in pseudo.said(text) for part in kept)
    assert pseudo.said("j M Y") == "j M Y"
    assert pseudo.said("%(a)s: %(b)s") == "%(a)s: %(b)s"
