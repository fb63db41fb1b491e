"""Where one stack lives: its folder and its ports. Two stacks with other folders and ports never meet."""

import dataclasses
import json
import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
#: Downloads shared by all stacks of this checkout.
CACHE: Final = ROOT / "var" / "cache"
HOST: Final = "127.0.0.1"
#: Servers that the services reach through a forwarder where there is one, in the order of its ports.
FORWARDED: Final = ("postgres", "redis", "mongo", "kafka", "accounts-web")
#: From the first port of a stack to those that only one with a forwarder has: its own, then one for each of FORWARDED.
FORWARDER: Final = 30
#: From the first port of a stack to those of the second web processes.
SECOND: Final = 10
#: So many processes of one kind there may be.
MOST_COPIES: Final = 2


#: File in a stack's folder that says how many processes there are of each kind.
NOTE: Final = "copies.json"


@dataclasses.dataclass(frozen=True)
class Copies:
    """How many web processes, relays and consumers each service has: 1 to MOST_COPIES."""

    webs: int = 1
    workers: int = 1

    def of(self, role: str) -> int:
        return self.webs if role == "web" else self.workers if role in ("relay", "consume") else 1


#: What there is where nobody asked otherwise.
ONE_EACH: Final = Copies()


def noted_copies(directory: Path) -> Copies:
    """How many a stack was last brought up with; one of each where that was never said, or can't be read."""
    try:
        noted = json.loads((directory / NOTE).read_text())
        found = Copies(int(noted["webs"]), int(noted["workers"]))
    except (OSError, ValueError, KeyError, TypeError):
        return ONE_EACH
    return found if all(0 < count <= MOST_COPIES for count in dataclasses.astuple(found)) else ONE_EACH


@dataclasses.dataclass(frozen=True)
class Layout:
    """`forwarded`: the services reach their servers through a forwarder that can break connections."""

    directory: Path
    port: int
    forwarded: bool = False
    copies: Copies = ONE_EACH

    @classmethod
    def from_environment(cls) -> "Layout":
        """STACK_DIR (default var/stack) and STACK_PORT (default 8080), with the copies that were noted there."""
        directory = Path(os.environ.get("STACK_DIR") or ROOT / "var" / "stack").resolve()
        return cls(directory, int(os.environ.get("STACK_PORT") or 8080), copies=noted_copies(directory))

    def note_copies(self) -> None:
        """So that a later run of the tool knows how many there are."""
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / NOTE).write_text(json.dumps(dataclasses.asdict(self.copies)))

    @property
    def url(self) -> str:
        """The origin that people open."""
        return f"http://localhost:{self.port}"

    @property
    def static_port(self) -> int:
        return self.port + 1

    @property
    def static_origin(self) -> str:
        return f"http://localhost:{self.static_port}"

    def web_port(self, profile: str, number: int = 1) -> int:
        """Of a service's web process, counted from 1."""
        first = self.accounts_port if profile == "accounts" else self.messaging_port
        return first + (SECOND if number > 1 else 0)

    @property
    def accounts_port(self) -> int:
        return self.port + 2

    @property
    def messaging_port(self) -> int:
        return self.port + 3

    @property
    def postgres_port(self) -> int:
        return self.port + 4

    @property
    def redis_port(self) -> int:
        return self.port + 5

    @property
    def mongo_port(self) -> int:
        return self.port + 6

    @property
    def kafka_port(self) -> int:
        return self.port + 7

    @property
    def kafka_controller_port(self) -> int:
        return self.port + 8

    @property
    def kafka_forwarded_port(self) -> int:
        """Where Kafka listens for those who come through the forwarder, and are told that it is there."""
        return self.forwarder_port + len(FORWARDED) + 1

    @property
    def forwarder_port(self) -> int:
        """Where the forwarder takes orders."""
        return self.port + FORWARDER

    @property
    def targets(self) -> dict[str, int]:
        """Where each server of FORWARDED listens."""
        kafka = self.kafka_forwarded_port if self.forwarded else self.kafka_port
        ports = (self.postgres_port, self.redis_port, self.mongo_port, kafka, self.accounts_port)
        return dict(zip(FORWARDED, ports, strict=True))

    def reached(self, server: str) -> int:
        """The port at which the services reach one of FORWARDED."""
        return self.forwarder_port + 1 + FORWARDED.index(server) if self.forwarded else self.targets[server]

    @property
    def provider_port(self) -> int:
        return self.port + 9

    @property
    def provider_origin(self) -> str:
        return f"http://localhost:{self.provider_port}"

    @property
    def static_root(self) -> Path:
        """What `collectstatic` fills and nginx serves."""
        return self.directory / "static"

    def folder(self, part: str) -> Path:
        """The folder of one part's data and configuration; made when it is not there."""
        path = self.directory / part
        path.mkdir(parents=True, exist_ok=True)
        return path

    def log(self, part: str) -> Path:
        return self.directory / "logs" / f"{part}.log"

    def pid_file(self, part: str) -> Path:
        return self.directory / "pids" / part
