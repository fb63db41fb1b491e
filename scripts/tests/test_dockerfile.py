"""It is true of the Dockerfile that what makes its image small and closed can't be taken away unnoticed."""

import re
import shutil
import subprocess
import sys

import pytest

from scripts import compose, dockerfile, lint
from scripts.stack.layout import ROOT

pytestmark = pytest.mark.portable

TEXT = dockerfile.FILE.read_text()
BASE = TEXT[TEXT.index("ARG PYTHON=") : TEXT.index("\n", TEXT.index("ARG PYTHON="))]
HEALTH = TEXT[TEXT.index("HEALTHCHECK") : TEXT.index("\n", TEXT.index("HEALTHCHECK"))]
ENTRY = 'ENTRYPOINT ["python", "-m", "chatterbox.container"]'

#: A mistake planted into our Dockerfile (what is replaced, and by what), and what the check says of it.
PLANTED = {
    "a base that floats": (BASE, "ARG PYTHON=python:3.13-slim", "not pinned"),
    "another base": ("FROM ${PYTHON} AS bare", "FROM python:3.13 AS bare", "begins with python:3.13"),
    "packages that nobody checked": ("--require-hashes ", "", "without --require-hashes"),
    "packages that are compiled": ("--only-binary=:all: ", "", "without --only-binary"),
    "a shell that stays": (" /usr/bin/sh ", " ", "/usr/bin/sh stays"),
    "a shell that stays elsewhere": (" /bin/bash /bin/sh", " /bin/bash", "/bin/sh stays"),
    "a package manager that stays": ("-name 'apt*' -o ", "", "'apt*' stays"),
    "programs that give rights": (" -o -perm -4000", "", "-4000 stays"),
    "pip that stays": ("/usr/local/lib/python3.13/site-packages/pip*", "", "pip* stays"),
    "tests that come along": ("find . -type d -name tests -prune -exec rm -rf {} +", "true", "tests stay"),
    "layers that remember": ("FROM scratch", "FROM bare", "still in a layer"),
    "root": ("USER 10001:10001", "USER 0:0", "runs as root"),
    "nobody said who": ("USER 10001:10001\n", "", "runs as root"),
    "a name in place of numbers": ("USER 10001:10001", "USER chatterbox", "runs as root"),
    "no health check": (f"{HEALTH}\n", "", "healthy"),
    "a health check by a shell": (HEALTH, "HEALTHCHECK --timeout=5s CMD curl localhost", "healthy"),
    "an entry point by a shell": (ENTRY, "ENTRYPOINT python -m chatterbox.container", "entry point"),
    "another command": ('CMD ["web"]', 'CMD ["bash"]', "not web"),
    "a signal that kills": ("STOPSIGNAL SIGTERM", "STOPSIGNAL SIGKILL", "SIGTERM"),
    "a label left out": ('org.opencontainers.image.revision="${REVISION}"', "", "no label revision"),
    "a secret in the image": ("ARG REVISION=unknown", "ARG SECRET_KEY=x", "SECRET_KEY does not belong"),
    "something from the net": ("COPY manage.py ./", "ADD https://example.org/manage.py ./", "ADD fetches"),
}


def test_nothing_is_wrong_with_it():
    assert dockerfile.faults(TEXT) == []
    assert "what the Dockerfile promises" in dict(lint.checks())


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_named(name):
    right, planted, said = PLANTED[name]
    assert right in TEXT

    found = dockerfile.faults(TEXT.replace(right, planted))

    assert any(said in fault for fault in found), found


# The image that makes backups

BACKUP = dockerfile.instructions(dockerfile.BACKUP.read_text())


def of_backup(word):
    return [one.rest for one in BACKUP if one.word == word]


def test_a_backup_is_made_by_programs_of_the_servers_version():
    server = compose.services_of(compose.FILE.read_text())["postgres"]["image"]

    assert of_backup("ARG") == [f"POSTGRES={server}"]
    assert of_backup("FROM") == ["${POSTGRES}"]


def test_who_makes_backups_is_not_root_and_has_packages_that_were_checked():
    (install,) = [rest for rest in of_backup("RUN") if "pip install" in rest]

    assert of_backup("USER") == ["10001:10001"]
    assert all(flag in install for flag in dockerfile.WHEELS)


def test_what_its_image_holds_is_enough_for_it(tmp_path):
    """And is what Docker is given: the file beside it says so."""
    copied = [rest.split()[0] for rest in of_backup("COPY")]
    ignored = (dockerfile.BACKUP.with_name("backup.Dockerfile.dockerignore")).read_text()
    assert set(re.findall(r"^!(.*)$", ignored, re.M)) == set(copied)
    for name in copied:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("tests", "__pycache__"))

    started = [sys.executable, "-m", "scripts.backup", "--help"]
    done = subprocess.run(started, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    assert "Both databases into a folder" in done.stdout


@pytest.mark.parametrize("text", ["", "# nothing\n", "ARG A=1\n"])
def test_a_file_without_a_stage_is_none(text):
    assert dockerfile.faults(text) == ["there is no stage"]
