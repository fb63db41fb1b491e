"""Changing one message by somebody who may see it: found by its door, then locked, decided about and saved."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from events import txn
from events.errors import Conflict, NotFound
from events.ids import parse_id
from messaging import queries, shapes
from messaging.models import AuditEntry, Membership, Message, Topic, TopicMember, User
from messaging.services.changes import MessagesChange, lock_topics


class MessageGone(Conflict):
    sentence = _("This message was deleted.")


class NotByPeople(Conflict):
    sentence = _("That works with messages that people wrote.")


class MessageChange:
    """A message as it is under the lock of its topic, and who changes it; `me` is None for the house."""

    def __init__(self, topic: Topic, message: Message, person: User, me: Membership | None) -> None:
        self.topic, self.message, self.person, self._me = topic, message, person, me
        self._change = MessagesChange(topic)
        self.now = self._change.now

    @property
    def me(self) -> Membership:
        """The membership of who changes the message. Raises NotFound for the house, which is no member."""
        if self._me is None:
            raise NotFound
        return self._me

    @property
    def by_house(self) -> bool:
        return self._me is None

    @property
    def is_mine(self) -> bool:
        return bool(self.message.author_id == self.person.id)

    def insist_there(self) -> None:
        """Raise MessageGone for a tombstone."""
        if self.message.deleted_at is not None:
            raise MessageGone

    def save(self, what: str, *fields: str) -> None:
        """Save `fields` of the message as its topic's next rev; `what` is the change's name in the protocol."""
        self._change.save([self.message], what, self.person.id, *fields)

    def note(self, action: str, *, reason: str = "", kept: dict[str, Any] | None = None) -> AuditEntry:
        """Write into the party's audit log what was done to the message; `kept` is what undoing it takes."""
        entry = AuditEntry(
            party_id=self.topic.party_id,
            actor=self.person,
            action=action,
            user_id=self.message.author_id,
            topic=self.topic,
            message_id=self.message.id,
            kept=kept or {},
            reason=reason,
            created_at=self.now,
        )
        entry.save(using=settings.MESSAGING_DB)
        return entry

    @property
    def shape(self) -> shapes.MessageShape:
        return shapes.message_shape(self.message)


@contextmanager
def changing_message(person: User, found: queries.OpenMessage) -> Iterator[MessageChange]:
    """Change a message that came through its door, in one transaction. Raises NotFound when that is shut by now."""
    with txn.atomic(settings.MESSAGING_DB):
        topic, message = _lock(found.message.topic_id, found.message.id)
        me = _member(topic, person)
        if me is None:
            raise NotFound
        yield MessageChange(topic, message, person, me)


@contextmanager
def changing_by_house(person: User, message_id: uuid.UUID | str) -> Iterator[MessageChange]:
    """The same by whoever runs this Chatterbox, who need be no member. Raises NotFound."""
    db = settings.MESSAGING_DB
    key = parse_id(message_id)
    topic_id = Message.objects.using(db).filter(id=key).values_list("topic_id", flat=True).first() if key else None
    if key is None or topic_id is None:
        raise NotFound
    with txn.atomic(db):
        yield MessageChange(*_lock(topic_id, key), person, None)


def _lock(topic_id: uuid.UUID, message_id: uuid.UUID) -> tuple[Topic, Message]:
    topic = lock_topics([topic_id]).get(topic_id)
    rows = Message.objects.using(settings.MESSAGING_DB).select_related("author", "reply_to__author")
    message = rows.filter(id=message_id).first() if topic is not None else None
    if topic is None or message is None:
        raise NotFound
    return topic, message


def _member(topic: Topic, person: User) -> Membership | None:
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=topic.party_id, user=person)
    if topic.private:
        rows = rows.filter(Exists(TopicMember.objects.filter(topic=topic, user=OuterRef("user"))))
    me = rows.first()
    if me is not None:
        me.party, me.user = topic.party, person
    return me
