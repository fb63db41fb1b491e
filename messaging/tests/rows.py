"""What is in the database, for assertions."""

import json
from typing import Any

from django.conf import settings

from events.models import OutboxEvent


def recorded(kind: str | None = None) -> list[dict[str, Any]]:
    """Envelopes in messaging's outbox, oldest first; of one kind such as `party:created`, or all."""
    rows = OutboxEvent.objects.using(settings.MESSAGING_DB).order_by("id")
    if kind is not None:
        rows = rows.filter(type=kind)
    return [json.loads(row.payload) for row in rows]
