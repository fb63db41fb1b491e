"""It is true of every command in docs/api.md that it prints what the page says."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from scripts.stack.install import need
from scripts.stack.layout import ROOT
from tests.sites import DEMO_PASSWORD, local_site

GUIDE = ROOT / "docs" / "api.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)
#: Printed between the outputs of two blocks.
MARK = "--- next block ---"
SECONDS = 90


def blocks() -> list[tuple[str, str]]:
    """Each block of commands, and what the page says that it prints."""
    return BLOCK.findall(GUIDE.read_text(encoding="utf-8"))


def outputs(url: str) -> list[str]:
    """What the blocks print one after another in one shell, at a site."""
    script = f"\necho '{MARK}'\n".join(commands for commands, _ in blocks())
    variables = {**os.environ, "CHATTERBOX": url, "PASSWORD": DEMO_PASSWORD, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash"], input=script, env=variables, capture_output=True, text=True, timeout=SECONDS)
    assert not done.stderr, done.stderr
    return done.stdout.split(f"{MARK}\n")


def pattern_of(expected: str) -> str:
    """`…` is whatever differs from time to time."""
    return ".*?".join(re.escape(part) for part in expected.split("…"))


@pytest.mark.once
def test_every_block_of_the_guide_prints_what_it_says(tmp_path: Path):
    for program in ("curl", "jq"):
        need(program)

    with local_site(tmp_path / "data", LIMIT_FACTOR="1") as site:
        printed = outputs(site.url)

    assert len(printed) == len(blocks())
    for (commands, expected), found in zip(blocks(), printed, strict=True):
        fault = f"docs/api.md says that\n\n{commands}\nprints\n\n{expected}\nand it prints\n\n{found}"
        assert re.fullmatch(pattern_of(expected), found, re.DOTALL), fault


def test_the_guide_is_not_empty_and_what_it_says_can_be_wrong():
    assert len(blocks()) > 12
    assert sum(bool(expected) for _, expected in blocks()) > 11
    assert re.fullmatch(pattern_of("a…c\n"), "abc\n", re.DOTALL)
    assert not re.fullmatch(pattern_of("a…c\n"), "abd\n", re.DOTALL)
