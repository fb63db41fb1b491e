"""One part's main process and everything that it started, found again from a pid file by a later run of the tool.

The pid file holds pid, start time and where its part of the log begins; with the start time, a number that the system
gave to somebody else since is never signalled.
Members are the process group and all descendants: PostgreSQL puts each of its children into a session of its own.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from scripts.stack.errors import StackError

#: A log larger than this is put aside (one older copy is kept) when its part starts.
LOG_BYTES: Final = 20_000_000
#: How long after SIGKILL the kernel may take to remove a process.
GONE_SECONDS: Final = 10.0
#: Children of this very process; asking them for their end is what removes them from the process table.
_children: dict[int, "subprocess.Popen[bytes]"] = {}


class Entry(NamedTuple):
    """One line of the process table. `started` is in clock ticks since the machine's start."""

    pid: int
    state: str
    parent: int
    group: int
    started: int


class Process:
    def __init__(self, pid_file: Path, log: Path) -> None:
        self.pid_file = pid_file
        self.log = log

    def launch(self, command: Sequence[str], *, environment: Mapping[str, str], folder: Path, user: str | None) -> None:
        """Start `command` in a session of its own, so that neither Ctrl-C nor this tool's end reaches it."""
        for file in (self.pid_file, self.log):
            file.parent.mkdir(parents=True, exist_ok=True)
        self._put_log_aside()
        with self.log.open("ab") as log:
            log_begins = log.tell()
            child = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(environment),
                cwd=folder,
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=[] if user else None,
            )
        _children[child.pid] = child
        entry = _entry(child.pid)
        self.pid_file.write_text(f"{child.pid} {entry.started if entry else 0} {log_begins}\n")

    def pid(self) -> int | None:
        """The main process, when it lives."""
        pid, started, _ = self._noted()
        entry = _entry(pid) if pid else None
        return pid if entry and entry.started == started and entry.state != "Z" else None

    def is_paused(self) -> bool:
        pid = self.pid()
        entry = _entry(pid) if pid else None
        return entry is not None and entry.state == "T"

    def members(self) -> list[int]:
        """The main process, its group and its descendants, as far as they live."""
        noted, started, _ = self._noted()
        leader = _entry(noted) if noted else None
        if not noted or (leader and leader.started != started):
            return []
        found = {noted}
        table = [entry for entry in _table() if entry.state != "Z"]
        while more := {e.pid for e in table if e.group == noted or e.parent in found} - found:
            found |= more
        return sorted(found & {entry.pid for entry in table})

    def send(self, number: signal.Signals) -> None:
        """Send a signal to every member."""
        for pid in self.members():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def stop(self, number: signal.Signals, seconds: float) -> bool:
        """Ask the main process to end and wait; whatever lives after `seconds` is killed. True: it ended by itself."""
        pid = self.pid()
        if pid:
            os.kill(pid, number)
            # A paused process gets to its signal only when it runs again.
            self.send(signal.SIGCONT)
        ended = wait_until(lambda: self.pid() is None, seconds)
        self.kill()
        return ended

    def kill(self) -> None:
        """SIGKILL to every member at once; returns when they are gone. Raises StackError when one stays."""
        doomed: set[int] = set()

        def gone() -> bool:
            doomed.update(self.members())
            self.send(signal.SIGKILL)
            return not any(lives(pid) for pid in doomed)

        if not wait_until(gone, GONE_SECONDS):
            raise StackError(f"Processes {sorted(doomed)} of {self.pid_file.name} do not end, even after SIGKILL.")
        self.pid_file.unlink(missing_ok=True)

    def written(self) -> bytes:
        """What the main process and its children wrote since it was launched."""
        with self.log.open("rb") as log:
            log.seek(self._noted()[2])
            return log.read()

    def last_lines(self, count: int) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])

    def _noted(self) -> tuple[int, int, int]:
        """Pid, start time and log offset from the pid file; zeros without one."""
        try:
            pid, started, log_begins = self.pid_file.read_text().split()
        except (OSError, ValueError):
            return 0, 0, 0
        return int(pid), int(started), int(log_begins)

    def _put_log_aside(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))


def is_zombie(pid: int) -> bool:
    """Whether a process is dead and its parent, or init, has not yet taken note of it."""
    entry = _entry(pid)
    return entry is not None and entry.state == "Z"


def lives(pid: int) -> bool:
    entry = _entry(pid)
    return entry is not None and entry.state != "Z"


def memory_mb(pids: Sequence[int]) -> int:
    """Resident memory of some processes together, in MiB; pages that they share count for each."""
    pages = 0
    for pid in pids:
        with contextlib.suppress(OSError, IndexError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Ask `done` again and again; False when it never said yes."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _table() -> Iterator[Entry]:
    for path in Path("/proc").iterdir():
        if path.name.isdigit() and (entry := _entry(int(path.name))):
            yield entry


def _entry(pid: int) -> Entry | None:
    """The process of that number, or None. A dead child of ours is taken off the table first."""
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        del _children[pid]
        return None
    try:
        # "pid (name) state parent group …": the name may itself hold blanks and brackets.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return Entry(pid, fields[0], int(fields[1]), int(fields[2]), int(fields[19]))
