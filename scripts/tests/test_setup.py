"""What a newcomer reads when the environment cannot be made: one sentence, and never a traceback."""

import ast
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import setup
from scripts.stack.layout import ROOT

pytestmark = pytest.mark.wide

PACKAGE = "idna==3.20 --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the setup script and one pinned package."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "setup.py", tmp_path / "scripts")
    (tmp_path / "requirements.txt").write_text(PACKAGE)
    return tmp_path


def run_setup(checkout: Path, *before: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    command = [*before, sys.executable, str(checkout / "scripts" / "setup.py")]
    environment = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=110)


def refusal_of(done: "subprocess.CompletedProcess[str]") -> str:
    """The one line on standard error of a refused setup."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr.strip()


def wants_python(checkout: Path, version: str) -> None:
    script = checkout / "scripts" / "setup.py"
    script.write_text(script.read_text().replace("OLDEST = (3, 11)", f"OLDEST = {version}"))


def test_script_parses_on_the_oldest_python_that_it_may_meet():
    ast.parse((ROOT / "scripts" / "setup.py").read_text(), feature_version=(3, 6))


def test_old_python_is_told_which_one_is_needed(checkout):
    wants_python(checkout, "(3, 99)")

    said = refusal_of(run_setup(checkout, PATH="/nowhere"))

    assert "needs Python 3.99 or newer; this one is 3." in said


def test_old_python_hands_over_to_a_newer_one_that_runs(checkout):
    wants_python(checkout, "(3, 99)")
    shim, newer = checkout / "python3.13", checkout / "python3.12"
    shim.write_text("#!/bin/sh\nexit 127\n")
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "took over: $1"\n')
    shim.chmod(0o755)
    newer.chmod(0o755)

    done = run_setup(checkout, PATH=f"{checkout}:/usr/bin:/bin")

    assert done.stdout == f"took over: {checkout}/scripts/setup.py\n"


def test_missing_venv_module_names_the_debian_package(checkout):
    (checkout / "without").mkdir()
    (checkout / "without" / "ensurepip.py").write_text("raise ImportError('split off by Debian')\n")

    said = refusal_of(run_setup(checkout, PYTHONPATH=str(checkout / "without")))

    assert f"apt-get install python3.{sys.version_info[1]}-venv" in said


def test_read_only_folder_is_named(checkout):
    checkout.chmod(0o555)
    # Root writes anywhere, unless it gives up that very right.
    powerless = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []

    said = refusal_of(run_setup(checkout, *powerless))

    assert f"in {checkout}, and cannot write there: Permission denied" in said


def test_missing_network_is_said_and_a_second_try_is_possible(checkout):
    said = refusal_of(run_setup(checkout, PIP_INDEX_URL="http://127.0.0.1:9/simple"))

    assert "is there a network?" in said
    assert "NewConnectionError" in (checkout / "var" / "setup.log").read_text()
    assert not (checkout / ".venv" / "installed-requirements.txt").exists()


def test_nothing_is_done_when_nothing_changed(checkout):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()
    stamp_of(checkout)
    began = time.monotonic()

    done = run_setup(checkout)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - began < 20


def test_changed_pins_are_installed_again(checkout, monkeypatch):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()
    stamp_of(checkout)
    monkeypatch.setattr(setup, "ROOT", str(checkout))
    monkeypatch.setattr(setup, "VENV", str(checkout / ".venv"))
    monkeypatch.setattr(setup, "VENV_PYTHON", str(checkout / ".venv" / "bin" / "python"))
    assert setup.is_installed("requirements.txt")

    (checkout / "requirements.txt").write_text(PACKAGE.replace("3.20", "3.21"))

    assert not setup.is_installed("requirements.txt")


def stamp_of(checkout: Path) -> None:
    """Write the stamp that a finished installation leaves."""
    code = "import setup; open(setup.stamp('requirements.txt'), 'w').write(setup.fingerprint('requirements.txt'))"
    subprocess.run([sys.executable, "-c", code], cwd=checkout / "scripts", check=True, timeout=20)
