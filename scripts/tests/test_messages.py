"""It is true of the translations that Django reads what translators wrote, and that placeholders are kept."""

import subprocess
from pathlib import Path

import pytest

from scripts import messages
from scripts.stack.errors import StackError
from scripts.stack.layout import ROOT

pytestmark = pytest.mark.wide

CATALOGUES = [path for path in sorted((ROOT / "locale").rglob("*.po")) if messages.SOURCE_LANGUAGE not in path.parts]
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n!=1;\\n"\n\n'


def language_of(path: Path) -> str:
    return path.parts[-3]


@pytest.mark.parametrize("path", CATALOGUES, ids=language_of)
def test_the_compiled_catalogue_is_that_of_the_text(path):
    assert path.with_suffix(".mo").read_bytes() == messages.compile_catalogue(path.read_bytes())


@pytest.mark.parametrize("path", CATALOGUES, ids=language_of)
def test_nothing_is_a_guess(path):
    fuzzy = subprocess.run(["msgattrib", "--only-fuzzy", path], capture_output=True, text=True, check=True)

    assert fuzzy.stdout == ""


@pytest.mark.parametrize("path", CATALOGUES, ids=language_of)
def test_everything_is_said(path):
    untranslated = subprocess.run(["msgattrib", "--untranslated", path], capture_output=True, text=True, check=True)

    assert untranslated.stdout == ""


@pytest.mark.parametrize(
    "entry",
    [
        '#, python-format\nmsgid "%(name)s left"\nmsgstr "%(nam)s ging"\n',
        '#, python-format\nmsgid "%(n)d a"\nmsgid_plural "%(n)d b"\nmsgstr[0] "%(n)d a"\n',
    ],
    ids=["placeholder", "plural"],
)
def test_a_translation_that_does_not_fit_is_refused(entry):
    with pytest.raises(StackError):
        messages.compile_catalogue((HEAD + entry).encode())
