"""Deleting what somebody wrote in the last hours, and bringing it back: in pieces, from where it was left.

The work is a row, written with the kick or the ban. Each step is one transaction of one topic that also moves the row,
so a process may die at any point. The first steps are taken at once, the others by a job.
"""

import logging
import uuid
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from events import txn
from events.errors import ChatterboxError, translate
from messaging import shapes
from messaging.models import Action, AuditEntry, Kind, Message, Purge, Topic, TopicMember, User
from messaging.services import pieces, removals
from messaging.services.changes import PartyChange
from messaging.services.message_change import MessagesChange, lock_topics

log = logging.getLogger(__name__)

#: Steps that whoever asked for it waits for.
STEPS_AT_ONCE: Final = 3
#: Purges that one run of the job looks at.
BATCH: Final = 100


def want_purge(change: PartyChange, user: User, hours: int, reason: str, *, role: str) -> uuid.UUID | None:
    """Inside a change of a party: have somebody's messages of the last `hours` deleted; None for no hours."""
    if not hours:
        return None
    entry = change.note(Action.MESSAGES_DELETED, user=user, after={"hours": hours}, kept={"role": role}, reason=reason)
    row = _purge(change, user, hours)
    row.entry_id = entry.id
    row.save(using=settings.MESSAGING_DB, force_insert=True)
    key: uuid.UUID = row.id
    return key


def has_something(change: PartyChange, user: User, hours: int) -> bool:
    """Whether a purge of `hours` would find messages, and none is under way that has still to come to them."""
    if not hours:
        return False
    wanted = _purge(change, user, hours)
    under_way = Purge.objects.using(settings.MESSAGING_DB).filter(
        party=change.party, user=user, by=change.me.user, restorer=None, since__lte=wanted.since
    )
    return _messages(wanted).exists() and not under_way.exists()


def _purge(change: PartyChange, user: User, hours: int) -> Purge:
    since = change.now - timedelta(hours=hours)
    return Purge(party=change.party, user=user, by=change.me.user, since=since, until=change.now)


def want_restoring(change: PartyChange, entry: AuditEntry) -> uuid.UUID:
    """Inside a change of a party: have what a bulk deletion deleted brought back, also when it is not over yet."""
    db = settings.MESSAGING_DB
    row = Purge.objects.using(db).select_for_update().filter(entry_id=entry.id).first()
    if row is None:
        row = Purge(
            entry_id=entry.id,
            party=change.party,
            user=entry.user,
            by_id=entry.actor_id,
            since=entry.created_at - timedelta(hours=entry.after["hours"]),
            until=entry.created_at,
        )
    row.restorer, row.topic_id, row.n = change.me.user, None, 0
    row.save(using=db)
    key: uuid.UUID = row.id
    return key


def begin(purge_id: uuid.UUID | None) -> None:
    """Take the first steps of a purge. What fails the job tries again: the kick is done, and so is said."""
    try:
        for _ in range(STEPS_AT_ONCE if purge_id else 0):
            if not purge_id or not purge_some(purge_id):
                break
    except Exception as error:
        if not isinstance(translate(error), ChatterboxError):
            raise
        log.warning("purge_left_to_the_job", exc_info=error)


def waiting_purges() -> list[uuid.UUID]:
    """Bulk deletions that are not over, the oldest first."""
    return list(Purge.objects.using(settings.MESSAGING_DB).order_by("id").values_list("id", flat=True)[:BATCH])


def purge_some(purge_id: uuid.UUID) -> int:
    """Take the next step; the number of messages that it changed, 0 when it is over.

    Whoever else is at the same one waits for the row.
    """
    db = settings.MESSAGING_DB
    with txn.atomic(db):
        rows = Purge.objects.using(db).select_for_update(of=("self",)).select_related("user", "by")
        purge = rows.filter(id=purge_id).first()
        if purge is None:
            return 0
        while True:
            done = _purge_topic(purge) if purge.topic_id else 0
            if done:
                break
            rest = _messages(purge).filter(topic__gt=purge.topic_id) if purge.topic_id else _messages(purge)
            purge.topic_id = rest.order_by("topic_id").values_list("topic_id", flat=True).first()
            purge.n = 0
            if purge.topic_id is None:
                purge.delete(using=db)
                return 0
        purge.save(using=db, update_fields=["topic_id", "n"])
        return done


def _messages(purge: Purge) -> "QuerySet[Message]":
    """What is to be changed: of the topics that `by` may see, unless it comes back, which is for all of them."""
    rows = Message.objects.using(settings.MESSAGING_DB).filter(
        author=purge.user_id, kind=Kind.TEXT, topic__party=purge.party_id, topic__deleted_at=None
    )
    if purge.restorer_id:
        return rows.filter(deleted_at=purge.until, deleted_by=purge.by_id)
    inside = TopicMember.objects.filter(topic=OuterRef("topic"), user=purge.by_id)
    seen = rows.filter(Q(topic__private=False) | Exists(inside))
    return seen.filter(deleted_at=None, created_at__gt=purge.since, created_at__lte=purge.until)


def _purge_topic(purge: Purge) -> int:
    """Change up to a piece of messages of one topic, in number order; 0 when there are no more."""
    assert purge.topic_id is not None  # noqa: S101 - the caller has seen to it
    topic = lock_topics([purge.topic_id]).get(purge.topic_id)
    messages = _next_messages(purge, topic) if topic else []
    if topic is None or not messages:
        return 0
    purge.n = messages[-1].n
    if purge.restorer_id:
        what, changed = "restored", removals.restore(messages)
    else:
        removals.remove(messages, purge.by_id, purge.until)
        what, changed = "deleted", messages
    if changed:
        MessagesChange(topic).save(changed, what, purge.restorer_id or purge.by_id, *removals.FIELDS)
    return len(messages)


def _next_messages(purge: Purge, topic: Topic) -> list[Message]:
    rows = _messages(purge).filter(topic=topic, n__gt=purge.n).select_related(*shapes.MESSAGE_NEEDS)
    return list(rows.order_by("n")[: pieces.PIECE])
