"""The engine itself: Django's wrapper with a cheaper look at the connection."""

import select
from typing import Any

from django.db.backends.postgresql import base as upstream


class DatabaseWrapper(upstream.DatabaseWrapper):
    connection: Any

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
