"""Undoing a ban: who was a member by it is one again."""

from django.conf import settings
from django.utils.translation import gettext as _

from events.errors import Conflict
from messaging.models import Action, Ban
from messaging.services.undo.members import bring_back, insist_may_come_back
from messaging.services.undo.registry import Undoer, undoes
from messaging.shapes import RestoreShape


@undoes(Action.BANNED)
class BanUndoer(Undoer):
    permission = "ban"

    def restores(self) -> list[RestoreShape]:
        lifted = RestoreShape("banned", True, False, _("%(name)s may join again.") % {"name": self.name()})
        if not self.entry.kept["member"]:
            return [lifted]
        sentence = _("%(name)s is a member again, as before.") % {"name": self.name()}
        return [lifted, RestoreShape("role", None, self.entry.before["role"], sentence)]

    def insist_unchanged(self) -> None:
        insist_may_come_back(self)
        if not Ban.objects.using(settings.MESSAGING_DB).filter(id=self.entry.kept["ban"]).exists():
            raise Conflict(_("The ban of %(name)s has been lifted since.") % {"name": self.name()})

    def undo(self) -> None:
        Ban.objects.using(settings.MESSAGING_DB).filter(id=self.entry.kept["ban"]).delete()
        if self.entry.kept["member"]:
            bring_back(self, self.entry.kept["member"])
