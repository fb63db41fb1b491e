"""PostgreSQL, by its own programs: pg_dump takes a snapshot, and a restore is one transaction with its new epoch."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

import psycopg

from events.ids import new_id
from scripts.backup.errors import BackupError
from scripts.backup.manifest import Urls

DUMP: Final = "messaging.dump"
#: Seconds that a program may take; a database of some hundred GB has snapshots of its own (docs/operate.md).
WITHIN: Final = 6 * 3600
CONNECT_SECONDS: Final = 10
#: Others that are connected, without those that only watch a server.
_USED: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_MIGRATIONS: Final = "SELECT count(*) FROM django_migrations WHERE app = 'messaging'"
_BEFORE: Final = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
_AFTER: Final = "UPDATE public.messaging_epoch SET value = '{epoch}';\n"


def save(urls: Urls, folder: Path) -> dict[str, Any]:
    about = {"server": _ask(urls, "SHOW server_version"), "migrations": _ask(urls, _MIGRATIONS)}
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={folder / DUMP}", urls=urls)
    return about


def refuse_while_used(urls: Urls) -> None:
    """Raise BackupError while somebody is connected: what they wrote would be lost in silence."""
    count = _ask(urls, _USED)
    if count:
        raise BackupError(f"{count} connections to PostgreSQL are open: stop both services first.")


def restore(urls: Urls, folder: Path) -> str:
    """All or nothing; the new epoch."""
    epoch = str(new_id())
    with tempfile.TemporaryDirectory() as temporary:
        script = Path(temporary) / "restore.sql"
        _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(folder / DUMP))
        before, after = Path(temporary) / "before.sql", Path(temporary) / "after.sql"
        before.write_text(_BEFORE, encoding="utf-8")
        after.write_text(_AFTER.format(epoch=epoch), encoding="utf-8")
        steps = [f"--file={path}" for path in (before, script, after)]
        once = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run("psql", *once, *steps, urls=urls)
    return epoch


def _reached(urls: Urls) -> tuple[str, dict[str, str]]:
    """A connection that gives up after CONNECT_SECONDS, and its password apart: a list of processes shows arguments."""
    given = psycopg.conninfo.conninfo_to_dict(urls.postgres, connect_timeout=CONNECT_SECONDS)
    fields = {name: str(value) for name, value in given.items()}
    password = fields.pop("password", "")
    return psycopg.conninfo.make_conninfo(**fields), {"PGPASSWORD": password} if password else {}


def _ask(urls: Urls, question: str) -> Any:
    try:
        with psycopg.connect(urls.postgres, connect_timeout=CONNECT_SECONDS) as connection:
            row = connection.execute(question).fetchone()
    except psycopg.Error as error:
        raise BackupError(f"PostgreSQL does not answer as it should: {str(error).splitlines()[0]}") from None
    return row[0] if row else None


def _run(program: str, *arguments: str, urls: Urls | None = None) -> None:
    """A program of PostgreSQL's to its end; `urls` have it connect to the database."""
    found = shutil.which(program)
    if not found:
        raise BackupError(f"{program} is missing: install PostgreSQL's client programs, of the server's version.")
    database, secret = _reached(urls) if urls else ("", {})
    done = subprocess.run(
        [found, *arguments, *([f"--dbname={database}"] if database else [])],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=False,
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise BackupError(f"{program} failed: {said[0] if said else done.returncode}")
