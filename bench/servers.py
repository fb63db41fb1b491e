"""Where a benchmark runs: real servers, and databases and Kafka topics of its own that are gone afterwards."""

import contextlib
import dataclasses
import logging.config
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chatterbox import env
from scripts.stack import Stack, StackError


@dataclasses.dataclass(frozen=True)
class Place:
    """`environment` is what a process of the profile `messaging` runs with; `prefix` goes before topics and groups."""

    prefix: str
    environment: Mapping[str, str]


@contextlib.contextmanager
def place(stack: Stack, log: Path) -> Iterator[Place]:
    """Set Django up on the servers of `stack`, in databases and topics of their own. Log lines go to the file `log`."""
    name = f"bench_{secrets.token_hex(4)}"
    addresses = stack.env("test")
    root = addresses["POSTGRES_URL"]
    addresses |= {"POSTGRES_URL": root.rpartition("/")[0] + f"/{name}", "LIMIT_FACTOR": "10000"}
    env.use_for_tests(**addresses)
    env.use_profile("chatterbox.settings.test")
    _execute(root, f"create database {name}")
    try:
        _set_up(name, log)
        prefix = f"{name}."
        from django.conf import settings

        from events.topics import create_topics, delete_topics

        create_topics(settings.KAFKA_SERVERS, prefix)
        try:
            yield Place(prefix, _environment(stack, addresses["POSTGRES_URL"], prefix))
        finally:
            delete_topics(settings.KAFKA_SERVERS, prefix)
            _drop_mongodb(name)
    finally:
        _close()
        _execute(root, f"drop database {name} with (force)")


def _set_up(name: str, log: Path) -> None:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    connections["default"].settings_dict["NAME"] = name
    for alias in ("default", "messaging"):
        call_command("migrate", database=alias, verbosity=0)
    from chatterbox.settings.logs import logging_config

    config = logging_config("json", "INFO")  # as in production, but into a file
    config["handlers"]["stderr"] = {"class": "logging.FileHandler", "formatter": "shared", "filename": str(log)}
    logging.config.dictConfig(config)


def _environment(stack: Stack, postgres: str, prefix: str) -> dict[str, str]:
    given = {name: value for name, value in stack.env("messaging").items() if not name.startswith("POSTGRES_URL")}
    return given | {"POSTGRES_URL": postgres, "KAFKA_PREFIX": prefix}


def _execute(url: str, statement: str) -> None:
    import psycopg

    if urlsplit(url).scheme != "postgresql":
        raise StackError(f"{url} is no address of PostgreSQL.")
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        connection.execute(statement)


def _drop_mongodb(name: str) -> None:
    from django.db import connections

    connection: Any = connections["default"]
    connection.ensure_connection()
    connection.connection.drop_database(name)


def _close() -> None:
    from django.db import connections

    connections.close_all()
