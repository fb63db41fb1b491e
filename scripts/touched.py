"""Which services a range of commits touches, for the workflow that deploys: `python -m scripts.touched BEFORE AFTER`.

Prints `accounts=true` or `accounts=false`, and the same of messaging, as GitHub reads outputs of a step. Needs nothing
but Python and git. A range that git does not know (nothing was deployed yet, a forced push) touches everything.
"""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
#: What both services are made of: they are one image, and read one another's events.
SHARED: Final = (
    "events/",
    "chatterbox/",
    "templates/",
    "static/",
    "locale/",
    "requirements.in",
    "requirements.txt",
    "requirements-dev.in",
    "requirements-dev.txt",
    "Dockerfile",
    ".dockerignore",
    "manage.py",
    "pyproject.toml",
    "conftest.py",
    "compose.yaml",
    "deploy/",
    ".github/workflows/service.yml",
)
#: Folders, with a slash, and files of each service. The `paths` of its workflow are the same.
PATHS: Final = {
    "accounts": ("accounts/", ".github/workflows/accounts.yml", *SHARED),
    "messaging": ("messaging/", "chatterbox_client/", ".github/workflows/messaging.yml", *SHARED),
}


def main(words: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if words is None else words)
    if len(given) != 2:
        print("Two commits are wanted: the one before, and the one after.", file=sys.stderr)
        return 1
    before, after = given
    files = changed(before, after)
    for service in PATHS:
        print(f"{service}={str(files is None or touches(service, files)).lower()}")
    return 0


def touches(service: str, files: Iterable[str]) -> bool:
    """Whether one of these files is part of a service."""
    return any(
        file == path or (path.endswith("/") and file.startswith(path)) for file in files for path in PATHS[service]
    )


def changed(before: str, after: str, folder: Path = ROOT) -> list[str] | None:
    """Files that differ between two commits; None when git can't say."""
    command = ["git", "diff", "--name-only", "-z", "--no-renames", "--end-of-options", before, after, "--"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return None if done.returncode else [name for name in done.stdout.split("\0") if name]


if __name__ == "__main__":
    sys.exit(main())
