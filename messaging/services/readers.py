"""Writing how far people have read, and what they want to hear of."""

import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from events import txn
from events.errors import Invalid, NotFound
from messaging import queries, realtime
from messaging.models import Level, Membership, ReadMarker, Topic, User


class ReadShape(msgspec.Struct, frozen=True):
    read_n: int
    unread: int
    mentions: int


class ReadTopic(ReadShape, frozen=True):
    topic_id: str


def mark_read(person: User, *, topic_id: uuid.UUID | str, n: object, force: bool = False) -> ReadShape:
    """Move somebody's read marker to message `n`: forward only, unless forced; at most to the head.

    Raises NotFound, Invalid.
    """
    if not isinstance(n, int) or isinstance(n, bool) or not 0 <= n < 2**53:
        raise Invalid.field("n", _("The number of a message is wanted."))
    opened = queries.topic_for(person, topic_id)
    with txn.atomic(settings.MESSAGING_DB):
        read_n = _move(opened, person, min(n, opened.topic.last_n), force)
    return _shape(person, opened.topic, read_n)


def _shape(person: User, topic: Topic, read_n: int) -> ReadShape:
    unread, mentions = queries.unread_of(person, topic.id, read_n)
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
    rev = _next_rev(opened.membership.id)
    txn.on_commit(db, lambda: realtime.announce_read(person, opened.topic, n, rev))
    return n


def _next_rev(membership_id: uuid.UUID, count: int = 1) -> int:
    """The last of the membership's next `count` revs. Raises NotFound when it has ended by now."""
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(id=membership_id)
    if not rows.update(rev=F("rev") + count):
        raise NotFound
    rev: int = rows.values_list("rev", flat=True).get()
    return rev


def set_level(person: User, *, topic_id: uuid.UUID | str, level: object) -> ReadShape:
    """What somebody wants to hear of a topic: `all`, `mentions` or `none`. Raises NotFound, Invalid."""
    if not isinstance(level, str) or level not in Level.values:
        raise Invalid.field("level", _("One of these is wanted: %(levels)s.") % {"levels": ", ".join(Level.values)})
    opened, db = queries.topic_for(person, topic_id), settings.MESSAGING_DB
    with txn.atomic(db):
        rows = ReadMarker.objects.using(db).select_for_update()
        marker, _created = rows.get_or_create(topic=opened.topic, user=person)
        if marker.level != level:
            ReadMarker.objects.using(db).filter(id=marker.id).update(level=level)
            rev = _next_rev(opened.membership.id)
            txn.on_commit(db, lambda: realtime.announce_level(person, opened.topic, level, rev))
    return _shape(person, opened.topic, marker.read_n)


def read_all(person: User, *, party_id: uuid.UUID | str | None = None) -> list[ReadTopic]:
    """Move all of somebody's read markers to the heads, in one party or in all; those that moved, by topic.

    Raises NotFound.
    """
    if party_id is not None:
        memberships = [queries.party_for(person, party_id)]
    else:
        memberships = queries.memberships_of(person)
    behind = {topic.party_id for topic in queries.topics_behind(person, [one.party_id for one in memberships])}
    found: list[ReadTopic] = []
    for membership in memberships:
        try:
            found += _read_party(person, membership) if membership.party_id in behind else []
        except NotFound:
            if party_id is not None:
                raise  # of all parties, one that they are out of by now is none of them
    return found


def _read_party(person: User, membership: Membership) -> list[ReadTopic]:
    db = settings.MESSAGING_DB
    with txn.atomic(db):
        # Locked before the heads are read: a marker that another device moves meanwhile is not moved back, also where
        # there was none.
        locked = _lock_markers(person, membership.party_id)
        behind = [one for one in queries.topics_behind(person, [membership.party_id]) if one.id in locked]
        markers = [ReadMarker(topic=topic, user=person, read_n=topic.last_n) for topic in behind]
        ReadMarker.objects.using(db).bulk_create(
            markers, update_conflicts=True, unique_fields=["topic", "user"], update_fields=["read_n"]
        )
        last = _next_rev(membership.id, len(behind))
        txn.on_commit(db, lambda: _tell_read(person, behind, last))
    return [ReadTopic(topic.last_n, 0, 0, str(topic.id)) for topic in behind]


def _lock_markers(person: User, party_id: uuid.UUID) -> set[uuid.UUID]:
    """Somebody's markers in a party, with one in every topic in which they are behind; the topics' ids."""
    rows = ReadMarker.objects.using(settings.MESSAGING_DB)
    behind: Any = queries.topics_behind(person, [party_id])
    fresh = [ReadMarker(topic=topic, user=person) for topic in behind if topic.my_level is None]
    rows.bulk_create(fresh, ignore_conflicts=True)
    mine = rows.filter(user=person, topic__party=party_id)
    return {key for _, key in mine.select_for_update(of=("self",)).order_by("id").values_list("id", "topic_id")}


def _tell_read(person: User, topics: Sequence[Topic], last: int) -> None:
    """Each with a rev of its own, up to `last`."""
    for rev, topic in enumerate(topics, last - len(topics) + 1):
        realtime.announce_read(person, topic, topic.last_n, rev)
