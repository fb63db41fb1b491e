"""It is true of the look at what a built image holds that…"""

import io
import subprocess
import sys
import tarfile

import pytest

from scripts import image
from scripts.image import File
from scripts.stack.layout import ROOT

pytestmark = pytest.mark.portable

GOOD = [
    *(File(name, 0o755, 0) for name in image.WANTED),
    File("usr/bin/ls", 0o755, 0),
    File("usr/bin/shuf", 0o755, 0),
    File("usr/share/perl5", 0o755, 0, folder=True),
    File("opt/venv/lib/python3.13/site-packages/redis/tests/a.py", 0o644, 0),
    File("var/mail", 0o2775, 0, folder=True),
    File("tmp", 0o1777, 0, folder=True),
]


def test_an_image_as_it_has_to_be_has_no_fault():
    assert image.faults(GOOD) == []


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (File("bin/sh", 0o755, 0), "bin/sh is there"),
        (File("usr/bin/bash", 0o755, 0), "usr/bin/bash is there"),
        (File("usr/bin/apt-get", 0o755, 0), "apt-get is there"),
        (File("usr/bin/perl5.40.1", 0o755, 0), "perl5.40.1 is there"),
        (File("usr/bin/gcc-14", 0o755, 0), "gcc-14 is there"),
        (File("usr/local/bin/pip3.13", 0o755, 0), "pip3.13 is there"),
        (File("usr/bin/mount", 0o4755, 0), "rights of another"),
        (File("srv/chatterbox/accounts/tests/test_api.py", 0o644, 0), "is a test"),
        (File("srv/chatterbox/tests/conftest.py", 0o644, 0), "is a test"),
        (File("srv/chatterbox/manage.py", 0o644, 10001), "can be changed"),
        (File("srv/chatterbox/manage.py", 0o666, 0), "can be changed"),
    ],
)
def test_what_does_not_belong_there_is_named(planted, said):
    assert [said in fault for fault in image.faults([*GOOD, planted])] == [True]


@pytest.mark.parametrize("name", image.WANTED)
def test_what_is_missing_is_named(name):
    assert image.faults([file for file in GOOD if file.name != name]) == [f"{name} is missing"]


def archive(*more: tarfile.TarInfo) -> bytes:
    """As `docker export` writes it, where programs are links here and there."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as file:
        for name in image.WANTED:
            link = tarfile.TarInfo(f"./{name}")
            link.type, link.linkname, link.mode = tarfile.SYMTYPE, "/usr/local/bin/python", 0o777
            file.addfile(link)
        for one in more:
            file.addfile(one)
    return made.getvalue()


def asked(given: bytes) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "scripts.image"]
    done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, timeout=30, check=False)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_it_reads_what_docker_exports():
    shell = tarfile.TarInfo("bin/sh")
    shell.type, shell.linkname = tarfile.SYMTYPE, "dash"

    assert asked(archive()).returncode == 0
    done = asked(archive(shell))
    assert (done.returncode, done.stderr) == (1, "image: bin/sh is there\n")


@pytest.mark.parametrize("given", [b"", b"no archive at all"])
def test_what_is_no_archive_is_said(given):
    done = asked(given)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "no file system of an image" in done.stderr or "is missing" in done.stderr
