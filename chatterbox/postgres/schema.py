"""Migrations with limits of their own, in place of those that keep a request from hanging."""

from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from django.db import Error
from django.db.backends.postgresql import schema as upstream

#: Seconds for one statement of a migration: as long as a deployment waits for all of them (`scripts.deploy.road`).
STATEMENT_TIMEOUT_S: Final = 900
#: How long it waits for a lock. Whoever comes later waits behind it, so it gives up before requests do
#: (`chatterbox.settings.databases`), and after PostgreSQL's `deadlock_timeout`, when a vacuum has given way.
LOCK_TIMEOUT_MS: Final = 1500


class DatabaseSchemaEditor(upstream.DatabaseSchemaEditor):
    def __enter__(self) -> Self:
        super().__enter__()
        self.limit()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """What follows on this connection has its own limits again; those of a transaction end with it."""
        try:
            super().__exit__(exc_type, exc_value, traceback)
        finally:
            if not self.atomic_migration:
                # What went wrong before says more than a connection that is lost.
                with suppress(*([Error] if exc_type else [])):
                    self.execute("RESET statement_timeout")
                    self.execute("RESET lock_timeout")

    def limit(self, statement: str = f"{STATEMENT_TIMEOUT_S}s", lock: str = f"{LOCK_TIMEOUT_MS}ms") -> None:
        """Bound what follows in this migration; without arguments as at its beginning."""
        scope = "LOCAL" if self.atomic_migration else "SESSION"
        self.execute(f"SET {scope} statement_timeout = '{statement}'")
        self.execute(f"SET {scope} lock_timeout = '{lock}'")
