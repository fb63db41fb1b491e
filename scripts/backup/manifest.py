"""What a backup consists of. `manifest.json` is written last, so a folder without it is no backup."""

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scripts.backup.errors import BackupError

FORMAT: Final = 1
NAME: Final = "manifest.json"
#: Bytes that are read at a time.
PIECE: Final = 1_048_576


@dataclasses.dataclass(frozen=True)
class Urls:
    postgres: str
    mongodb: str
    mongodb_name: str

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> "Urls":
        """From variables of the services' own names. Raises BackupError by name."""
        return cls(
            _secret(variables, "POSTGRES_URL"),
            _secret(variables, "MONGODB_URL"),
            variables.get("MONGODB_NAME") or "accounts",
        )


def _secret(variables: Mapping[str, str], name: str) -> str:
    if variables.get(name):
        return variables[name]
    path = variables.get(f"{name}_FILE")
    if not path:
        raise BackupError(f"{name} is missing. It says where that database is.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BackupError(f"{name}_FILE: {path} can't be read ({error.strerror}).") from None


def new_folder(folder: Path) -> None:
    """Make it, for us alone. Raises BackupError when something is in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise BackupError(f"{folder} is not empty. A backup wants a folder of its own.")
    except OSError as error:
        raise BackupError(f"{folder} can't be made ({error.strerror}).") from None


def write(folder: Path, parts: Mapping[str, Any]) -> None:
    files = {str(path.relative_to(folder)): _hash(path) for path in _files(folder)}
    about = {
        "format": FORMAT,
        "saved_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        **parts,
        "sha256": files,
    }
    (folder / NAME).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def check(folder: Path) -> dict[str, Any]:
    """The manifest of a whole and unchanged backup. Raises BackupError."""
    try:
        about: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        files: dict[str, str] = about["sha256"]
        known = about["format"]
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupError(f"{folder} is no whole backup: {NAME} is missing or can't be read.") from None
    if known != FORMAT:
        raise BackupError(f"{folder} has the format {known}; this version reads {FORMAT}.")
    for name, wanted in files.items():
        if not (folder / name).is_file() or _hash(folder / name) != wanted:
            raise BackupError(f"{folder} is no whole backup: {name} is missing or was changed.")
    return about


def size(folder: Path) -> int:
    """Bytes."""
    return sum(path.stat().st_size for path in _files(folder))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)


def _hash(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()
