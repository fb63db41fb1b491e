"""It is true of the browser for tests that it is the one without windows, and the whole one where there is no other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.stack import install
from scripts.stack.errors import StackError

pytestmark = pytest.mark.portable


def having(*programs: str) -> Callable[[str], Path]:
    def need(program: str) -> Path:
        if program not in programs:
            raise StackError(f"There is no {program}.")
        return Path(program)

    return need


@pytest.mark.parametrize(
    ("programs", "taken"),
    [
        (["chromium", "chromium-headless-shell"], "chromium-headless-shell"),
        (["chromium-headless-shell"], "chromium-headless-shell"),
        (["chromium"], "chromium"),
    ],
)
def test_it_is_the_smallest_that_there_is(programs: list[str], taken: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(install, "need", having(*programs))

    assert install.browser() == Path(taken)


def test_without_any_it_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(install, "need", having())

    with pytest.raises(StackError, match="There is no chromium"):
        install.browser()
