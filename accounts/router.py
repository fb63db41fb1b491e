"""Where the tables of accounts live, and those of Django and allauth that belong to sign-in."""

from typing import Any

from django.conf import settings

LABELS = frozenset(
    {
        "accounts",
        "account",
        "socialaccount",
        "mfa",
        "usersessions",
        "sessions",
        "auth",
        "admin",
        "contenttypes",
    }
)


class AccountsRouter:
    """Accounts' labels go to ACCOUNTS_DB and to no other database."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return settings.ACCOUNTS_DB if model._meta.app_label in LABELS else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return db == settings.ACCOUNTS_DB if app_label in LABELS else None
