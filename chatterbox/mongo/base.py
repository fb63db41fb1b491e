"""The engine itself: upstream's wrapper with our schema editor, compilers, check and end of a transaction."""

from typing import Any

from django.core import checks
from django.db import DatabaseError
from django_mongodb_backend import base as upstream
from pymongo.errors import PyMongoError

from chatterbox.mongo.checks import replica_set_faults
from chatterbox.mongo.schema import DatabaseSchemaEditor


class DatabaseOperations(upstream.DatabaseOperations):
    compiler_module = "chatterbox.mongo.compiler"


class DatabaseValidation(upstream.DatabaseValidation):
    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Asked by `migrate` and `check --database`: a server of its own has no transactions."""
        found: list[checks.CheckMessage] = super().check(**kwargs)
        found += replica_set_faults(self.connection)
        return found


class DatabaseWrapper(upstream.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    ops_class = DatabaseOperations
    validation_class = DatabaseValidation

    def validate_no_atomic_block(self) -> None:
        """Let a transaction of ours end inside a block of Django's own, such as its admin opens: that is none here."""

    def commit_mongo(self) -> None:
        """Commit. A commit that fails is a DatabaseError like any other and leaves no session behind.

        Upstream lets pymongo's error through and keeps the session; the thread's later transactions would then
        write outside of any.
        """
        try:
            super().commit_mongo()
        except PyMongoError as error:
            self._abandon()
            raise DatabaseError(str(error)) from error

    def start_transaction_mongo(self) -> None:
        try:
            super().start_transaction_mongo()
        except PyMongoError as error:
            self._abandon()
            raise DatabaseError(str(error)) from error

    def _abandon(self) -> None:
        self.run_on_commit: list[Any] = []
        if self.session:
            self._end_session()
