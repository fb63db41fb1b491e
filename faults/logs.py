"""What processes have written to their logs since a run began."""

from collections.abc import Iterable
from pathlib import Path

from scripts.stack import Stack


class Logs:
    """Of the parts in `names`, from now on."""

    def __init__(self, stack: Stack, names: Iterable[str]) -> None:
        self._paths = {name: stack.layout.log(name) for name in names}
        self._marks = {name: _size(path) for name, path in self._paths.items()}

    def since(self, name: str) -> list[str]:
        """Its lines, also of one that has grown too long and was put aside; none of a log that is not there."""
        path, mark = self._paths[name], self._marks[name]
        if _size(path) >= mark:
            found = _read(path, mark)
        else:
            found = _read(path.with_suffix(".log.1"), mark) + _read(path, 0)
        return found.decode(errors="replace").splitlines()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _read(path: Path, since: int) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        file.seek(since)
        return file.read()
