"""Changing messages under the lock of their topic: any number, or one by somebody who may see it, found by its door."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from events import outbox, txn
from events.catalogue import MessageDeleted, MessageEvent, MessageUpdated
from events.errors import Conflict, NotFound
from events.ids import parse_id
from events.times import now
from messaging import queries, realtime, shapes
from messaging.models import AuditEntry, Membership, Message, Party, Topic, TopicMember, User
from messaging.services.words import forget_messages, index_messages


class MessageGone(Conflict):
    sentence = _("This message was deleted.")


class NotByPeople(Conflict):
    sentence = _("That works with messages that people wrote.")


class MessagesChange:
    """Changes of messages of one topic, under the lock of its row; each takes the topic's next rev."""

    def __init__(self, topic: Topic) -> None:
        self.topic, self.now = topic, now()

    def save(self, messages: Sequence[Message], what: str, by: uuid.UUID, *fields: str) -> None:
        """Save `fields` of changed messages, in order: recorded, and shown after the commit.

        `what` is the change's name in the protocol; `messages` have their `author` and `reply_to.author` loaded.
        """
        db, topic = settings.MESSAGING_DB, self.topic
        for message in messages:
            topic.last_rev += 1
            message.rev = topic.last_rev
        if len(messages) == 1:
            columns = [Message._meta.get_field(name).attname for name in ("rev", *fields)]  # type: ignore[union-attr]
            changed = {name: getattr(messages[0], name) for name in columns}
            Message.objects.using(db).filter(id=messages[0].id).update(**changed)
        else:
            _save_many(messages, fields)
        Topic.objects.using(db).filter(id=topic.id).update(last_rev=topic.last_rev)
        self._keep_words(messages, what)
        outbox.record(*(_event(what, message, topic) for message in messages), source="messaging", using=db)
        told = partial(
            realtime.announce_changed, party_id=topic.party_id, acl=topic.party.acl, actor_id=by, last_n=topic.last_n
        )
        txn.on_commit(db, lambda: told(messages, what))

    def _keep_words(self, messages: Sequence[Message], what: str) -> None:
        """Search finds what is there now."""
        if what == "deleted":
            forget_messages([message.id for message in messages])
        elif what in {"edited", "restored"}:
            index_messages(messages)


def _save_many(messages: Sequence[Message], fields: Sequence[str]) -> None:
    """One statement whose work grows with the number of rows; one that looks each row up in a list grows with its
    square. The rows are there, because nobody deletes messages of a topic that is not deleted, and it is locked.
    """
    rows = Message.objects.using(settings.MESSAGING_DB)
    rows.bulk_create(messages, update_conflicts=True, unique_fields=["id"], update_fields=["rev", *fields])


def lock_topics(topic_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Topic]:
    """Topics with their parties, locked in the order of their ids; deleted ones are left out."""
    db = settings.MESSAGING_DB
    rows = Topic.objects.using(db).select_for_update(of=("self",), no_key=True)
    topics = {topic.id: topic for topic in rows.filter(id__in=topic_ids, deleted_at=None).order_by("id")}
    # Asked after the lock: a statement that had to wait for it knows parties as they were before, with an older `acl`.
    parties = Party.objects.using(db).in_bulk({topic.party_id for topic in topics.values()})
    for topic in topics.values():
        topic.party = parties[topic.party_id]
    return topics


def _event(what: str, message: Message, topic: Topic) -> MessageEvent:
    kind = MessageDeleted if what == "deleted" else MessageUpdated
    return kind(
        version=message.rev,
        message_id=str(message.id),
        topic_id=str(topic.id),
        party_id=str(topic.party_id),
        n=message.n,
    )


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
    rows = Message.objects.using(settings.MESSAGING_DB).select_related(*shapes.MESSAGE_NEEDS)
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
