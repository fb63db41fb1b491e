"""Which services a range of commits touches, for the workflow that deploys.

    python -m scripts.touched deployed < RUNS     what runs now, from the workflow's runs: a commit, or none
    python -m scripts.touched BEFORE AFTER        accounts=true or accounts=false, and the same of messaging

The latter is what GitHub reads as outputs of a step. Needs nothing but Python and git. A range that git does not know
(nothing was deployed yet, a forced push) touches everything.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

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


#: The word that asks what runs now, and the answer where nobody knows.
DEPLOYED: Final = "deployed"
NONE: Final = "none"


def main(words: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if words is None else words)
    if given == [DEPLOYED]:
        print(deployed(json.load(sys.stdin)))
        return 0
    if len(given) != 2:
        print("Two commits are wanted: the one before, and the one after.", file=sys.stderr)
        return 1
    before, after = given
    files = changed(before, after)
    for service in PATHS:
        print(f"{service}={str(files is None or touches(service, files)).lower()}")
    return 0


def deployed(runs: Iterable[Mapping[str, Any]]) -> str:
    """The commit that both services run, from runs of the workflow as `gh run list --json` tells them; else NONE.

    Not that of the newest commit: its deployment may have failed, or have given way to a later one while it waited.
    After a run by hand nobody knows: it may have gone back to an image of before, for one service or both.
    """
    for run in sorted(runs, key=lambda run: str(run["startedAt"]), reverse=True):
        if run["event"] != "push":
            return NONE
        if run["conclusion"] == "success":
            return str(run["headSha"])
    return NONE


def touches(service: str, files: Iterable[str]) -> bool:
    """Whether one of these files is part of a service."""
    return any(
        file == path or (path.endswith("/") and file.startswith(path)) for file in files for path in PATHS[service]
    )


def changed(before: str, after: str, folder: Path = ROOT) -> list[str] | None:
    """Files that differ between two commits; None when git can't say."""
    words = ("diff", "--name-only", "-z", "--no-renames", "--end-of-options", before, after, "--")
    done = subprocess.run(git(folder, *words), cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return None if done.returncode else [name for name in done.stdout.split("\0") if name]


def git(folder: Path, *words: str) -> list[str]:
    """A command of git's about a checkout, whoever owns it.

    In a container at GitHub a job is root and the checkout somebody else's: git refuses to look into it, unless told.
    """
    return ["git", "-c", f"safe.directory={folder}", *words]


if __name__ == "__main__":
    sys.exit(main())
