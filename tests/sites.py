"""A running Chatterbox that a journey visits: the one of `make run`, or the one of `make stack`."""

import dataclasses
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.stack import Stack
from scripts.stack.layout import ROOT, Layout

START_SECONDS = 60
STOP_SECONDS = 40
DEMO_PASSWORD = "folded-paper-boat-22"
#: For a site that many people sign up at: what a password costs is asked of others.
QUICK = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
#: Set by whoever runs the tests, or by chatterbox.settings.test.
ABOUT_TESTS = {"DJANGO_SETTINGS_MODULE", "TEST_SERVERS", "DEMO", "GOOGLE_URL", "GITHUB_URL"}


@dataclasses.dataclass(frozen=True)
class Site:
    """`mails` is the folder that the site writes its mails to; `log` reads what its processes wrote."""

    name: str
    url: str
    mails: Path


class LocalSite:
    """`manage.py run_local` in a process of its own, with a data folder of its own."""

    def __init__(self, data: Path, **variables: str) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.variables = variables
        self.process: subprocess.Popen[str] | None = None
        self.log = data / "run_local.log"

    def start(self) -> None:
        """Return when it answers; its output goes to `log`."""
        # The port of the demo's provider that goes with ours may be in use as the client's end of a connection.
        given = {"DEMO_PASSWORD": DEMO_PASSWORD, "PROVIDER_PORT": str(free_port()), **self.variables}
        environment = environment_of(self.data, self.port, **given)
        self.data.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run_local"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
                preexec_fn=hear_ctrl_c,
            )
        wait_for_health(f"{self.url}/health/ready", self.process, self.log)

    def interrupt(self) -> int:
        """Ctrl-C: SIGINT to the whole group, as a terminal sends it. The exit code."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"run_local was still there {STOP_SECONDS} s after Ctrl-C:\n{self.tail()}") from None

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def tail(self) -> str:
        return "\n".join(self.log.read_text().splitlines()[-40:])


def environment_of(data: Path, port: int, **variables: str) -> dict[str, str]:
    """The variables of a `run_local`: ours, but not those that are about the tests of this very process."""
    ours = {name: value for name, value in os.environ.items() if name not in ABOUT_TESTS}
    # Journeys do a day's work in a minute.
    return {**ours, "DATA": str(data), "PORT": str(port), "LIMIT_FACTOR": "100", **variables}


def hear_ctrl_c() -> None:
    """In the child: a test run in the background ignores SIGINT, and its children would inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def local_site(data: Path, **variables: str) -> Iterator[LocalSite]:
    """A site of its own for a `with`; it has to end cleanly."""
    site = LocalSite(data, **variables)
    site.start()
    try:
        yield site
    finally:
        code = site.interrupt()
    assert code == 0, f"run_local ended with {code}:\n{site.tail()}"
    assert "Traceback" not in site.log.read_text(), site.tail()


def collect(folder: Path) -> Path:
    """Static files as a CDN has them, under names of their content and compressed; `folder` is theirs.

    A browser keeps them, so a page costs one request. Several processes may ask for the same folder at once.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            half = folder.with_name(f"{folder.name}.half")
            shutil.rmtree(half, ignore_errors=True)
            environment = {**os.environ, "STATIC_ROOT": str(half)}
            for module in (["chatterbox.collect"], ["whitenoise.compress", "--quiet", str(half)]):
                subprocess.run([sys.executable, "-m", *module], check=True, cwd=ROOT, env=environment, timeout=120)
            half.rename(folder)
    return folder


@contextmanager
def running_stack() -> Iterator[Stack]:
    """The stack of STACK_DIR and STACK_PORT; stopped afterwards when it was not running before."""
    layout = Layout.from_environment()
    stack = Stack(layout.directory, layout.port)
    was_running = any(part.state != "stopped" for part in stack.status())
    stack.up()
    try:
        yield stack
    finally:
        if not was_running:
            stack.down()


def wait_for_health(url: str, process: "subprocess.Popen[str]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        assert process.poll() is None, f"it ended with {process.returncode} while starting:\n{log.read_text()}"
        assert time.monotonic() < deadline, f"{url} does not answer after {START_SECONDS} s:\n{log.read_text()}"
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
