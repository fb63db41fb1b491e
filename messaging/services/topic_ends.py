"""Deleting a topic: at once nobody sees it any more. Its messages go bit by bit, by a job."""

import uuid
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from events import txn
from events.catalogue import TopicDeleted
from events.errors import Conflict, Invalid, NotFound
from events.ids import parse_id
from messaging import permissions, realtime
from messaging.models import Action, Message, ReadMarker, Topic, TopicMember, User
from messaging.services import pieces
from messaging.services.changes import PartyChange, changing_topic
from messaging.services.moderation import insist_not_too_fast
from messaging.services.pieces import delete_some


def delete_topic(person: User, *, topic_id: uuid.UUID | str, confirm: object) -> None:
    """End a topic for everybody; `confirm` is its name. One that the person saw deleted stays so.

    Raises NotFound, Forbidden, Invalid, Conflict for the last public topic, RateLimited.
    """
    insist_not_too_fast(person)
    if _was_deleted(person, topic_id):
        return
    with changing_topic(person, topic_id) as (change, topic):
        permissions.insist(change.me, "delete_topic")
        if confirm != topic.name:
            raise Invalid.field("confirm", _("Type the name of the topic as it is, to say that you mean it."))
        if change.party.system_topic_id == topic.id:
            _pass_on(change, topic)
        _end(change, topic)


def _was_deleted(person: User, topic_id: uuid.UUID | str) -> bool:
    key = parse_id(topic_id)
    if key is None:
        raise NotFound
    inside = TopicMember.objects.filter(topic=OuterRef("id"), user=person)
    rows = Topic.objects.using(settings.MESSAGING_DB).filter(id=key, party__memberships__user=person)
    return rows.filter(Q(private=False) | Exists(inside), deleted_at__isnull=False).exists()


def _pass_on(change: PartyChange, topic: Topic) -> None:
    """Another topic gets the party's notes from now on: the first that is not archived, if there is one."""
    rows = Topic.objects.using(settings.MESSAGING_DB).filter(party=change.party, private=False, deleted_at=None)
    others = sorted(rows.exclude(id=topic.id), key=lambda one: (one.archived_at is not None, one.position))
    if not others:
        raise Conflict(_("This is the only topic that all members see. Open another one first."))
    change.party.system_topic = others[0]


def _end(change: PartyChange, topic: Topic) -> None:
    before: dict[str, Any] = {} if topic.private else {"name": topic.name}
    topic.deleted_at, topic.name, topic.description = change.now, "", ""
    topic.save(using=settings.MESSAGING_DB, update_fields=["deleted_at", "name", "description"])
    change.lock_access()
    change.note(Action.TOPIC_DELETED, topic=topic, before=before)
    change.record(TopicDeleted(version=change.next_version(), party_id=str(change.party.id), topic_id=str(topic.id)))
    if topic.private:
        heads = change.move_my_revs(change.insiders(topic))
        change.afterwards(lambda: realtime.announce_topic_removed(topic, heads))
    else:
        change.show_topic(topic, "topic_deleted")


def deleted_topics() -> list[uuid.UUID]:
    """Deleted topics that are not erased yet, the longest deleted first. A party's own end takes its topics along."""
    rows = Topic.objects.using(settings.MESSAGING_DB).filter(deleted_at__isnull=False, last_n__gt=0)
    living = rows.filter(party__deleted_at=None).order_by("deleted_at")
    return list(living.values_list("id", flat=True)[: pieces.PIECE])


def erase_topic_some(topic_id: uuid.UUID) -> int:
    """Erase some of what a deleted topic had; the number of rows, 0 when it is over.

    The row stays without a word, so that its client_id stays taken. Whoever else is at the same one waits for the row.
    """
    db = settings.MESSAGING_DB
    with txn.atomic(db):
        rows = Topic.objects.using(db).select_for_update(of=("self",), no_key=True)
        topic = rows.filter(id=topic_id, deleted_at__isnull=False, last_n__gt=0).first()
        if topic is None:
            return 0
        return (
            delete_some(Message.objects.using(db).filter(topic=topic).order_by("n"))
            or delete_some(ReadMarker.objects.using(db).filter(topic=topic))
            or Topic.objects.using(db).filter(id=topic.id).update(last_n=0)
        )
