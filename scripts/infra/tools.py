"""The tools of these checks, in an environment of their own below var/cache: their pins do not agree with the tests'.

Made once and again when a pin changes. `terraform` itself is not among them: no package registry has it.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

from scripts.infra import schema
from scripts.stack.layout import CACHE, ROOT

TERRAFORM: Final = ROOT / "terraform"
FOLDER: Final = CACHE / "infra"
#: Packages that run, and the one that is read as an archive and never installed.
REQUIREMENTS: Final = ROOT / "requirements-infra.txt"
SCHEMA_REQUIREMENTS: Final = Path(__file__).parent / "schema-requirements.txt"
DOWNLOAD_SECONDS: Final = 540


class Missing(Exception):
    """A tool is not to be had here; the text is the one sentence that says so."""


def terraform() -> str:
    """The path of terraform. Raises Missing."""
    found = shutil.which("terraform")
    if found is None:
        raise Missing("there is no terraform on PATH")
    return found


def environment() -> Path:
    """The environment's folder, with everything in it. Raises Missing when it can't be filled."""
    stamp, wanted = FOLDER / "stamp", _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return FOLDER
    stamp.unlink(missing_ok=True)
    venv.create(FOLDER, with_pip=True, clear=True)
    _pip("install", "--only-binary=:all:", "--require-hashes", "-r", str(REQUIREMENTS))
    _pip("download", "--no-deps", "--require-hashes", "-d", str(FOLDER), "-r", str(SCHEMA_REQUIREMENTS))
    stamp.write_text(wanted, encoding="utf-8")
    return FOLDER


def python() -> Path:
    return environment() / "bin" / "python"


def checkov() -> Path:
    return environment() / "bin" / "checkov"


def schema_of(folder: Path) -> Path:
    """A file with the schemas of all types that the modules below a folder use. Raises Missing, and KeyError."""
    wanted = schema.used_in(folder)
    reader = Path(schema.__file__).read_text(encoding="utf-8")
    name = hashlib.sha256("\n".join([_fingerprint(), reader, *sorted(wanted)]).encode()).hexdigest()[:16]
    path = environment() / f"schema-{name}.json"
    if not path.exists():
        wheel = next(FOLDER.glob("cdktf_cdktf_provider_aws-*.whl"))
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(schema.read(wheel, wanted)), encoding="utf-8")
        draft.rename(path)
    return path


def _fingerprint() -> str:
    pins = REQUIREMENTS.read_bytes() + SCHEMA_REQUIREMENTS.read_bytes()
    return hashlib.sha256(pins + sys.version.encode()).hexdigest()


def _pip(*words: str) -> None:
    command = [str(FOLDER / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=DOWNLOAD_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Missing(f"pip {words[0]} was not done after {DOWNLOAD_SECONDS} s") from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise Missing(f"pip {words[0]} failed: {said[-1] if said else 'it gave no reason'}")
