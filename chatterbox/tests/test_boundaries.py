"""It is true that accounts and messaging never import each other, events imports neither, and lint would notice."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from chatterbox import BASE_DIR

pytestmark = pytest.mark.wide

LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"
RUFF = Path(sys.executable).parent / "ruff"


@pytest.fixture
def copy(tmp_path):
    """The code in a folder of its own, where a violation can be planted."""
    for package in tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]:
        shutil.copytree(BASE_DIR / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    shutil.copy(BASE_DIR / "pyproject.toml", tmp_path)
    return tmp_path


def broken_contracts(folder):
    run = subprocess.run(
        [LINT_IMPORTS, "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    return run.returncode != 0


def test_the_contracts_are_kept(copy):
    assert not broken_contracts(copy)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("accounts/planted.py", "import messaging.models\n"),
        ("messaging/planted.py", "from accounts import tokens\n"),
        ("events/planted.py", "import messaging.frames\n"),
        ("events/planted.py", "import accounts.models\n"),
        ("events/planted.py", "import chatterbox.env\n"),
        ("faults/journal.py", "import events.times\n"),
    ],
)
def test_a_planted_import_is_noticed(copy, path, line):
    (copy / path).write_text(line)

    assert broken_contracts(copy)


@pytest.mark.parametrize(
    "line",
    [
        "from django.db.transaction import atomic\n\natomic()\n",
        "from django.db import transaction\n\ntransaction.on_commit(print)\n",
        "import os\n\nos.environ['X'] = '1'\n",
    ],
)
def test_a_planted_call_past_txn_or_env_is_noticed(copy, line):
    (copy / "messaging" / "planted.py").write_text(line)

    run = subprocess.run(
        [RUFF, "check", "--no-cache", "messaging/planted.py"], cwd=copy, capture_output=True, text=True, check=False
    )

    assert "TID251" in run.stdout
