"""What goes after somebody has deleted their account: bit by bit, so that nobody waits, and from where it was left.

The work is a row, written with the news of the deletion. Each step is one transaction that also moves the row, so a
process may die at any point.
"""

import uuid
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.db.models import Case, QuerySet, Value, When

from events import outbox, txn
from events.catalogue import MessageDeleted, MessageEvent, MessageUpdated
from events.models import DeadLetter
from events.times import now
from messaging import realtime
from messaging.models import Erasure, Export, Kind, Mention, Message, ReadMarker, Topic
from messaging.services.words import forget_messages

#: Rows that one transaction changes at most: as many frames as a topic takes one by one.
PIECE: Final = 200

#: Changes rows of one topic; says which event and which word of the socket tell of it.
Change = Callable[[list[Message], uuid.UUID], tuple[type[MessageEvent], str]]

#: What a message has no more once it is deleted.
_BLANK: Final[dict[str, Any]] = {
    "text": "",
    "html": "",
    "request_hash": b"",
    "mentions": [],
    "mention_all": None,
    "reply_to": None,
    "pinned_at": None,
    "edited_at": None,
}


def want_erasure(user_id: uuid.UUID, *, messages: bool) -> None:
    """Have the traces of somebody who is gone erased, with `messages` also what they wrote."""
    Export.objects.using(settings.MESSAGING_DB).filter(user=user_id).delete()
    row = Erasure(user_id=user_id, messages=messages, created_at=now())
    Erasure.objects.using(settings.MESSAGING_DB).bulk_create([row], ignore_conflicts=True)


def erase_some(user_id: uuid.UUID) -> int:
    """Do the next step of somebody's erasure; the number of rows that went, 0 when it is over.

    Whoever else is at the same one waits for the row.
    """
    db = settings.MESSAGING_DB
    with txn.atomic(db):
        erasure = Erasure.objects.using(db).select_for_update().filter(user_id=user_id).first()
        if erasure is None:
            return 0
        done = _erase_messages(erasure) if erasure.messages else 0
        done = done or _erase_traces(erasure)
        if not done:
            erasure.delete(using=db)
        return done


def _erase_messages(erasure: Erasure) -> int:
    """Some messages of one topic; topics in the order of their ids. 0 when there are no more."""
    db = settings.MESSAGING_DB
    mine = Message.objects.using(db).filter(author=erasure.user_id, kind=Kind.TEXT, deleted_at=None)
    while erasure.messages:
        done = _erase_in_topic(erasure, mine) if erasure.topic_id else 0
        if not done:
            rest = mine.filter(topic__gt=erasure.topic_id) if erasure.topic_id else mine
            erasure.topic_id = rest.order_by("topic_id").values_list("topic_id", flat=True).first()
            erasure.messages, erasure.n = erasure.topic_id is not None, 0
        erasure.save(using=db, update_fields=["topic_id", "n", "messages"])
        if done:
            return done
    return 0


def _erase_in_topic(erasure: Erasure, mine: "QuerySet[Message]") -> int:
    assert erasure.topic_id is not None  # noqa: S101 - the caller has seen to it
    messages = _change_some(erasure.topic_id, mine.filter(n__gt=erasure.n), _empty, erasure.user_id)
    if messages:
        erasure.n = messages[-1].n
    return len(messages)


def _change_some(topic_id: uuid.UUID, rows: "QuerySet[Message]", change: Change, by: uuid.UUID) -> list[Message]:
    """Change up to PIECE messages of a topic, in number order; each takes the topic's next rev, and all are told."""
    db = settings.MESSAGING_DB
    topics = Topic.objects.using(db).select_for_update(of=("self",)).select_related("party")
    topic = topics.filter(id=topic_id).first()
    if topic is None:
        return []
    messages = list(rows.filter(topic=topic).select_related("author").order_by("n")[:PIECE])
    if messages:
        for message in messages:
            topic.last_rev += 1
            message.rev = topic.last_rev
        revs = Case(*(When(id=message.id, then=Value(message.rev)) for message in messages))
        Message.objects.using(db).filter(id__in=[message.id for message in messages]).update(rev=revs)
        Topic.objects.using(db).filter(id=topic.id).update(last_rev=topic.last_rev)
        told, word = change(messages, by)
        outbox.record(*(_event(told, message, topic) for message in messages), source="messaging", using=db)
        party_id, acl = topic.party_id, topic.party.acl
        txn.on_commit(db, lambda: realtime.announce_changed(messages, word, party_id=party_id, acl=acl, actor_id=by))
    return messages


def _empty(messages: list[Message], by: uuid.UUID) -> tuple[type[MessageEvent], str]:
    """Make tombstones of messages."""
    db, moment = settings.MESSAGING_DB, now()
    for message in messages:
        message.deleted_at, message.pinned_at, message.edited_at = moment, None, None
    rows = Message.objects.using(db).filter(id__in=[message.id for message in messages])
    rows.update(deleted_at=moment, deleted_by=by, **_BLANK)
    Mention.objects.using(db).filter(message__in=messages).delete()
    forget_messages([message.id for message in messages])
    return MessageDeleted, "deleted"


def _unname(messages: list[Message], by: uuid.UUID) -> tuple[type[MessageEvent], str]:
    """Take their name out of notes that they joined."""
    for message in messages:
        message.system = {**(message.system or {}), "name": ""}
    Message.objects.using(settings.MESSAGING_DB).bulk_update(messages, ["system"])
    return MessageUpdated, "edited"


def _event(kind: type[MessageEvent], message: Message, topic: Topic) -> MessageEvent:
    return kind(
        version=message.rev,
        message_id=str(message.id),
        topic_id=str(topic.id),
        party_id=str(topic.party_id),
        n=message.n,
    )


def _erase_notes(erasure: Erasure) -> int:
    """Their name in what was noted of them in a topic: that they joined."""
    rows = Message.objects.using(settings.MESSAGING_DB).filter(author=erasure.user_id, kind=Kind.SYSTEM)
    notes = rows.filter(system__what="joined").exclude(system__name="")
    topic_id = notes.order_by("topic_id").values_list("topic_id", flat=True).first()
    return len(_change_some(topic_id, notes, _unname, erasure.user_id)) if topic_id else 0


def _erase_traces(erasure: Erasure) -> int:
    """What others' messages and we ourselves noted about them."""
    db, user_id = settings.MESSAGING_DB, erasure.user_id
    return (
        _erase_notes(erasure)
        or _delete_some(Mention.objects.using(db).filter(user=user_id))
        or _delete_some(ReadMarker.objects.using(db).filter(user=user_id))
        or _delete_some(DeadLetter.objects.using(db).filter(key=str(user_id)))
    )


def _delete_some(rows: "QuerySet[Any]") -> int:
    keys: list[Any] = list(rows.order_by("pk").values_list("pk", flat=True)[:PIECE])
    rows.model._default_manager.using(rows.db).filter(pk__in=keys).delete()
    return len(keys)


def waiting_erasures() -> list[uuid.UUID]:
    """People whose erasure is not over, who has waited longest first."""
    rows = Erasure.objects.using(settings.MESSAGING_DB).order_by("created_at")
    return list(rows.values_list("user_id", flat=True)[:PIECE])
