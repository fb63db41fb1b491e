"""The audit log as it is shown: each entry with until when it can be undone."""

from collections.abc import Iterable

from messaging.models import AuditEntry
from messaging.services.undo import undoable_until
from messaging.shapes import AuditShape, audit_shape


def audit_shapes(entries: Iterable[AuditEntry]) -> list[AuditShape]:
    return [audit_shape(entry, undoable_until=undoable_until(entry)) for entry in entries]
