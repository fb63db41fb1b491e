import os
import random
import secrets
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from events.registry import no_handlers
from events.tests.processes import Processes
from events.topics import create_topics, delete_topics


@pytest.fixture(autouse=True)
def _only_the_handlers_of_the_test():
    with no_handlers():
        yield


@pytest.fixture(params=["accounts", "messaging"])
def using(request) -> str:
    """Alias of each service's database: SQLite, or MongoDB and PostgreSQL in the second leg."""
    return settings.ACCOUNTS_DB if request.param == "accounts" else settings.MESSAGING_DB


@pytest.fixture
def rng() -> random.Random:
    """Chance that can be repeated: a test that fails has printed its SEED, which it takes back from the environment."""
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**31))
    print(f"SEED={seed}")
    return random.Random(seed)


@pytest.fixture
def processes(using):
    prefix = f"test-{uuid.uuid4().hex[:8]}."
    create_topics(settings.KAFKA_SERVERS, prefix)
    processes = Processes(using, prefix)
    yield processes
    for worker in processes.workers:
        worker.close()
    delete_topics(settings.KAFKA_SERVERS, prefix)


@pytest.fixture
def short_transactions(using):
    """A process killed inside a transaction leaves it open on MongoDB, which ends it after its limit for all.

    It stays so: the server is there for tests, and others may need the same at this moment.
    """
    if connections[using].vendor == "mongodb":
        admin: Any = connections[using].connection.admin
        admin.command("setParameter", transactionLifetimeLimitSeconds=5)


@pytest.fixture
def long_transactions(using):
    """MongoDB, which is told to end transactions after seconds, lets them last for longer than any test.

    For tests marked `alone`: it is so for all, and others need the short ones.
    """
    if connections[using].vendor != "mongodb":
        yield
        return
    connections[using].ensure_connection()
    admin: Any = connections[using].connection.admin
    before = admin.command("getParameter", transactionLifetimeLimitSeconds=1)["transactionLifetimeLimitSeconds"]
    admin.command("setParameter", transactionLifetimeLimitSeconds=300)
    yield
    admin.command("setParameter", transactionLifetimeLimitSeconds=before)
