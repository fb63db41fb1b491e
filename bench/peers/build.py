"""Makes the load generator and fetches the peers' packages, once for each version of their sources."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from scripts.stack import StackError, install
from scripts.stack.layout import ROOT

HERE: Final = ROOT / "bench" / "peers"
SECONDS: Final = 300


def generator(work: Path) -> Path:
    """The load generator, compiled."""
    sources = sorted((HERE / "gen").glob("*.c"))
    made = work / f"load-{_digest([*sources, *(HERE / 'gen').glob('*.h')])}"
    if not made.exists():
        unfinished = made.with_suffix(".new")
        _run([_program("gcc", "gcc"), "-O2", "-Wall", "-Wextra", "-o", str(unfinished), *map(str, sources)], HERE)
        unfinished.rename(made)
    return made


def node_peers(work: Path) -> Path:
    """The folder with the peers' sources and packages."""
    sources = sorted(path for path in (HERE / "node").iterdir() if path.is_file())
    made = work / f"node-{_digest(sources)}"
    if not made.exists():
        unfinished = made.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for source in sources:
            shutil.copy(source, unfinished)
        _run([_program("npm", "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], unfinished)
        unfinished.rename(made)
    return made


def _digest(sources: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for source in sorted(sources):
        whole.update(source.name.encode() + b"\0" + source.read_bytes())
    return whole.hexdigest()[:12]


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if not found:
        raise StackError(f"{name} is missing: install the package {package}.")
    return found


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS)
    if done.returncode:
        raise StackError(f"{' '.join(command[:2])} failed:\n{done.stderr.strip() or done.stdout.strip()}")


def node() -> str:
    return str(install.need("node"))
