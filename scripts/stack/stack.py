"""The whole stack: real servers, both services, nginx. Each part can be started, stopped, killed and paused by name."""

import contextlib
import dataclasses
import fcntl
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scripts.stack import install, rolling, services
from scripts.stack.errors import StackError
from scripts.stack.forwarder import Forwarder
from scripts.stack.kafka import Kafka
from scripts.stack.layout import MOST_COPIES, Copies, Layout, noted_copies
from scripts.stack.mongo import Mongo
from scripts.stack.nginx import Nginx
from scripts.stack.part import Part
from scripts.stack.process import memory_mb
from scripts.stack.servers import Postgres, Redis

LOCK_SECONDS = 300.0


@dataclasses.dataclass(frozen=True)
class PartStatus:
    """`state` is running, paused, silent (it lives and does not answer) or stopped; memory is of all its processes."""

    name: str
    state: str
    port: int | None
    pid: int | None
    memory_mb: int


class Stack:
    """One stack in `directory` with ten ports from `port`. `settings` are variables for the services' processes.

    `forwarded`: with a forwarder before the servers (`faults.forwarder`), which takes seven ports more. `copies`: how
    many web processes, relays and consumers each service has; without it as many as the last time.
    """

    def __init__(
        self,
        directory: Path,
        port: int,
        settings: Mapping[str, str] | None = None,
        *,
        forwarded: bool = False,
        copies: Copies | None = None,
    ) -> None:
        directory = directory.resolve()
        self.layout = Layout(directory, port, forwarded, copies or noted_copies(directory))
        servers: list[Part] = [Postgres(self.layout), Redis(self.layout), Mongo(self.layout), Kafka(self.layout)]
        if forwarded:
            servers.append(Forwarder(self.layout))
        site: list[Part] = [
            *services.both_services(self.layout, settings or {}),
            services.Provider(self.layout),
            Nginx(self.layout),
        ]
        self.servers = {part.name: part for part in servers}
        self.parts = self.servers | {part.name: part for part in site}

    @property
    def url(self) -> str:
        return self.layout.url

    def part(self, name: str) -> Part:
        if name not in self.parts:
            raise StackError(f"There is no part {name}. The parts: {', '.join(self.parts)}.")
        return self.parts[name]

    def up(self, names: Sequence[str] = (), *, servers_only: bool = False) -> None:
        """Start parts (all, unless named) and return when each answers. Parts that run are left alone.

        Raises StackError with the reason and the end of the log of whatever does not start.
        """
        wanted = [self.part(name) for name in names or (self.servers if servers_only else self.parts)]
        with self._locked():
            self._stop_surplus()
            self._install(wanted)
            self._start([part for part in wanted if part.name in self.servers])
            site = [part for part in wanted if part.name not in self.servers]
            if any(not part.process.members() for part in site):
                # Not beneath those who are using it: static files are written anew.
                self._make_site_ready()
            self._start(site)
            if noted_copies(self.layout.directory) != self.layout.copies:
                self._tell_front()  # it may have been started before some of them
            self.layout.note_copies()

    def down(self) -> None:
        """Stop every part, the front first, and kill what does not end; also what a crash left behind."""
        with self._locked():
            running = [part for part in reversed(self.parts.values()) if part.process.members()]
            for part in [*running, *self._surplus()]:
                part.stop()

    def wipe(self) -> None:
        """Down, and without data: the next `up` starts from nothing."""
        self.down()
        Postgres(self.layout).wipe()
        shutil.rmtree(self.layout.directory, ignore_errors=True)

    def status(self) -> list[PartStatus]:
        return [self._status(part) for part in self.parts.values()]

    def start(self, name: str) -> None:
        self.part(name).start()

    def launch(self, name: str, settings: Mapping[str, str]) -> None:
        """Start a process of a service with variables that only it has, and don't wait: it may be meant to die at once.

        Raises StackError of what is no process of a service, and what `start` raises.
        """
        part = self.part(name)
        if not isinstance(part, services.Service):
            raise StackError(f"{name} has no settings.")
        part.with_settings(settings).launch()

    def stop(self, name: str) -> bool:
        """True when the part ended by itself in time, False when it had to be killed."""
        return self.part(name).stop()

    def roll(self, name: str) -> bool:
        """Restart a part as a deployment does (`scripts.stack.rolling`); True when the old process ended by itself."""
        return rolling.roll(self.part(name), self.part(Nginx.name))

    def kill(self, name: str) -> None:
        """SIGKILL to all processes of a part at once."""
        self.part(name).kill()

    def empty(self, name: str) -> None:
        """Kill a server and remove its data: the next start begins from nothing. Raises StackError of what has none."""
        part = self.part(name)
        part.kill()
        part.wipe()

    def pause(self, name: str) -> None:
        """Freeze a part: its connections stay open and nothing answers."""
        self.part(name).pause()

    def resume(self, name: str) -> None:
        self.part(name).resume()

    def logs(self, name: str, lines: int = 100) -> str:
        return self.part(name).process.last_lines(lines)

    def env(self, profile: str) -> dict[str, str]:
        """The variables of a profile: accounts, messaging, or test (the second leg of the tests)."""
        if profile == "test":
            return services.test_environment(self.layout)
        if profile not in services.PROFILES:
            raise StackError(f"There is no profile {profile}. The profiles: {', '.join(services.PROFILES)}, test.")
        return services.environment_of(self.layout, profile)

    def manage(self, profile: str, *command: str) -> str:
        """Run a management command of a profile to its end; its output. Raises StackError when it fails."""
        return services.manage(self.layout, profile, *command)

    def _stop_surplus(self) -> None:
        if surplus := self._surplus():
            self._tell_front()
        for part in surplus:
            part.stop()

    def _tell_front(self) -> None:
        """Have nginx, if it runs, send people to the web processes that there are, and to no others."""
        front = self.parts[Nginx.name]
        if front.process.pid():
            rolling.to_all(front)

    def _surplus(self) -> list[Part]:
        """What runs of a stack that had more copies."""
        every = dataclasses.replace(self.layout, copies=Copies(MOST_COPIES, MOST_COPIES))
        known = services.both_services(every, {})
        return [part for part in known if part.name not in self.parts and part.process.members()]

    def _install(self, parts: Sequence[Part]) -> None:
        install.ensure_programs([program for part in parts for program in part.programs])

    def _start(self, parts: Sequence[Part]) -> None:
        """Launch all, then wait for each: together they take as long as the slowest."""
        for part in parts:
            part.launch()
        for part in parts:
            part.wait()

    def _make_site_ready(self) -> None:
        """Migrations, Kafka topics and static files: what a deployment does before the processes start."""
        services.run_together(
            self.layout,
            [
                ("accounts", ["migrate", "--no-input"]),
                ("messaging", ["migrate", "--no-input"]),
                ("messaging", ["events", "create-topics"]),
                ("messaging", ["collectstatic", "--no-input"]),
            ],
        )

    def _status(self, part: Part) -> PartStatus:
        members = part.process.members()
        pid = part.process.pid()
        state = "stopped"
        if pid:
            state = "paused" if part.process.is_paused() else "running" if part.answers() else "silent"
        return PartStatus(part.name, state, part.port, pid, memory_mb(members))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One `up` or `down` of a stack at a time."""
        self.layout.directory.mkdir(parents=True, exist_ok=True)
        with (self.layout.directory / "lock").open("w") as file:
            deadline = time.monotonic() + LOCK_SECONDS
            while not _lock(file.fileno()):
                if time.monotonic() > deadline:
                    raise StackError(f"Another `up` or `down` of {self.layout.directory} does not come to its end.")
                time.sleep(0.1)
            yield


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
