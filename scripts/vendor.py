"""Fetch the scripts of others: exact versions from npm, checked. What pages load is kept in `static/vendor/`, what only
tests do in `tests/vendor/`.

    python -m scripts.vendor            fetch them all again and write the manifest
    python -m scripts.vendor --check    compare the files that lie there with the manifest; no network

A version changes here, together with the integrity that npm publishes for it.
"""

import argparse
import base64
import dataclasses
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
VENDOR: Final = ROOT / "static" / "vendor"
TEST_VENDOR: Final = ROOT / "tests" / "vendor"
MANIFEST: Final = "manifest.json"
#: Seconds that npm may take for one package.
PATIENCE: Final = 60


@dataclasses.dataclass(frozen=True, kw_only=True)
class Package:
    """One package of npm; `files` maps paths inside it to names in our folder."""

    name: str
    version: str
    integrity: str
    files: dict[str, str]


PACKAGES: Final = (
    Package(
        name="htmx.org",
        version="2.0.11",
        integrity="sha512-Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        files={"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE-htmx.txt"},
    ),
    Package(
        name="idiomorph",
        version="0.8.0",
        integrity="sha512-R47JBL+6jHDQvcnbppIUtXXcxi5h6+wuCEEZXnRhUltsgzPFKzThL5PuHppP9ypJuy+7WawcY1TsSBD/iQbMhw==",
        files={"dist/idiomorph-ext.min.js": "idiomorph-ext.min.js", "LICENSE": "LICENSE-idiomorph.txt"},
    ),
)
#: Used by tests only, and never sent to a browser of ours.
TEST_PACKAGES: Final = (
    Package(
        name="axe-core",
        version="4.14.1",
        integrity="sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        files={"axe.min.js": "axe.min.js", "LICENSE": "LICENSE-axe-core.txt"},
    ),
)
FOLDERS: Final = {VENDOR: PACKAGES, TEST_VENDOR: TEST_PACKAGES}


class Refused(Exception):
    """Something is not what was agreed on; the text says what."""


def main() -> int:
    parser = argparse.ArgumentParser(description="The scripts of others that our pages load.")
    parser.add_argument("--check", action="store_true", help="only compare the files with the manifest")
    given = parser.parse_args()
    try:
        for folder in FOLDERS:
            check(folder) if given.check else fetch_all(folder)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def fetch_all(folder: Path) -> None:
    """Write every file and the manifest. Raises Refused when npm hands out anything else than agreed."""
    folder.mkdir(parents=True, exist_ok=True)
    entries: dict[str, dict[str, str]] = {}
    for package in FOLDERS[folder]:
        for name, content in files_of(package).items():
            (folder / name).write_bytes(content)
            entries[name] = {"package": package.name, "version": package.version, "sha384": sha384(content)}
    (folder / MANIFEST).write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def files_of(package: Package) -> dict[str, bytes]:
    """The files of one package by their names here. Raises Refused when npm hands out anything else than agreed."""
    with tempfile.TemporaryDirectory() as folder:
        archive = _download(package, Path(folder))
        if (found := "sha512-" + _digest("sha512", archive.read_bytes())) != package.integrity:
            raise Refused(f"{package.name} {package.version}: {package.integrity} was agreed on, npm gave {found}.")
        with tarfile.open(archive) as tar:
            return {name: _read(tar, f"package/{path}", package) for path, name in package.files.items()}


def _download(package: Package, folder: Path) -> Path:
    command = ["npm", "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except FileNotFoundError as error:
        raise Refused("npm is not installed; it is only needed to fetch these files again.") from error
    except subprocess.TimeoutExpired as error:
        raise Refused(f"npm did not answer within {PATIENCE} s.") from error
    if done.returncode:
        raise Refused(f"npm could not fetch {package.name} {package.version}: {done.stderr.strip()}")
    return folder / done.stdout.strip().splitlines()[-1]


def _read(tar: tarfile.TarFile, path: str, package: Package) -> bytes:
    try:
        file = tar.extractfile(path)
    except KeyError:
        file = None
    if file is None:
        raise Refused(f"{package.name} {package.version} has no {path}.")
    return file.read()


def check(folder: Path) -> None:
    """Raise Refused for a file that is missing, changed, or in no manifest."""
    entries = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    there = {path.name for path in folder.iterdir()} - {MANIFEST}
    if there != set(entries):
        raise Refused(f"{folder} and its manifest name different files: {sorted(there ^ set(entries))}.")
    for name, entry in entries.items():
        if sha384((folder / name).read_bytes()) != entry["sha384"]:
            raise Refused(f"{folder / name} is not the file that the manifest names. Run: python -m scripts.vendor")


def sha384(content: bytes) -> str:
    return "sha384-" + _digest("sha384", content)


def _digest(algorithm: str, content: bytes) -> str:
    return base64.b64encode(hashlib.new(algorithm, content).digest()).decode()


if __name__ == "__main__":
    sys.exit(main())
