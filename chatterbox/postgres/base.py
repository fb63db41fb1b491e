"""The engine itself: Django's wrapper with a cheaper look at connections, which are watched, a password that may
change, and migrations with limits of their own.
"""

import select
from functools import cache
from types import ModuleType
from typing import Any, Final

import psycopg
from django.db.backends.postgresql import base as upstream

from chatterbox.postgres.schema import DatabaseSchemaEditor
from chatterbox.postgres.watched import WatchedConnection

#: What PostgreSQL says to a wrong password. Its other refusals have other words.
REFUSED: Final = "password authentication failed"


def _watched_psycopg() -> ModuleType:
    """What Django takes for the driver: psycopg, but for the class of connections."""
    module = ModuleType(psycopg.__name__)
    vars(module).update(vars(psycopg), connect=WatchedConnection.connect)
    return module


class DatabaseWrapper(upstream.DatabaseWrapper):
    connection: Any
    Database = _watched_psycopg()
    SchemaEditorClass = DatabaseSchemaEditor

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """With the password that lies in the setting SECRET, where there is one; read anew when it is refused."""
        secret = self.settings_dict.get("SECRET")
        if not secret:
            return super().get_new_connection(conn_params)
        from chatterbox.aws.passwords import PasswordUnknown

        password = _password(secret)
        try:
            known = password.get()
            try:
                return super().get_new_connection({**conn_params, "password": known})
            except psycopg.OperationalError as error:
                if REFUSED not in str(error):
                    raise
                return super().get_new_connection({**conn_params, "password": password.renew(known)})
        except PasswordUnknown as error:
            raise psycopg.OperationalError(f"password: {error}") from error

    def is_usable(self) -> bool:
        """Whether a connection that lay idle still works. Django asks the server, a round trip for each request.

        The server says nothing unasked, but that it goes. So silence is as good as an answer; who hears anything, or
        has had an error, asks.
        """
        return self._is_silent() or super().is_usable()

    def _is_silent(self) -> bool:
        connection = self.connection
        if connection is None or connection.closed or connection.broken or self.errors_occurred:
            return False
        line = select.poll()
        line.register(connection.fileno(), select.POLLIN | select.POLLHUP)
        return not line.poll(0)


@cache
def _password(secret: str) -> Any:
    """One for all connections of the process: what one of them has learnt, all know."""
    from chatterbox.aws.passwords import Password

    return Password(secret)
