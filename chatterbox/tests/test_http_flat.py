"""It is true that a server process holds as many threads and database connections after many requests as after few."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from chatterbox.tests.http_server import HttpServer, head_of, memory_of

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]

THREADS = 4
CLIENTS = 8
#: MiB that a warm process may grow by.
GROWS_AT_MOST = 15


@pytest.fixture
def server(tmp_path):
    """A server process whose messaging has the test's own PostgreSQL."""
    given = connections["messaging"].settings_dict
    url = f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    name = f"flat {os.getpid()}"
    more = {"TEST_POSTGRES_URL": url, "TEST_APPLICATION_NAME": name, "LIMIT_PAGES": "999999/m"}
    server = HttpServer(tmp_path, threads=THREADS, **more).start()
    server.application_name = name
    yield server
    assert server.stop() == 0
    assert server.written() == ""


def ask_many(server, requests):
    """Requests to a view that asks PostgreSQL, over lasting connections, and every tenth over a new one."""

    def client(number):
        for _ in range(requests // CLIENTS // 10):
            with server.connect() as line:
                for _ in range(10):
                    line.send(head_of("GET", "/test/rows"))
                    assert line.answer()[::2] == (200, b"1")

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(client, range(CLIENTS)))


def held(server):
    """How many threads the process has, and how many connections to PostgreSQL."""
    with connections["messaging"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [server.application_name])
        backends = cursor.fetchone()[0]
    return json.loads(server.get("/test/own"))["threads"], backends


@pytest.mark.parametrize("requests", [1_600, pytest.param(10_000, marks=pytest.mark.long)])
def test_threads_connections_and_memory_stay_flat(server, requests):
    ask_many(server, 400)
    threads, backends = held(server)
    memory = memory_of(server)

    ask_many(server, requests)

    assert held(server) == (threads, backends)
    assert 1 <= backends <= THREADS + 1  # one reads the canary's beats
    assert memory_of(server) - memory < GROWS_AT_MOST
