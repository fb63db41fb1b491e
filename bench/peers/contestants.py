"""Who is measured: a server in one or two processes, started afresh for every run, and what the generator must know."""

import dataclasses
import signal
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from bench.peers.loads import PEOPLE, TOPICS, Load
from bench.peers.place import Place, pinned
from scripts.stack import StackError
from scripts.stack.layout import HOST
from scripts.stack.part import is_taken, kept_environment
from scripts.stack.process import Process, wait_until

START_SECONDS: Final = 40.0
STOP_SECONDS: Final = 15.0
#: Seconds after the first answer in which a server does nothing but what it does by itself.
CALM_SECONDS: Final = 1.0


def person_id(number: int) -> uuid.UUID:
    return uuid.UUID(f"00000000-0000-7000-9000-{number + 1:012x}")


def topic_id(number: int) -> uuid.UUID:
    return uuid.UUID(f"00000000-0000-7000-8000-{number + 1:012x}")


@dataclasses.dataclass(frozen=True)
class Stored:
    """A message of the database: its place in the run, which its text tells, topic, number and outbox rows."""

    seq: int
    topic: str
    n: int
    outbox: int


class Contestant:
    """Subclasses say how their processes are started and what is left in their database afterwards."""

    #: What the generator speaks, where sockets are opened, where posts go.
    dialect: ClassVar[str]
    path: ClassVar[str]
    post_path: ClassVar[str] = ""
    #: Whether posts are acknowledged, which takes a database.
    whole: ClassVar[bool] = True

    def __init__(self, here: Place, name: str, processes: int = 1) -> None:
        self.here, self.name, self.count = here, name, processes
        logs = here.work / "logs"
        safe = name.replace(":", "-")
        self.processes = [
            Process(here.work / "pids" / f"{safe}-{at}", logs / f"{safe}-{at}.log") for at in range(processes)
        ]

    def takes(self, load: Load) -> bool:
        """Whether this load is for this contestant."""
        return self.whole or not load.whole

    def prepare(self) -> None:
        """Make the database, once before all runs of all contestants of this class."""

    def write_lists(self) -> None:
        """Write the files that the generator reads: who connects, and to which topics."""
        self._tokens.write_text("".join(f"{self.token(number)}\n" for number in range(PEOPLE)))
        self._topics.write_text("".join(f"{topic_id(number)}\n" for number in range(TOPICS)))

    @property
    def _tokens(self) -> Path:
        return self.here.work / f"tokens-{type(self).__name__.lower()}"

    @property
    def _topics(self) -> Path:
        return self.here.work / "topics"

    def reset(self) -> None:
        """Forget what the last run stored."""

    def command(self, port: int) -> Sequence[str]:
        raise NotImplementedError

    def environment(self, port: int) -> Mapping[str, str]:
        raise NotImplementedError

    def folder(self) -> Path:
        raise NotImplementedError

    def answers(self, port: int) -> bool:
        return is_taken(port)

    def token(self, number: int) -> str:
        """What proves to this contestant who somebody is."""
        raise NotImplementedError

    def stored(self) -> list[Stored]:
        """All messages that a run has left."""
        raise NotImplementedError

    # Running

    @property
    def ports(self) -> list[int]:
        return [self.here.layout.port + at for at in range(self.count)]

    def start(self) -> list[int]:
        """Start the processes and return their numbers when each answers. Raises StackError with the end of a log."""
        for port, process in zip(self.ports, self.processes, strict=True):
            process.kill()  # what a call that was killed may have left
            if is_taken(port):
                raise StackError(f"Port {port} is taken by another program: choose others with --port.")
            process.launch(
                pinned(self.command(port)),
                environment=kept_environment() | dict(self.environment(port)),
                folder=self.folder(),
                user=None,
            )
        for port, process in zip(self.ports, self.processes, strict=True):
            if not wait_until(lambda port=port: self.answers(port), START_SECONDS):  # type: ignore[misc]
                raise StackError(f"{self.name} does not answer. The end of its log:\n{process.last_lines(20)}")
        time.sleep(CALM_SECONDS)
        return [pid for process in self.processes if (pid := process.pid())]

    def stop(self) -> None:
        for process in self.processes:
            process.stop(signal.SIGTERM, STOP_SECONDS)

    def options(self, load: Load) -> list[str]:
        """What the generator must know of this contestant."""
        options = [f"--dialect={self.dialect}", f"--path={self.path}", f"--port={self.ports[0]}"]
        options += [f"--ports={self.count}", f"--tokens={self._tokens}", f"--topics={self._topics}"]
        options += ["--answers"] if self.whole else []
        return options + ([f"--http={self.post_path}"] if load.over_http else [])


def is_well(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
