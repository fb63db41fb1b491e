"""What processes have written to their logs since a run began."""

from collections.abc import Iterable

from scripts.stack import Stack


class Logs:
    """Of the parts in `names`, from now on."""

    def __init__(self, stack: Stack, names: Iterable[str]) -> None:
        self._paths = {name: stack.layout.log(name) for name in names}
        self._marks = {name: self._size(name) for name in self._paths}

    def since(self, name: str) -> list[str]:
        """Its lines; all of a log that has begun anew, none of one that is not there."""
        if not (size := self._size(name)):
            return []
        mark = self._marks[name]
        with self._paths[name].open("rb") as file:
            file.seek(mark if size >= mark else 0)
            return file.read().decode(errors="replace").splitlines()

    def _size(self, name: str) -> int:
        path = self._paths[name]
        return path.stat().st_size if path.exists() else 0
