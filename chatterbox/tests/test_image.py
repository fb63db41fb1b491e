"""It is true of the image that…"""

import fnmatch
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from chatterbox import container
from chatterbox.tests.http_server import free_port

ROOT = Path(settings.BASE_DIR)
DOCKERFILE = (ROOT / "Dockerfile").read_text()
#: The person that the image runs as; no such account is needed outside it.
UID = 10001
START_SECONDS, STOP_SECONDS = 60, 20
#: In a mount namespace of its own. An empty /tmp is all that can be written, as in compose.yaml.
READ_ONLY = "mount -t tmpfs -o mode=1777,size=16m tmpfs /tmp && mount -o remount,ro,bind /"


def test_its_base_is_pinned_by_digest_and_nothing_runs_as_root():
    assert re.search(r"^ARG PYTHON=\S+@sha256:[0-9a-f]{64}$", DOCKERFILE, re.MULTILINE)
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${PYTHON}", "packages", "scratch"}
    assert f"USER {UID}:{UID}" in DOCKERFILE
    assert DOCKERFILE.index("FROM scratch") < DOCKERFILE.index(f"USER {UID}")


def test_what_is_copied_is_what_the_context_lets_in():
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert let_in == {*copied(), "requirements.txt"}


@pytest.fixture(scope="module")
def static_root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    environment = {"PATH": os.environ["PATH"], "STATIC_ROOT": str(folder)}
    subprocess.run([sys.executable, "-m", "chatterbox.collect"], cwd=ROOT, env=environment, check=True, timeout=120)
    return folder


def test_its_static_files_are_those_of_every_profile(static_root):
    """The finders of this very process, which has all apps of both services."""
    wanted = {path for finder in get_finders() for path, _ in finder.list([])}
    hashed = re.compile(r"\.[0-9a-f]{12}(?=$|\.[^./]+$)")
    given = {path.relative_to(static_root).as_posix() for path in static_root.rglob("*") if path.is_file()}

    assert {path for path in given if not hashed.search(path)} == wanted | {"staticfiles.json"}
    assert any(hashed.search(path) for path in given)


def test_cloudfront_keeps_names_with_a_hash_for_ever_and_no_others(static_root):
    """Its pattern, where ? is one letter; names of media have no such rule."""
    terraform = (ROOT / "terraform" / "cloudfront.tf").read_text()
    pattern = one_of(re.findall(r'each\.key == "static" \? \["/(\S+)"\]', terraform))
    hashed = re.compile(r"\.[0-9a-f]{12}\.[^./]+$")
    names = [path.relative_to(static_root).as_posix() for path in static_root.rglob("*") if path.is_file()]

    kept = {name for name in names if fnmatch.fnmatchcase(f"static/{name}", pattern)}
    assert kept == {name for name in names if hashed.search(name)}
    assert len(kept) > 20


def one_of(found: list[str]) -> str:
    assert len(found) == 1
    return found[0]


def test_static_files_have_to_go_somewhere():
    done = subprocess.run(
        [sys.executable, "-m", "chatterbox.collect"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert "STATIC_ROOT: missing" in done.stderr


# The same steps as the Dockerfile's, without Docker: an empty environment, a tree without tests, a root that can't be
# written, a person who is not root.

servers = pytest.mark.servers
alone = pytest.mark.alone
#: All packages are installed anew. What a pull request builds is started by its workflow (service.yml).
long = pytest.mark.long


def copied() -> list[str]:
    return [
        word
        for line in re.findall(r"^COPY ([^-\n].*) \S+$", DOCKERFILE, re.MULTILINE)
        for word in line.split()
        if word != "requirements.txt"
    ]


@pytest.fixture(scope="module")
def image() -> Iterator[Path]:
    """What the last stage holds: srv/chatterbox, srv/static, opt/venv. Not below /tmp: a container has its own."""
    with tempfile.TemporaryDirectory(prefix="chatterbox-image-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        yield build(Path(folder))


def build(folder: Path) -> Path:
    source = folder / "srv" / "chatterbox"
    source.mkdir(parents=True)
    for name in copied():
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("tests", "__pycache__", "*.pyc"))
        else:
            shutil.copy(path, source / name)
    python = folder / "opt" / "venv" / "bin" / "python"
    run(sys.executable, "-m", "venv", "--without-pip", str(folder / "opt" / "venv"))
    flags = ["--quiet", "--require-hashes", "--only-binary=:all:", "--disable-pip-version-check"]
    run(sys.executable, "-m", "pip", "--python", str(python), "install", *flags, "-r", str(ROOT / "requirements.txt"))
    run(str(python), "-m", "chatterbox.collect", cwd=source, STATIC_ROOT=str(folder / "srv" / "static"))
    return folder


def run(*command: str, cwd: Path = ROOT, **variables: str) -> None:
    done = subprocess.run(
        command, cwd=cwd, env={"PATH": os.environ["PATH"], **variables}, capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}\n{done.stderr}"


class Container:
    """A process of the image: a read-only root in a mount namespace of its own, no rights, the given variables."""

    def __init__(self, image: Path, log: Path, variables: dict[str, str], *words: str) -> None:
        python = image / "opt" / "venv" / "bin" / "python"
        rights = [f"--reuid={UID}", f"--regid={UID}", "--clear-groups", "--no-new-privs", "--inh-caps=-all"]
        inside = shlex.join(["setpriv", *rights, str(python), "-m", "chatterbox.container", *words])
        self.log = log
        with log.open("w") as file:
            self.process = subprocess.Popen(
                ["unshare", "--mount", "sh", "-c", f"{READ_ONLY} && exec {inside}"],
                cwd=image / "srv" / "chatterbox",
                env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", **variables},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def end(self) -> int:
        """SIGTERM, as ECS sends it; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def said(self) -> str:
        return self.log.read_text()


@pytest.fixture
def variables(tmp_path):
    """Of one profile: those of the stack, with secrets that the image's person may read."""
    from scripts.stack import services
    from scripts.stack.layout import Layout

    def of(profile: str) -> dict[str, str]:
        given = services.environment_of(Layout.from_environment(), profile)
        for name in [name for name in given if name.endswith("_FILE")]:
            given[name.removesuffix("_FILE")] = Path(given.pop(name)).read_text()
        given.pop("MEDIA_ROOT")
        return given

    return of


@contextmanager
def started(image: Path, log: Path, variables: dict[str, str], *words: str) -> Iterator[Container]:
    one = Container(image, log, variables | {"STATIC_ROOT": str(image / "srv" / "static")}, *words)
    try:
        yield one
    finally:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait(10)


@servers
@alone
@long
@pytest.mark.stack
@pytest.mark.timeout(500)
@pytest.mark.parametrize("profile", container.PROFILES)
def test_both_services_start_from_it_read_only_and_without_rights(profile, image, variables, tmp_path):
    port = free_port()
    given = variables(profile) | {"CONTAINER_PORT": str(port)}
    prefix = "/accounts" if profile == "accounts" else ""
    for word in ("migrate", "create_topics"):
        with started(image, tmp_path / word, given, word) as task:
            assert task.process.wait(120) == 0, task.said()

    with started(image, tmp_path / "web", given, "web") as web:
        wait_for(lambda: status(port, f"{prefix}/health/ready") == 200, web)
        owner = Path(f"/proc/{web.process.pid}/status").read_text()
        assert f"Uid:\t{UID}\t{UID}" in owner
        assert "CapEff:\t0000000000000000" in owner
        assert container.is_healthy("web", port)
        assert web.end() == 0, web.said()
    assert not container.is_healthy("web", port)
    assert "Traceback" not in web.said()


@servers
@alone
@long
@pytest.mark.stack
@pytest.mark.timeout(500)
@pytest.mark.parametrize("profile", container.PROFILES)
def test_every_worker_starts_from_it_and_ends_when_it_is_told(profile, image, variables, tmp_path):
    workers = [worker for worker, profiles in container.WORKERS.items() if profile in profiles]
    with ExitStack() as stack:
        running = [stack.enter_context(started(image, tmp_path / one, variables(profile), one)) for one in workers]
        for one in running:
            wait_for(lambda: "worker_ready" in one.said(), one)  # noqa: B023 - asked before the next one
        for one in running:
            assert one.end() == 0, one.said()
            assert "Traceback" not in one.said()


def wait_for(ready, one: Container) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        assert one.process.poll() is None, f"it ended with {one.process.returncode}:\n{one.said()}"
        assert time.monotonic() < deadline, one.said()
        time.sleep(0.1)


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        return int(answer.code)
    except OSError:
        return 0
