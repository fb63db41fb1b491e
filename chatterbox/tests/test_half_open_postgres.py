"""It is true of a statement that it fails soon while the network to PostgreSQL is half-open, and may be long else."""

import asyncio
import threading
import time

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from chatterbox.postgres.base import DatabaseWrapper
from chatterbox.postgres.watched import LOOK, PATIENCE
from faults.forwarder import HALF_OPEN, PASSES, Route

pytestmark = [
    pytest.mark.servers,
    pytest.mark.alone,  # it is about seconds
    pytest.mark.django_db(databases=[DEFAULT_DB_ALIAS, "messaging"]),
]


@pytest.fixture
def forwarded():
    """A connection to the database of messaging through a forwarder, and what turns that one."""
    given = connections["messaging"].settings_dict
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def do(work):
        return asyncio.run_coroutine_threadsafe(work, loop).result(10)

    async def begun():
        route = Route(0, int(given["PORT"]))
        await route.begin()
        return route

    route = do(begun())
    database = DatabaseWrapper({**given, "HOST": "127.0.0.1", "PORT": route.listen}, "forwarded")
    yield database, lambda mode: loop.call_soon_threadsafe(route.turn, mode)
    database.close()
    do(route.end())
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def ask(database, statement, *values):
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def test_a_long_statement_of_a_server_that_is_there_is_waited_for(forwarded):
    database, _ = forwarded

    assert ask(database, "SELECT 1 FROM pg_sleep(%s)", 1.5 * PATIENCE) == (1,)


def test_it_fails_soon_when_nothing_arrives_and_the_next_one_works_when_it_does(forwarded):
    database, turn = forwarded
    assert ask(database, "SELECT 1") == (1,)

    turn(HALF_OPEN)
    began = time.monotonic()
    with pytest.raises(OperationalError, match="no answer from PostgreSQL"):
        ask(database, "SELECT 2")
    assert time.monotonic() - began < PATIENCE + LOOK + 1
    database.close()
    turn(PASSES)
    assert ask(database, "SELECT 3") == (3,)
