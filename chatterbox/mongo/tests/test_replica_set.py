"""It is true that a MongoDB without transactions is refused before anything is written to it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connections
from pymongo import MongoClient

from chatterbox import BASE_DIR
from chatterbox.mongo.checks import every_mongodb_is_a_replica_set
from events.keys import new_private_key
from scripts.stack import install

SENTENCE = "This MongoDB is not a replica set"


class Answering:
    """A connection whose server says hello so."""

    vendor = "mongodb"

    def __init__(self, **hello: str) -> None:
        self.hello = hello
        self.connection = self.admin = self

    def ensure_connection(self) -> None: ...

    def command(self, name: str) -> dict[str, str]:
        return self.hello


@pytest.mark.parametrize(("hello", "count"), [({}, 1), ({"setName": "rs0"}, 0), ({"msg": "isdbgrid"}, 0)])
def test_only_a_server_that_is_alone_is_refused(monkeypatch, hello, count):
    monkeypatch.setattr(connections, "all", lambda: [Answering(**hello)])

    assert len(every_mongodb_is_a_replica_set()) == count


@pytest.fixture
def lonely(tmp_path) -> Iterator[str]:
    """The address of a mongod that was started without --replSet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    flags = ["--dbpath", str(tmp_path), "--port", str(port), "--bind_ip", "127.0.0.1", "--nounixsocket", "--quiet"]
    server = subprocess.Popen([str(install.mongod()), *flags], stdout=subprocess.DEVNULL)
    try:
        with MongoClient[dict](f"mongodb://127.0.0.1:{port}/", serverSelectionTimeoutMS=20_000) as client:
            client.admin.command("ping")
        yield f"mongodb://127.0.0.1:{port}/"
    finally:
        server.kill()
        server.wait(20)


@pytest.mark.servers
@pytest.mark.parametrize("command", [["manage.py", "relay_events"], ["-m", "chatterbox.serve", "--port", "0"]])
def test_no_process_of_production_starts_with_one(lonely, command):
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
        "DJANGO_SETTINGS_MODULE": "chatterbox.settings.accounts",
        "SECRET_KEY": "s" * 40,
        "PUBLIC_URL": "https://chat.example.org",
        "TRUSTED_PROXIES": "1",
        "JWT_PRIVATE_KEY": new_private_key(),
        "MONGODB_URL": lonely,
        "REDIS_URL": "redis://127.0.0.1:1",
        "KAFKA_SERVERS": "127.0.0.1:1",
    }

    done = subprocess.run([sys.executable, *command], cwd=BASE_DIR, env=environment, capture_output=True, timeout=60)

    assert done.returncode == 1
    assert SENTENCE in done.stderr.decode()
    assert b"Traceback" not in done.stderr
