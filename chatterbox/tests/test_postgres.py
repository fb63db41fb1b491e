"""It is true of PostgreSQL that a connection which lay idle is found to work without a round trip, and one that has
gone is found out and made anew before anybody asks it anything.
"""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql import base as upstream

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]


@pytest.fixture
def connection() -> Iterator[Any]:
    """One of this thread that has been used before."""
    connection = connections[settings.MESSAGING_DB]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    yield connection
    connection.close()


@pytest.fixture
def asked() -> Iterator[mock.Mock]:
    """Each question whether it works."""
    with mock.patch.object(upstream.DatabaseWrapper, "is_usable", autospec=True) as asked:
        asked.return_value = True
        yield asked


def end(connection: Any) -> None:
    """From elsewhere, and wait until it has happened."""
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()


def test_a_quiet_one_is_not_asked(connection: Any, asked: mock.Mock):
    assert connection.is_usable()
    assert not asked.called


def test_one_from_which_something_is_heard_is_asked(connection: Any, asked: mock.Mock):
    end(connection)

    connection.is_usable()

    assert asked.called


def test_after_an_error_it_is_asked(connection: Any, asked: mock.Mock):
    connection.errors_occurred = True

    connection.is_usable()

    assert asked.called


def test_one_that_the_server_has_ended_is_found_out(connection: Any):
    end(connection)

    assert not connection.is_usable()


def test_the_next_request_gets_another_and_notices_nothing(connection: Any):
    end(connection)
    connection.close_if_unusable_or_obsolete()  # as at the start of each request

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
