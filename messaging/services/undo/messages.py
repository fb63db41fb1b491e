"""Undoing the removal of one message: it comes back with all that hung on it."""

from django.conf import settings
from django.utils.translation import gettext as _

from events.errors import Conflict
from messaging import permissions, shapes
from messaging.models import Action, Message, MessageRevision
from messaging.services import removals
from messaging.services.message_change import MessagesChange, lock_topics
from messaging.services.undo.registry import Undoer, undoes
from messaging.shapes import RestoreShape


@undoes(Action.MESSAGE_DELETED)
class Deletion(Undoer):
    permission = "delete_message"

    def insist_allowed(self) -> None:
        """Whoever removed it, and whoever may remove it."""
        if self.entry.actor_id == self.change.me.user_id:
            permissions.insist(self.change.me, self.permission)
        else:
            super().insist_allowed()

    def restores(self) -> list[RestoreShape]:
        sentence = _("The message by %(name)s is there again.") % {"name": self.name()}
        return [RestoreShape("message", "deleted", "restored", sentence)]

    def insist_unchanged(self) -> None:
        self._message()

    def undo(self) -> None:
        assert self.entry.topic_id is not None  # noqa: S101 - a message is in a topic
        topic = lock_topics([self.entry.topic_id])[self.entry.topic_id]
        restored = removals.restore([self._message()])
        MessagesChange(topic).save(restored, "restored", self.change.me.user_id, *removals.FIELDS)

    def _message(self) -> Message:
        """The tombstone that was made then. Raises Conflict when it is another now, or its words are forgotten."""
        if self.entry.user is None or self.entry.user.deleted_at is not None:
            raise Conflict(_("They have deleted their account since."))
        rows = Message.objects.using(settings.MESSAGING_DB).select_related(*shapes.MESSAGE_NEEDS)
        key = self.entry.message_id
        message = rows.filter(id=key, topic__deleted_at=None).first() if key else None
        kept = MessageRevision.objects.using(settings.MESSAGING_DB).filter(message=message, state__isnull=False)
        if message is None or message.deleted_at != self.entry.created_at or not kept.exists():
            raise Conflict(_("The message has changed since."))
        return message
