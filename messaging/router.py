"""Where messaging's tables live when both services share a process."""

from typing import Any

from django.conf import settings


class MessagingRouter:
    """Messaging's label goes to MESSAGING_DB and to no other database."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return settings.MESSAGING_DB if model._meta.app_label == "messaging" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return db == settings.MESSAGING_DB if app_label == "messaging" else None
