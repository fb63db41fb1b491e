"""What processes have written to their logs since a run began."""

from collections.abc import Iterable
from pathlib import Path

from scripts.stack import Stack


class Logs:
    """Of the parts in `names`, from now on."""

    def __init__(self, stack: Stack, names: Iterable[str]) -> None:
        self._paths = {name: stack.layout.log(name) for name in names}
        self._marks = {name: _mark(path) for name, path in self._paths.items()}

    def since(self, name: str) -> list[str]:
        """Its lines, also of one that has grown too long and was put aside; none of a log that is not there."""
        path, (file, size) = self._paths[name], self._marks[name]
        aside, (now, size_now) = path.with_suffix(".log.1"), _mark(path)
        before = _read(aside, size) if file and _mark(aside)[0] == file else b""
        found = before + _read(path, size if now == file and size_now >= size else 0)
        return found.decode(errors="replace").splitlines()


def _mark(path: Path) -> tuple[int, int]:
    """Which file it is, and its size in bytes; zeros when there is none."""
    return (path.stat().st_ino, path.stat().st_size) if path.exists() else (0, 0)


def _read(path: Path, since: int) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        file.seek(since)
        return file.read()
