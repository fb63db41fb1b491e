"""Undoing the archiving of a topic."""

from django.utils.translation import gettext as _

from events.errors import Conflict, NotFound
from events.times import iso
from messaging import permissions
from messaging.models import Action, Topic
from messaging.services.undo.registry import Undoer, undoes
from messaging.shapes import RestoreShape


@undoes(Action.TOPIC_ARCHIVED)
class Archiving(Undoer):
    permission = "manage_topic"

    def insist_allowed(self) -> None:
        assert self.entry.topic is not None  # noqa: S101 - archiving is done to a topic
        permissions.insist_looks_after(self.change.me, self.entry.topic)

    def restores(self) -> list[RestoreShape]:
        assert self.entry.topic is not None  # noqa: S101 - archiving is done to a topic
        sentence = _("Topic %(name)s can be written in again.") % {"name": self.entry.topic.name}
        return [RestoreShape("archived_at", self.entry.after.get("archived_at"), None, sentence)]

    def insist_unchanged(self) -> None:
        archived_at, then = iso(self._topic().archived_at), self.entry.after.get("archived_at")
        if archived_at is None:
            raise Conflict(_("The topic has been restored since."))
        if then is not None and archived_at != then:
            raise Conflict(_("The topic has been restored and archived again since."))

    def undo(self) -> None:
        topic = self._topic()
        topic.archived_at = None
        self.change.save_topic(topic, "topic_restored", "archived_at")

    def _topic(self) -> Topic:
        assert self.entry.topic is not None  # noqa: S101 - archiving is done to a topic
        try:
            return self.change.topic(self.entry.topic.id)
        except NotFound as error:
            raise Conflict(_("The topic has been deleted since.")) from error
