"""Lint catches what it is there for: each check is shown a planted fault."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts import lint, messages
from scripts.stack.layout import ROOT

pytestmark = pytest.mark.wide

BIN = Path(sys.executable).parent
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The code, to plant a fault in."""
    for name in (*PACKAGES, "templates", "locale"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def contracts(folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [str(BIN / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=100)


@pytest.mark.parametrize(
    ("file", "planted", "contract"),
    [
        ("messaging/services/__init__.py", "import accounts.models", "accounts and messaging never import each other"),
        ("accounts/models.py", "import messaging.models", "accounts and messaging never import each other"),
        ("events/outbox.py", "import messaging.models", "events imports neither service"),
        ("events/ids.py", "import chatterbox.env", "events imports neither service"),
        ("messaging/models/users.py", "import messaging.realtime", "models import nothing above them"),
        ("accounts/models.py", "import accounts.queries", "models import nothing above them"),
    ],
)
def test_an_import_over_a_boundary_breaks_its_contract(copy, file, planted, contract):
    path = copy / file if (copy / file).exists() else copy / file.replace("/__init__.py", ".py")
    path.write_text(f"{path.read_text()}\n{planted}\n")

    done = contracts(copy)

    assert done.returncode == 1
    broken = [line for line in done.stdout.splitlines() if " BROKEN" in line]
    assert any(contract in line for line in broken), done.stdout


def test_the_contracts_are_kept_as_it_is(copy):
    done = contracts(copy)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "planted",
    [
        "from django.db.transaction import atomic\n\natomic()\n",
        "from django.db import transaction\n\ntransaction.atomic()\n",
        "from django.db import transaction\n\ntransaction.on_commit(print)\n",
        "import os\n\nos.environ.get('HOME')\n",
        "import os\n\nos.getenv('HOME')\n",
    ],
)
def test_what_belongs_to_one_file_is_banned_in_all_others(planted):
    command = [str(BIN / "ruff"), "check", "--select", "TID251", "--stdin-filename", "messaging/anywhere.py", "-"]

    done = subprocess.run(command, cwd=ROOT, input=planted, capture_output=True, text=True, timeout=20)

    assert done.returncode == 1
    assert "TID251" in done.stdout


def test_a_string_that_no_catalogue_holds_is_found(copy, monkeypatch):
    path = copy / "messaging" / "planted.py"
    path.write_text('from django.utils.translation import gettext\n\ngettext("Planted here")\n')
    monkeypatch.setattr(messages, "ROOT", copy)

    outdated = {str(path.relative_to(copy)) for path in messages.outdated()}
    assert {f"locale/{language}/LC_MESSAGES/django.po" for language in ("de", "en")} <= outdated


def test_a_file_that_names_one_machine_is_found(copy, monkeypatch):
    (copy / "messaging" / "planted.py").write_text(f"# see {lint.FORBIDDEN[0]}shared\n")
    monkeypatch.setattr(lint, "ROOT", copy)
    monkeypatch.setattr(lint, "our_files", lambda: ["messaging/planted.py"])

    assert lint.forbidden_words().startswith("messaging/planted.py:1: ")


def test_files_of_a_checkout_of_somebody_else_are_known(tmp_path, monkeypatch):
    """As in a container at GitHub, where a job is root and the checkout is not root's."""
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "planted.py").write_text(f"# see {lint.FORBIDDEN[0]}shared\n")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setattr(lint, "ROOT", tmp_path)

    assert lint.our_files() == ["planted.py"]
    assert lint.forbidden_words().startswith("planted.py:1: ")


def test_what_keeps_git_from_its_answer_is_said(tmp_path, monkeypatch):
    """Raised, it would end `make test` before any test has run."""
    monkeypatch.setattr(lint, "ROOT", tmp_path)

    assert "not a git repository" in lint.forbidden_words()


def test_a_script_that_does_not_parse_is_found(copy, monkeypatch):
    (copy / "static" / "js").mkdir(parents=True)
    (copy / "static" / "js" / "planted.js").write_text("import x from './x.js'; const a = ;\n")
    monkeypatch.setattr(lint, "ROOT", copy)

    assert lint.javascript_faults().startswith("static/js/planted.js: ")


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ("FROM python:latest\n", "DL3007"),
        ("FROM python:3.13\nRUN cd /srv\n", "DL3003"),
        ("FROM python:3.13\nWORKDIR srv\n", "DL3000"),
        ("FROM python:3.13\nRUN sudo true\n", "DL3004"),
        ("FROM python:3.13\nCMD python -m http.server\n", "DL3025"),
        ("FROM python:3.13\nUSER root\n", "DL3002"),
    ],
)
def test_a_mistake_in_a_dockerfile_is_found(planted, rule):
    command = [str(BIN / "hadolint"), "--no-color", "-"]

    done = subprocess.run(command, input=planted, capture_output=True, text=True, timeout=20)

    assert done.returncode == 1
    assert rule in done.stdout
