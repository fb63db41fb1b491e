"""What a built image holds that it is not to hold: `docker export CONTAINER | python3 -m scripts.image`.

Reads the file system as a tar archive from its input; needs nothing but Python. The workflow of each service asks it
of what it has just built. That the Dockerfile says so is another check (`scripts/dockerfile.py`).
"""

import re
import stat
import sys
import tarfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple

#: Programs that nobody but an intruder would miss.
PROGRAMS: Final = re.compile(
    r"^(usr/)?(local/)?s?bin/"
    r"(sh|bash|rbash|dash|ash|busybox|apt[\w-]*|dpkg[\w-]*|perl[\d.]*|pip[\d.]*|gcc[\w.-]*|cc|make|curl|wget|su|sudo)$"
)
TESTS: Final = re.compile(r"^srv/chatterbox/(.+/)?tests/")
APPLICATION: Final = "srv/chatterbox/"
#: What has to be there, else this was not our image.
WANTED: Final = (
    "opt/venv/bin/python",
    "srv/chatterbox/chatterbox/container.py",
    "srv/static/staticfiles.json",
)


class File(NamedTuple):
    """`name` has no slash in front; `mode` and `owner` as in a tar archive."""

    name: str
    mode: int
    owner: int
    folder: bool = False


def faults(files: Iterable[File]) -> list[str]:
    """What is wrong with an image that holds these files, each in one sentence."""
    there = list(files)
    names = {file.name for file in there}
    return [*_of_files(there), *(f"{name} is missing" for name in WANTED if name not in names)]


def _of_files(files: list[File]) -> Iterator[str]:
    for file in files:
        if PROGRAMS.match(file.name):
            yield f"{file.name} is there"
        if file.mode & (stat.S_ISUID | stat.S_ISGID) and not file.folder:
            yield f"{file.name} gives whoever runs it the rights of another"
        if TESTS.match(file.name) and not file.folder:
            yield f"{file.name} is a test"
        if file.name.startswith(APPLICATION) and (file.owner or file.mode & stat.S_IWOTH):
            yield f"{file.name} can be changed by the process itself"


def read(stream: BinaryIO) -> Iterator[File]:
    """Raises tarfile.TarError when it is no archive."""
    with tarfile.open(fileobj=stream, mode="r|*") as archive:
        for one in archive:
            # Rights of a link are those of what it names.
            mode, owner = (0, 0) if one.issym() else (one.mode, one.uid)
            yield File(one.name.removeprefix("./").removeprefix("/"), mode, owner, one.isdir())


def main() -> int:
    try:
        found = faults(read(sys.stdin.buffer))
    except tarfile.TarError as error:
        found = [f"this is no file system of an image: {error}"]
    for fault in found[:20]:
        print(f"image: {fault}", file=sys.stderr)
    print("The image holds nothing that it should not." if not found else f"{len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
