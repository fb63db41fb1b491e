"""Undoing a bulk deletion: its messages come back, with all that hung on them."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.errors import Conflict
from messaging.models import Action
from messaging.services.purges import begin, want_restoring
from messaging.services.undo.registry import Undoer, undoes
from messaging.shapes import RestoreShape


@undoes(Action.MESSAGES_DELETED)
class BulkDeletion(Undoer):
    permission = "delete_message"

    def restores(self) -> list[RestoreShape]:
        hours = self.entry.after["hours"]
        sentence = ngettext(
            "What %(name)s wrote in the last hour before is there again.",
            "What %(name)s wrote in the last %(hours)d hours before is there again.",
            hours,
        )
        return [RestoreShape("messages", "deleted", "restored", sentence % {"name": self.name(), "hours": hours})]

    def insist_unchanged(self) -> None:
        if self.entry.user is None or self.entry.user.deleted_at is not None:
            raise Conflict(_("They have deleted their account since."))

    def undo(self) -> Callable[[], Any]:
        purge_id = want_restoring(self.change, self.entry)
        return lambda: begin(purge_id)
