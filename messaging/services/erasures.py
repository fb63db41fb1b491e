"""What goes after somebody has deleted their account: bit by bit, so that nobody waits, and from where it was left.

The work is a row, written with the news of the deletion. Each step is one transaction that also moves the row, so a
process may die at any point. Parties are left at once, as soon as the news is committed; the rest is left to a job, and
so is a party that could not be left then.
"""

import uuid
from collections.abc import Callable, Sequence
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet

from events import context, txn
from events.models import DeadLetter
from events.times import now
from messaging import shapes
from messaging.models import (
    Erasure,
    Export,
    Kind,
    Mention,
    Message,
    MessageRevision,
    Reaction,
    ReadMarker,
    Report,
    Ticket,
)
from messaging.services import pieces, reactions, removals
from messaging.services.message_change import MessagesChange, lock_topics
from messaging.services.pieces import delete_some
from messaging.services.tombstones import leave_everywhere, leave_some

#: Notes that say the name of who did what they tell of; in others the name is that of a party or a topic.
NAMING: Final = ("joined", "pinned", "owner_added")

#: Changes messages of one topic; says by which word of the protocol it is told, and which fields are to be saved.
Change = Callable[[list[Message], uuid.UUID], tuple[str, Sequence[str]]]


def want_erasure(user_id: uuid.UUID, *, messages: bool) -> None:
    """Have the traces of somebody who is gone erased, with `messages` also what they wrote.

    Also where a resync has found them gone before that wish arrived, and their erasure has begun without it.
    """
    db = settings.MESSAGING_DB
    Export.objects.using(db).filter(user=user_id).delete()
    Ticket.objects.using(db).filter(claims__user_id=str(user_id)).delete()
    row = Erasure(user_id=user_id, messages=messages, created_at=now())
    begun = Erasure.objects.using(db).filter(user_id=user_id)
    with txn.atomic(db):
        list(begun.select_for_update().values_list("user_id"))  # one whose last step is just ending is gone after this
        Erasure.objects.using(db).bulk_create([row], ignore_conflicts=True)
        if messages:
            begun.filter(messages=False).update(messages=True, topic_id=None, n=0)
    # Many such news are one transaction, which would hold all these parties until its end, in no order.
    request_id = context.request_id_of(context.traceparent())
    txn.on_commit(db, lambda: _leave(user_id, request_id))


def _leave(user_id: uuid.UUID, request_id: str) -> None:
    with context.bound(request_id=request_id):  # that of the news, which is over
        leave_everywhere(user_id)


def erase_some(user_id: uuid.UUID) -> int:
    """Do the next step of somebody's erasure; the number of rows that went, 0 when it is over.

    Whoever else is at the same one waits for the row.
    """
    db = settings.MESSAGING_DB
    with txn.atomic(db):
        erasure = Erasure.objects.using(db).select_for_update().filter(user_id=user_id).first()
        if erasure is None:
            return 0
        done = leave_some(user_id)
        if not done and erasure.messages:
            done = _erase_kept(erasure) or _erase_messages(erasure)
        done = done or _erase_traces(erasure)
        if not done:
            erasure.delete(using=db)
        return done


def _erase_kept(erasure: Erasure) -> int:
    """What was kept of their messages that moderators have removed."""
    return delete_some(MessageRevision.objects.using(settings.MESSAGING_DB).filter(message__author=erasure.user_id))


def _erase_messages(erasure: Erasure) -> int:
    """Some messages of one topic; topics in the order of their ids. 0 when there are no more."""
    db = settings.MESSAGING_DB
    mine = Message.objects.using(db).filter(author=erasure.user_id, kind=Kind.TEXT)
    mine = mine.filter(Q(deleted_at=None) | ~Q(request_hash=b""))
    while erasure.messages:
        done = _erase_in_topic(erasure, mine) or _erase_tombstones(erasure, mine) if erasure.topic_id else 0
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
    there = mine.filter(deleted_at=None, n__gt=erasure.n)
    messages = _change_some(erasure.topic_id, there, _empty, erasure.user_id)
    if messages:
        erasure.n = messages[-1].n
    return len(messages)


def _erase_tombstones(erasure: Erasure, mine: "QuerySet[Message]") -> int:
    """What is left of words in a topic that were deleted before: nobody sees a difference, so nobody is told."""
    db = settings.MESSAGING_DB
    gone = mine.filter(topic=erasure.topic_id, deleted_at__isnull=False).order_by("n")
    ids = list(gone.values_list("id", flat=True)[: pieces.PIECE])
    Report.objects.using(db).filter(message__in=ids).delete()
    return Message.objects.using(db).filter(id__in=ids).update(request_hash=b"") if ids else 0


def _change_some(topic_id: uuid.UUID, rows: "QuerySet[Message]", change: Change, by: uuid.UUID) -> list[Message]:
    """Change up to a piece of messages of a topic, in number order; each takes the next rev, and all are told."""
    topic = lock_topics([topic_id]).get(topic_id)
    if topic is None:
        return []
    messages = list(rows.filter(topic=topic).select_related(*shapes.MESSAGE_NEEDS).order_by("n")[: pieces.PIECE])
    if messages:
        what, fields = change(messages, by)
        MessagesChange(topic).save(messages, what, by, *fields)
    return messages


def _empty(messages: list[Message], by: uuid.UUID) -> tuple[str, Sequence[str]]:
    """Make tombstones of messages: of their words no report stays, nor even what tells whether a post is a repeat."""
    Report.objects.using(settings.MESSAGING_DB).filter(message__in=messages).delete()
    removals.empty(messages, by, now())
    for message in messages:
        message.request_hash = b""
    return "deleted", (*removals.FIELDS, "request_hash")


def _unname(messages: list[Message], by: uuid.UUID) -> tuple[str, Sequence[str]]:
    """Take their name out of notes of what they did."""
    for message in messages:
        message.system = {**(message.system or {}), "name": ""}
    return "edited", ("system",)


def _erase_notes(erasure: Erasure) -> int:
    """Their name in what was noted of them in a topic. A topic that is deleted takes its notes along by itself."""
    rows = Message.objects.using(settings.MESSAGING_DB).filter(author=erasure.user_id, kind=Kind.SYSTEM)
    notes = rows.filter(system__what__in=NAMING, topic__deleted_at=None).exclude(system__name="")
    topic_id = notes.order_by("topic_id").values_list("topic_id", flat=True).first()
    return len(_change_some(topic_id, notes, _unname, erasure.user_id)) if topic_id else 0


def _erase_reactions(erasure: Erasure) -> int:
    """Some of their reactions, to messages of one topic; each message is told once, however many of them it had."""
    db, user_id = settings.MESSAGING_DB, erasure.user_id
    mine = Reaction.objects.using(db).filter(user=user_id)
    topic_id = mine.order_by("message__topic_id").values_list("message__topic_id", flat=True).first()
    if topic_id is None:
        return 0
    reacted = Message.objects.using(db).filter(id__in=mine.values("message"))
    changed = _change_some(topic_id, reacted, _unreact, user_id)
    if changed:
        return len(changed)
    return delete_some(mine.filter(message__topic=topic_id))  # the topic is deleted: nobody is shown its messages


def _unreact(messages: list[Message], by: uuid.UUID) -> tuple[str, Sequence[str]]:
    rows = Reaction.objects.using(settings.MESSAGING_DB).filter(user=by, message__in=messages)
    taken: dict[uuid.UUID, list[str]] = {}
    for message_id, emoji in rows.values_list("message_id", "emoji"):
        taken.setdefault(message_id, []).append(emoji)
    rows.delete()
    for message in messages:
        for emoji in taken[message.id]:
            reactions.take_off(message, emoji, by)
    return "unreacted", ("reactions",)


def _erase_traces(erasure: Erasure) -> int:
    """What others' messages and we ourselves noted about them."""
    db, user_id = settings.MESSAGING_DB, erasure.user_id
    return (
        _erase_notes(erasure)
        or _erase_reactions(erasure)
        or delete_some(Mention.objects.using(db).filter(user=user_id))
        or delete_some(Report.objects.using(db).filter(reporter=user_id))
        or delete_some(ReadMarker.objects.using(db).filter(user=user_id))
        or delete_some(DeadLetter.objects.using(db).filter(key=str(user_id)))
    )


def waiting_erasures() -> list[uuid.UUID]:
    """People whose erasure is not over, who has waited longest first."""
    rows = Erasure.objects.using(settings.MESSAGING_DB).order_by("created_at")
    return list(rows.values_list("user_id", flat=True)[: pieces.PIECE])
