"""Writing how far people have read."""

import uuid

import msgspec
from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from events import txn
from events.errors import Invalid
from messaging import queries, realtime
from messaging.models import Membership, ReadMarker, User


class ReadShape(msgspec.Struct, frozen=True):
    read_n: int
    unread: int
    mentions: int


def mark_read(person: User, *, topic_id: uuid.UUID | str, n: object, force: bool = False) -> ReadShape:
    """Move somebody's read marker to message `n`: forward only, unless forced; at most to the head.

    Raises NotFound, Invalid.
    """
    if not isinstance(n, int) or isinstance(n, bool) or not 0 <= n < 2**53:
        raise Invalid.field("n", _("The number of a message is wanted."))
    opened = queries.topic_for(person, topic_id)
    with txn.atomic(settings.MESSAGING_DB):
        read_n = _move(opened, person, min(n, opened.topic.last_n), force)
    unread, mentions = queries.unread_of(person, opened.topic.id, read_n)
    return ReadShape(read_n, unread, mentions)


def _move(opened: queries.OpenTopic, person: User, n: int, force: bool) -> int:
    db = settings.MESSAGING_DB
    marker, created = (
        ReadMarker.objects.using(db)
        .select_for_update()
        .get_or_create(topic=opened.topic, user=person, defaults={"read_n": n})
    )
    if not created and (n == marker.read_n or (n < marker.read_n and not force)):
        return marker.read_n
    if not created:
        ReadMarker.objects.using(db).filter(id=marker.id).update(read_n=n)
    Membership.objects.using(db).filter(id=opened.membership.id).update(rev=F("rev") + 1)
    rev = Membership.objects.using(db).values_list("rev", flat=True).get(id=opened.membership.id)
    txn.on_commit(db, lambda: realtime.announce_read(person, opened.topic, n, rev))
    return n
