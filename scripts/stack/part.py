"""What all parts of the stack have in common: start, wait for an answer, stop, kill, pause."""

import os
import signal
import socket
import time
from pathlib import Path
from typing import ClassVar, Final

from scripts.stack.errors import StackError
from scripts.stack.layout import HOST, ROOT, Layout
from scripts.stack.process import Process, wait_until

#: Seconds within which the port of a killed part is free.
PORT_SECONDS: Final = 5.0
#: Lines of a part's log that an error shows.
SHOWN_LINES: Final = 20
#: What a part gets of the caller's environment: never its settings.
KEPT_VARIABLES: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "PYTHONDONTWRITEBYTECODE")


class Part:
    """One process of the stack. Subclasses say how it is prepared, its command, and when it answers."""

    name: str
    port: int | None = None
    #: Debian programs that have to be there.
    programs: ClassVar[tuple[str, ...]] = ()
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    stop_seconds: ClassVar[float] = 15.0
    ready_seconds: ClassVar[float] = 60.0

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.process = Process(layout.pid_file(self.name), layout.log(self.name))

    def prepare(self) -> None:
        """Make folders, configuration and data that the process wants to find."""

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def user(self) -> str | None:
        """Whom to run as; None is the caller."""
        return None

    def answers(self) -> bool:
        """Whether it does its work now. Never waits longer than about a second."""
        raise NotImplementedError

    def launch(self) -> None:
        """Start the process unless it lives; `wait` says when it answers. Raises StackError."""
        if self.process.pid():
            return
        self.process.kill()  # what a crash may have left of it
        if self.port and is_taken(self.port):
            raise StackError(
                f"Port {self.port} of {self.name} is taken by another program. "
                "Stop that, or set STACK_PORT to the first of ten free ports."
            )
        self.prepare()
        environment = kept_environment() | self.environment()
        self.process.launch(self.command(), environment=environment, folder=self.folder(), user=self.user())

    def wipe(self) -> None:
        """Remove what it keeps on disk. Raises StackError when that is nothing."""
        raise StackError(f"{self.name} keeps nothing on disk.")

    def folder(self) -> Path:
        return ROOT

    def wait(self) -> None:
        """Return when the part answers. Raises StackError with its last log lines when it ends or takes too long."""
        deadline = time.monotonic() + self.ready_seconds
        while not self.answers():
            if self.process.pid() is None:
                raise StackError(self._complaint("ended while it was starting"))
            if time.monotonic() > deadline:
                raise StackError(self._complaint(f"did not answer within {self.ready_seconds:.0f} s"))
            time.sleep(0.05)

    def _complaint(self, what: str) -> str:
        lines = self.process.last_lines(SHOWN_LINES) or "(it wrote nothing)"
        return f"{self.name} {what}. The end of {self.process.log}:\n{lines}"

    def start(self) -> None:
        self.launch()
        self.wait()

    def stop(self) -> bool:
        """Ask it to end, kill what is left. True when it ended in time by itself, or had not been running."""
        return self.process.stop(self.stop_signal, self.stop_seconds)

    def kill(self) -> None:
        self.process.kill()
        # The last threads of a killed process hold its port for a moment after its first one is gone.
        wait_until(lambda: not (self.port and is_taken(self.port)), PORT_SECONDS)

    def pause(self) -> None:
        self.process.send(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send(signal.SIGCONT)


def kept_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}


def is_taken(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
