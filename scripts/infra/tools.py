"""The tools of these checks, in environments of their own below var/cache: their pins do not agree with the tests'.

Made once and again when a pin changes. `terraform` itself is not among them: no package registry has it.
"""

import dataclasses
import hashlib
import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

from scripts.infra import schema
from scripts.stack.errors import StackError
from scripts.stack.layout import CACHE, ROOT

TERRAFORM: Final = ROOT / "terraform"
DOWNLOAD_SECONDS: Final = 540


class Missing(StackError):
    """A tool is not to be had here; the text is the one sentence that says so."""


def terraform() -> str:
    """The path of terraform. Raises Missing."""
    found = shutil.which("terraform")
    if found is None:
        raise Missing("there is no terraform on PATH")
    return found


@dataclasses.dataclass(frozen=True)
class Environment:
    """Packages in a folder; `archives` are downloaded and read, never installed."""

    folder: Path
    requirements: Path
    archives: Path | None = None

    def program(self, name: str) -> Path:
        """The path of a program, with all that it needs. Raises Missing when it can't be installed."""
        self.fill()
        return self.folder / "bin" / name

    def fill(self) -> None:
        """Raises Missing."""
        stamp, wanted = self.folder / "stamp", self.pins()
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return
        stamp.unlink(missing_ok=True)
        venv.create(self.folder, with_pip=True, clear=True)
        self._pip("install", "--only-binary=:all:", "--require-hashes", "-r", str(self.requirements))
        if self.archives:
            self._pip("download", "--no-deps", "--require-hashes", "-d", str(self.folder), "-r", str(self.archives))
        stamp.write_text(wanted, encoding="utf-8")

    def pins(self) -> str:
        """Of what is in the folder, and of where it is: an environment that was moved does not work."""
        text = self.requirements.read_bytes() + (self.archives.read_bytes() if self.archives else b"")
        return hashlib.sha256(text + f"{self.folder} {sys.version}".encode()).hexdigest()

    def _pip(self, *words: str) -> None:
        command = [str(self.folder / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=DOWNLOAD_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Missing(f"pip {words[0]} was not done after {DOWNLOAD_SECONDS} s") from error
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip()).splitlines()
            raise Missing(f"pip {words[0]} failed: {said[-1] if said else 'it gave no reason'}")


#: What serves the provider's schema, and the package that the schema is read out of.
PROVIDER: Final = Environment(
    CACHE / "infra", ROOT / "requirements-infra.txt", Path(__file__).parent / "schema-requirements.txt"
)
#: A hundred packages, and a minute to install them: not for each run of the tests.
CHECKOV: Final = Environment(CACHE / "checkov", ROOT / "requirements-checkov.txt")


def schema_of(folder: Path) -> Path:
    """A file with the schemas of all types that the modules below a folder use. Raises Missing, and KeyError."""
    wanted = schema.used_in(folder)
    reader = Path(schema.__file__).read_text(encoding="utf-8")
    name = hashlib.sha256("\n".join([PROVIDER.pins(), reader, *sorted(wanted)]).encode()).hexdigest()[:16]
    PROVIDER.fill()
    path = PROVIDER.folder / f"schema-{name}.json"
    if not path.exists():
        wheel = next(PROVIDER.folder.glob("cdktf_cdktf_provider_aws-*.whl"))
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(schema.read(wheel, wanted)), encoding="utf-8")
        draft.rename(path)
    return path
