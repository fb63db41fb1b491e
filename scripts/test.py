"""`make test`: lint, all tests on the real servers or on SQLite, where it differs on both, and journeys in browsers.

Starts the servers itself, under var/test-stack with ports of their own, and stops them. A server that does not start,
a test that fails and a test that is skipped make it fail: nothing is left out in silence.

`--service accounts` runs the tests of one service and of what both share. With TEST_SERVERS=1 its servers are those
that the environment names, such as containers; then what starts and stops servers itself (the mark `stack`) is left
out.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from scripts import lint, touched
from scripts.infra import tools as infra
from scripts.stack import Stack, StackError, install
from scripts.stack.layout import ROOT

#: Of the stack that the tests start; another port lets two checkouts be tested side by side.
STACK: Final = Path(os.environ.get("STACK_DIR") or ROOT / "var" / "test-stack").resolve()
PORT: Final = int(os.environ.get("STACK_PORT") or 18080)
#: Whether the addresses of servers are in the environment; then none is started.
SERVERS_ARE_GIVEN: Final = os.environ.get("TEST_SERVERS") == "1"
REPORTS: Final = ROOT / "var" / "test-reports"
#: Processes of tests side by side. On SQLite they wait a little as well; beside real servers they share the machine.
ON_SQLITE: Final = 1 + min(3, os.cpu_count() or 1)
ON_SERVERS: Final = min(4, os.cpu_count() or 1)
SERVICES: Final = tuple(touched.PATHS)
CODE: Final = ("accounts", "messaging", "events", "chatterbox", "chatterbox_client", "scripts", "faults")
#: Tests start a hundred processes of ours, none of which is to compile anew what another has.
BYTECODE: Final = {"PYTHONPYCACHEPREFIX": str(ROOT / "var" / "cache" / "bytecode")}
NOT_FOR_TESTS: Final = frozenset({"TEST_SERVERS", "PYTHONDONTWRITEBYTECODE"})
#: What is printed of where the time went.
SLOWEST: Final = ("--durations=20", "--durations-min=4")
#: Tools that a later machine may have and that no test can do without a daemon or a download.
OPTIONAL: Final = {
    "terraform/": ["terraform", "version"],
    "the image of Dockerfile": ["docker", "info"],
}


class Count:
    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def add_report(self, path: Path) -> None:
        """Add the results of one pytest run. A skipped test counts as failed."""
        suite = ET.parse(path).getroot().find("testsuite")  # noqa: S314 - pytest wrote it a moment ago
        numbers = (
            {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
            if suite is not None
            else {}
        )
        if numbers.get("skipped"):
            print(f"{numbers['skipped']} tests were skipped: that counts as failed.")
        failed = numbers.get("failures", 0) + numbers.get("errors", 0) + numbers.get("skipped", 0)
        self.failed += failed
        self.passed += max(0, numbers.get("tests", 0) - failed)


class Session:
    """One run: its parts one after another, each with its time; what it started is stopped at the end."""

    def __init__(self, *, long: bool) -> None:
        self.long = long
        self.count = Count()
        self.times: list[tuple[str, float]] = []
        self.began = time.monotonic()
        self.stack = Stack(STACK, PORT)

    def part(self, name: str, work: Callable[[], None]) -> bool:
        """Do one part and note its time; False when it raised, which counts as one failure."""
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        try:
            work()
        except StackError as error:
            print(error, flush=True)
            self.count.failed += 1
            return False
        finally:
            self.times.append((name, time.monotonic() - began))
        return True

    def lint(self) -> None:
        self.count.failed += len(lint.run_all())

    def pytest(
        self, name: str, words: Sequence[str], marks: str, *, on_servers: bool = False, workers: int = 1
    ) -> None:
        """Run pytest with some words on its command line, and count. What is marked long is left to `--long`.

        With `workers` side by side, each with databases of its own; what is marked alone comes after the others.
        """
        if workers > 1:
            self._pytest(name, ["-n", str(workers), *words], f"({marks}) and not alone", on_servers)
            self._pytest(f"{name}-alone", files_with("alone", words), f"({marks}) and alone", on_servers)
        else:
            self._pytest(name, words, marks, on_servers)

    def _pytest(self, name: str, words: Sequence[str], marks: str, on_servers: bool) -> None:
        report = REPORTS / f"{name}.xml"
        report.unlink(missing_ok=True)
        chosen = marks if self.long else f"({marks}) and not long"
        command = [sys.executable, "-m", "pytest", "-q", "-m", chosen, f"--junit-xml={report}", *SLOWEST, *words]
        ours = {"STACK_DIR": str(STACK), "STACK_PORT": str(PORT), "LONG": "1" if self.long else "0", **BYTECODE}
        around = {name: value for name, value in os.environ.items() if name not in NOT_FOR_TESTS}
        servers = self._servers() if on_servers else {}
        code = subprocess.run(command, cwd=ROOT, env={**around, **ours, **servers}).returncode
        before = self.count.failed
        if report.exists():
            self.count.add_report(report)
        if code and self.count.failed == before:  # it could not even collect, or chose nothing
            print(f"pytest ended with code {code}.")
            self.count.failed += 1

    def _servers(self) -> dict[str, str]:
        return {"TEST_SERVERS": "1"} if SERVERS_ARE_GIVEN else self.stack.env("test")

    def on_sqlite(self, marks: str = "", code: Sequence[str] = CODE) -> None:
        """A file of tests stays in one process.

        What a database may answer in its own way is asked of the servers' in the other leg. The embedded one is asked
        what it does otherwise (`embedded`), by journeys, and all of it by `make test-fast` and `make test-long`.
        """
        marks = marks or ("not servers" if self.long else "not servers and (not database or embedded)")
        self._pytest("sqlite", [*code, "-n", str(ON_SQLITE), "--dist", "loadfile"], marks, on_servers=False)

    def on_servers(self, marks: str = "servers or not servers", code: Sequence[str] = CODE) -> None:
        self.pytest("servers", [*code, "--dist", "worksteal"], marks, on_servers=True, workers=ON_SERVERS)

    def journeys(self) -> None:
        self.pytest(
            "journeys",
            ["tests", "--dist", "loadfile"],
            "servers or not servers",
            on_servers=True,
            workers=ON_SERVERS,
        )

    def start_servers(self) -> None:
        self.stack.wipe()
        self.stack.up(servers_only=True)

    def report(self) -> int:
        for name, seconds in self.times:
            print(f"{name:<44} {seconds:6.1f} s")
        print(f"{'together':<44} {time.monotonic() - self.began:6.1f} s")  # some go on beside others
        for what, command in OPTIONAL.items():
            if not _works(command):
                print(f"not checked here: {what} ({command[0]} is missing or does not run)")
        print(f"{self.count.passed} passed, {self.count.failed} failed")
        return 1 if self.count.failed or not self.count.passed else 0


def files_with(mark: str, words: Sequence[str]) -> list[str]:
    """Words of pytest's command line with the test files that name a mark instead of their folders: the others need
    not be read to find out that they hold none.
    """
    named: list[str] = []
    for word in words:
        found = [path for path in sorted((ROOT / word).rglob("test_*.py")) if f"mark.{mark}" in path.read_text()]
        named += [str(path.relative_to(ROOT)) for path in found] if (ROOT / word).is_dir() else [word]
    return named


def _works(command: Sequence[str]) -> bool:
    with contextlib.suppress(subprocess.TimeoutExpired):
        return (
            bool(shutil.which(command[0])) and subprocess.run(command, capture_output=True, timeout=20).returncode == 0
        )
    return False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.test", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="only tests on SQLite, without the wide ones")
    parser.add_argument("--long", action="store_true", help="full counts and rounds")
    parser.add_argument("--service", choices=SERVICES, help="only tests of this service and of what both share")
    given = parser.parse_args()
    REPORTS.mkdir(parents=True, exist_ok=True)
    session = Session(long=given.long)
    if given.fast:
        session.part("tests on SQLite", lambda: session.on_sqlite("not servers and not wide"))
    elif given.service:
        _one_service(session, given.service)
    else:
        _everything(session)
    print()
    return session.report()


def _install() -> None:
    browsers = {"chromium", "chromium-headless-shell"}
    install.ensure_programs(install.PACKAGES.keys() - browsers)
    install.browser()


def code_of(service: str) -> list[str]:
    """Folders with the tests of a service and of what both share."""
    return [folder for folder in CODE if f"{folder}/" in touched.PATHS[service]]


def _one_service(session: Session, service: str) -> None:
    code = code_of(service)
    try:
        servers = SERVERS_ARE_GIVEN or session.part("real servers", session.start_servers)
        session.part(f"tests of {service} on SQLite", lambda: session.on_sqlite(code=code))
        if servers:
            marks = "(servers or not servers) and not stack" if SERVERS_ARE_GIVEN else "servers or not servers"
            session.part(f"tests of {service} on servers", lambda: session.on_servers(marks, code))
    finally:
        if not SERVERS_ARE_GIVEN:
            session.part("stop", session.stack.down)


def _everything(session: Session) -> None:
    try:
        session.part("system packages", _install)
        with ThreadPoolExecutor(1) as beside:  # what starts waits for itself most of the time
            starting = beside.submit(session.part, "real servers", session.start_servers)
            session.part("lint", session.lint)
            servers = starting.result()
        if shutil.which("terraform"):
            session.part("tools of terraform/", infra.PROVIDER.fill)
            if session.long:  # a hundred packages: not within the time of the one test that asks it
                session.part("checkov", infra.CHECKOV.fill)
        session.part("tests on SQLite", session.on_sqlite)
        if servers:
            session.part("tests on PostgreSQL, MongoDB, Redis, Kafka", session.on_servers)
        if servers and session.part("both services on the servers", session.stack.up):
            session.part("browser journeys on local and stack", session.journeys)
        else:
            print("The rest was not run, because the stack did not start.")
    finally:
        session.part("stop", session.stack.down)


if __name__ == "__main__":
    sys.exit(main())
