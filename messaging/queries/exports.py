"""What people take along of what they wrote."""

from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import ChatterboxError, NotFound
from events.ids import parse_id
from events.times import now
from messaging.models import Export, ExportPiece, User

#: Seconds after which it is worth asking again for an export that is being made.
RETRY_EXPORT: Final = 5


class NotReady(ChatterboxError):
    """What was asked for is being made."""

    code = "conflict"
    status = 409
    sentence = gettext_lazy("This file is still being made. Come back in a moment.")


def export_of(person: User) -> Export | None:
    """The person's export, being made or ready, until it expires."""
    return Export.objects.using(settings.MESSAGING_DB).filter(user=person, expires_at__gt=now()).first()


def export_for(person: User, export_id: str) -> Export:
    """The same by its link. Raises NotFound for whoever it is not of, and NotReady."""
    export = export_of(person)
    if export is None or export.id != parse_id(export_id):
        raise NotFound(_("There is no such export, or its link has expired. Make a new one."))
    if export.ready_at is None:
        raise NotReady(retry_after=RETRY_EXPORT)
    return export


def export_piece(export: Export, number: int) -> bytes:
    """A piece of an export, still packed. Raises NotFound when the export has expired meanwhile."""
    rows = ExportPiece.objects.using(settings.MESSAGING_DB).filter(export=export, number=number)
    content = rows.values_list("content", flat=True).first()
    if content is None:
        raise NotFound
    return bytes(content)
