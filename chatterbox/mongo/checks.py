"""A MongoDB that is no replica set has no transactions, so an event could lack its rows: it is refused at start."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections
from pymongo.errors import PyMongoError


def replica_set_faults(connection: Any) -> list[checks.CheckMessage]:
    """An error when the server answers and is alone. Raises PyMongoError when it does not answer."""
    connection.ensure_connection()
    hello = connection.connection.admin.command("hello")
    if hello.get("setName") or hello.get("msg") == "isdbgrid":  # the latter is a router of a sharded cluster
        return []
    return [
        checks.Error(
            "This MongoDB is not a replica set, so it has no transactions.",
            hint="Start it with --replSet, one node is enough, and initiate the set once.",
            id="chatterbox.mongo.E001",
        )
    ]


def every_mongodb_is_a_replica_set(
    app_configs: Sequence[Any] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Before any management command and before the server starts. One that is down is waited for, not refused."""
    found: list[checks.CheckMessage] = []
    for connection in connections.all():
        if connection.vendor == "mongodb":
            try:
                found += replica_set_faults(connection)
            except PyMongoError:
                connection.close()
    return found
