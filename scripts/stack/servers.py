"""PostgreSQL and Redis: Debian's programs, never Debian's services. Own ports, own data."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final

import psycopg
import redis

from chatterbox.settings.secrets import kept
from scripts.stack import install
from scripts.stack.errors import StackError
from scripts.stack.layout import HOST, Layout
from scripts.stack.part import Part
from scripts.stack.process import is_zombie, wait_until

#: initdb and postgres refuse to run as root; Debian's package brings this user.
UNPRIVILEGED: Final = "postgres"
POSTGRES_USER: Final = "chatterbox"
POSTGRES_DATABASE: Final = "messaging"
#: How long init may take to remove a killed postmaster, which a new one would believe to be alive.
REAPED_SECONDS: Final = 5.0


def postgres_url(layout: Layout, port: int | None = None) -> str:
    password = kept(layout.folder("secrets") / "postgres_password", lambda: secrets.token_urlsafe(24))
    return f"postgresql://{POSTGRES_USER}:{password}@{HOST}:{port or layout.postgres_port}/{POSTGRES_DATABASE}"


class Postgres(Part):
    name = "postgres"
    programs = ("postgres",)
    stop_signal = signal.SIGINT  # "fast": SIGTERM would wait for every client to hang up

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self.port = layout.postgres_port

    @property
    def data(self) -> Path:
        return self.layout.directory / "postgres" / "data"

    def user(self) -> str | None:
        return UNPRIVILEGED if os.geteuid() == 0 else None

    def prepare(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._make_data_folder()
            self._initdb()
        wait_until(lambda: not is_zombie(self._last_postmaster()), REAPED_SECONDS)

    def _last_postmaster(self) -> int:
        """The process that the data folder is locked for; 0 is none. One that was killed may still be a zombie."""
        lock = self.data / "postmaster.pid"
        return int(lock.read_text().split()[0]) if lock.exists() else 0

    def _make_data_folder(self) -> None:
        """An empty folder of the unprivileged user, reached by a link where that user cannot enter our own folder."""
        self.layout.folder("postgres")
        shutil.rmtree(self.data.resolve(), ignore_errors=True)
        self.data.unlink(missing_ok=True)
        user = self.user()
        if user and not _may_enter(user, self.data.parent):
            home = Path(pwd.getpwnam(user).pw_dir) / f"chatterbox-{secrets.token_hex(8)}"
            home.mkdir(mode=0o700)
            self.data.symlink_to(home)
        else:
            self.data.mkdir(mode=0o700)
        if user:
            shutil.chown(self.data.resolve(), user, user)

    def _initdb(self) -> None:
        password = postgres_url(self.layout).partition(f"{POSTGRES_USER}:")[2].partition("@")[0]
        source = self.data.resolve().parent / f"password-{secrets.token_hex(8)}"
        source.touch(mode=0o600)
        try:
            source.write_text(password)
            if user := self.user():
                shutil.chown(source, user)
            self._run_initdb(source)
        finally:
            source.unlink()

    def _run_initdb(self, password_file: Path) -> None:
        flags = ["--locale=C.UTF-8", "--encoding=UTF8", "--auth=scram-sha-256", f"--pwfile={password_file}"]
        done = subprocess.run(
            [install.need("postgres").with_name("initdb"), "-D", self.data.resolve(), "-U", POSTGRES_USER, *flags],
            user=self.user(),
            group=self.user(),
            extra_groups=[] if self.user() else None,
            cwd="/",
            capture_output=True,
            text=True,
            timeout=120,
        )
        if done.returncode:
            raise StackError(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")

    def command(self) -> list[str]:
        options = {
            "port": self.port,
            "listen_addresses": HOST,
            "unix_socket_directories": "",
            "max_connections": 300,
            "log_checkpoints": "off",
        }
        flags = [f"--{name}={value}" for name, value in options.items()]
        return [str(install.need("postgres")), "-D", str(self.data.resolve()), *flags]

    def folder(self) -> Path:
        return Path("/")

    def answers(self) -> bool:
        """Whether it takes queries; the first answer after `initdb` also makes the database."""
        url = postgres_url(self.layout)
        try:
            with psycopg.connect(
                url.rpartition("/")[0] + "/postgres", connect_timeout=1, autocommit=True
            ) as connection:
                found = connection.execute("select 1 from pg_database where datname = %s", [POSTGRES_DATABASE])
                if not found.fetchone():
                    connection.execute(f"create database {POSTGRES_DATABASE}")
        except psycopg.OperationalError:
            return False
        return True

    def wipe(self) -> None:
        """Remove the data, also where a link leads to it."""
        shutil.rmtree(self.data.resolve(), ignore_errors=True)


def _may_enter(user: str, folder: Path) -> bool:
    """Whether `user` reaches a folder; a checkout below another user's home is closed to it."""
    test = ["test", "-x", str(folder)]
    return subprocess.run(test, user=user, group=user, extra_groups=[], cwd="/", timeout=10).returncode == 0


class Redis(Part):
    """Without persistence, as in production: what it held is gone after a restart."""

    name = "redis"
    programs = ("redis-server",)

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self.port = layout.redis_port

    def command(self) -> list[str]:
        folder = str(self.layout.folder("redis"))
        flags = ["--port", str(self.port), "--bind", HOST, "--save", "", "--appendonly", "no", "--dir", folder]
        return [str(install.need("redis-server")), *flags]

    def wipe(self) -> None:
        """What it held is gone with its process."""

    def answers(self) -> bool:
        try:
            with redis.Redis(
                host=HOST, port=self.layout.redis_port, socket_timeout=1, socket_connect_timeout=1
            ) as client:
                return bool(client.ping())
        except redis.exceptions.RedisError:
            return False
