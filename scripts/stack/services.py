"""The two services as production runs them: a web process and three workers each, told apart by profile and command.

The demo provider stands in for Google and GitHub. Production refuses it at start.
"""

import copy
import json
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Self

from chatterbox.settings.providers import HOUSES, demo_variables
from chatterbox.settings.secrets import KEY_FILE, kept
from events.keys import jwks_of_ring, new_private_key
from scripts.stack.errors import StackError
from scripts.stack.kafka import kafka_servers
from scripts.stack.layout import HOST, ROOT, Layout
from scripts.stack.mongo import mongo_url
from scripts.stack.part import Part, kept_environment
from scripts.stack.servers import postgres_url

PROFILES: Final = ("accounts", "messaging")
COMMAND_SECONDS: Final = 120


def environment_of(layout: Layout, profile: str) -> dict[str, str]:
    """The variables that a process of this profile runs with; secrets as paths of files that only we may read."""
    folder = layout.folder("secrets")
    private_key = kept(folder / KEY_FILE, new_private_key)
    shared = {
        "DJANGO_SETTINGS_MODULE": f"chatterbox.settings.{profile}",
        "SECRET_KEY_FILE": _secret(folder / f"secret_key_{profile}", secrets.token_urlsafe(48)),
        "ALLOWED_HOSTS": f"localhost,{HOST}",
        "PUBLIC_URL": layout.url,
        "STATIC_URL": f"{layout.static_origin}/static/",
        "STATIC_ROOT": str(layout.static_root),
        "MEDIA_URL": f"{layout.static_origin}/media/",
        "MEDIA_ROOT": str(layout.folder("media")),
        "REDIS_URL": f"redis://{HOST}:{layout.reached('redis')}/0",
        "KAFKA_SERVERS": kafka_servers(layout, layout.reached("kafka")),
        "TRUSTED_PROXIES": "1",
        "LOG_FORMAT": "json",
    }
    for house in HOUSES:
        shared |= demo_variables(house, layout.provider_origin)
    if profile == "accounts":
        return shared | {
            "MONGODB_URL": mongo_url(layout, layout.reached("mongo")),
            "JWT_PRIVATE_KEY_FILE": str(folder / KEY_FILE),
            "EMAIL_URL": f"file://{layout.folder('mails')}",
        }
    postgres = layout.reached("postgres")
    return shared | {
        "POSTGRES_URL_FILE": _secret(folder / f"postgres_url_{postgres}", postgres_url(layout, postgres)),
        "ACCOUNTS_URL": f"http://{HOST}:{_accounts_port(layout)}",
        "JWT_PUBLIC_KEYS_FILE": _secret(folder / "jwt_public_keys.json", json.dumps(jwks_of_ring(private_key))),
        # Everybody comes from this machine, and journeys do a day's work in a minute.
        "LIMIT_FACTOR": "100",
    }


def _accounts_port(layout: Layout) -> int:
    """Where messaging finds accounts: behind nginx where there are two of them, as in production."""
    return layout.port if layout.copies.webs > 1 and not layout.forwarded else layout.reached("accounts-web")


def _secret(path: Path, value: str) -> str:
    kept(path, lambda: value)
    return str(path)


def test_environment(layout: Layout) -> dict[str, str]:
    """What the second leg of the tests reads: the same tests on the real servers."""
    return {
        "TEST_SERVERS": "1",
        # For tests that stop one of the servers.
        "STACK_DIR": str(layout.directory),
        "STACK_PORT": str(layout.port),
        "MONGODB_URL": mongo_url(layout),
        "POSTGRES_URL": postgres_url(layout),
        "REDIS_URL": f"redis://{HOST}:{layout.redis_port}/1",
        "KAFKA_SERVERS": kafka_servers(layout),
    }


def run_together(layout: Layout, commands: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Run management commands, each of a profile, side by side to their end. Raises StackError of the first to fail."""
    running = [_manage(layout, profile, command) for profile, command in commands]
    try:
        for process, (profile, command) in zip(running, commands, strict=True):
            _finish(process, f"manage.py {' '.join(command)} of {profile}")
    finally:
        for process in running:
            process.kill()
            process.wait()


def manage(layout: Layout, profile: str, *command: str) -> str:
    """Run one management command to its end; its output. Raises StackError when it fails."""
    with _manage(layout, profile, command) as process:
        return _finish(process, f"manage.py {' '.join(command)} of {profile}")


def _manage(layout: Layout, profile: str, command: Sequence[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=kept_environment() | environment_of(layout, profile),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _finish(process: "subprocess.Popen[str]", name: str) -> str:
    try:
        said, _ = process.communicate(timeout=COMMAND_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise StackError(f"{name} was not done after {COMMAND_SECONDS} s.") from None
    if process.returncode:
        raise StackError(f"{name} failed:\n{said.strip()}")
    return said


def name_of(profile: str, role: str, number: int = 1) -> str:
    """Of a part: the first is `accounts-web`, the second `accounts-web-2`."""
    return f"{profile}-{role}" if number == 1 else f"{profile}-{role}-{number}"


class Service(Part):
    """A process of one profile. `settings` are variables that differ from the usual ones; `number` counts from 1."""

    stop_seconds = 20.0

    def __init__(self, layout: Layout, settings: Mapping[str, str], profile: str, role: str, number: int = 1) -> None:
        self.name = name_of(profile, role, number)
        super().__init__(layout)
        self.profile = profile
        self.settings = settings

    def environment(self) -> dict[str, str]:
        return environment_of(self.layout, self.profile) | {"INSTANCE": self.name, **self.settings}

    def with_settings(self, more: Mapping[str, str]) -> Self:
        """The same part, whose next process has these variables as well."""
        other = copy.copy(self)
        other.settings = {**self.settings, **more}
        return other


class Web(Service):
    def __init__(self, layout: Layout, settings: Mapping[str, str], profile: str, number: int = 1) -> None:
        super().__init__(layout, settings, profile, "web", number)
        self.port = layout.web_port(profile, number)

    def command(self) -> list[str]:
        return [sys.executable, "-m", "chatterbox.serve", "--host", HOST, "--port", str(self.port)]

    def answers(self) -> bool:
        path = "/accounts/health/ready" if self.profile == "accounts" else "/health/ready"
        return _is_well(self.port, path)


class Worker(Service):
    """A management command without a port: it says in its log when it works, waits for a server, and goes on."""

    def __init__(
        self, layout: Layout, settings: Mapping[str, str], profile: str, role: str, worker: str, number: int = 1
    ) -> None:
        super().__init__(layout, settings, profile, role, number)
        self.worker = worker

    def command(self) -> list[str]:
        return [sys.executable, "manage.py", self.worker]

    def answers(self) -> bool:
        said = self.process.written()
        return max(said.rfind(b"worker_ready"), said.rfind(b"worker_goes_on")) > said.rfind(b"worker_waits")


#: Profile, role and management command of each worker.
WORKERS: Final = (
    ("accounts", "relay", "relay_events"),
    ("messaging", "relay", "relay_events"),
    ("accounts", "consume", "consume_events"),
    ("messaging", "consume", "consume_events"),
    ("accounts", "jobs", "run_jobs"),
    ("accounts", "mails", "send_mails"),
    ("messaging", "jobs", "run_jobs"),
    ("messaging", "canary", "canary"),
)


def both_services(layout: Layout, settings: Mapping[str, str]) -> list[Part]:
    """All processes of accounts and messaging, as many of each kind as the layout says."""
    webs = [Web(layout, settings, profile, number + 1) for number in range(layout.copies.webs) for profile in PROFILES]
    workers = [
        Worker(layout, settings, profile, role, worker, number + 1)
        for profile, role, worker in WORKERS
        for number in range(layout.copies.of(role))
    ]
    return [*webs, *workers]


class Provider(Part):
    """The demo provider."""

    name = "provider"

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self.port = layout.provider_port

    def command(self) -> list[str]:
        return [sys.executable, "-m", "scripts.provider", "--port", str(self.port)]

    def answers(self) -> bool:
        return _is_well(self.port, "/health")


def _is_well(port: int | None, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
