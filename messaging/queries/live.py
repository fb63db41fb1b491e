"""What the hub, the roll and the socket ask: heads, what was missed, and who may see it."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import (
    Exists,
    OuterRef,
    Q,
    QuerySet,
)

from events import failpoints
from messaging import shapes
from messaging.models import (
    Membership,
    Message,
    Party,
    RevokedSession,
    Topic,
    TopicMember,
    User,
)
from messaging.queries.parties import MOST_PARTIES
from messaging.queries.topics import open_topics, visible_ids


class Head(NamedTuple):
    """Where a topic is: its rev, the number of its newest message, and the acl of its party."""

    rev: int
    n: int
    acl: int


class Seat(NamedTuple):
    """A topic that somebody may see, with its party as it was read before, and they as a member of that."""

    topic: Topic
    membership: Membership


class Missed(NamedTuple):
    """Where a topic is, the messages that changed after the rev `since`, by rev; the acl of its party, and who of those
    that were asked about may see it, read after them.
    """

    head: int
    since: int
    rows: list[Message]
    acl: int
    people: set[uuid.UUID]


class Access(NamedTuple):
    """Who of those that were asked about may see a topic, and the acl of its party, read before."""

    acl: int
    people: set[uuid.UUID]


def rows_after(topic_id: uuid.UUID, rev: int, limit: int) -> tuple[int, list[Message]]:
    """For the hub: the head's rev, read first, then the messages that changed after `rev`, by rev."""
    head, rows = _after(topic_id, rev)
    return head, list(rows[:limit])


def _after(topic_id: uuid.UUID, rev: int) -> tuple[int, QuerySet[Message]]:
    """The head's rev, and the messages that changed after `rev`, by rev, which are still to be read."""
    head = Topic.objects.using(settings.MESSAGING_DB).filter(id=topic_id).values_list("last_rev", flat=True).first()
    failpoints.hit("after_head")
    rows = Message.objects.using(settings.MESSAGING_DB).filter(topic=topic_id, rev__gt=rev)
    return head or 0, rows.select_related(*shapes.MESSAGE_NEEDS).order_by("rev")


def missed(topic_id: uuid.UUID, user_ids: Collection[uuid.UUID], revs: Collection[int], most: int) -> Missed:
    """For the hub: what somebody lacks who has the topic up to one of these revs, `most` messages at most.

    Access is asked last: who lost it before the newest of the rows was posted does not get them.
    """
    head, since, rows = _few_rows_after(topic_id, revs, most)
    acl, people = may_see_topic(topic_id, user_ids)
    return Missed(head, since, rows, acl or 0, people)


def _few_rows_after(topic_id: uuid.UUID, revs: Collection[int], most: int) -> tuple[int, int, list[Message]]:
    """The head's rev; the lowest of these revs after which at most `most` messages changed, or one above it; those."""
    head, rows = _after(topic_id, 0)
    lacking = [rev for rev in revs if rev < head]
    floor = 0
    # Of so few revs there are no more rows. Of more there may still be few, when the same ones have changed again.
    if lacking and head - min(lacking) > most:
        floor = rows.order_by("-rev").values_list("rev", flat=True)[most : most + 1].first() or 0
    since = min((rev for rev in lacking if rev >= floor), default=head)
    if since == head:  # nobody lacks anything that can be read; what comes now is heard of
        return head, head, []
    few = list(rows.filter(rev__gt=since).order_by("-rev")[: most + 1])[::-1]
    return (head, few[0].rev, few[1:]) if len(few) > most else (head, since, few)  # more have come meanwhile


def rows_after_many(haves: Mapping[uuid.UUID, int], most: int) -> dict[uuid.UUID, tuple[int, list[Message] | None]]:
    """For the hub: `rows_after` of many topics in two queries; rows are None where they may be more than `most`."""
    heads = heads_of_topics(haves)
    failpoints.hit("after_head")
    found: dict[uuid.UUID, tuple[int, list[Message] | None]] = {
        key: (head.rev, [] if head.rev - haves[key] <= most else None) for key, head in heads.items()
    }
    within = Q()
    for key, (rev, rows) in found.items():
        if rows is not None and rev > haves[key]:
            within |= Q(topic=key, rev__gt=haves[key])
    if within:
        messages = Message.objects.using(settings.MESSAGING_DB).filter(within).select_related(*shapes.MESSAGE_NEEDS)
        for message in messages.order_by("topic_id", "rev"):
            rows = found[message.topic_id][1]
            if rows is not None:
                rows.append(message)
    return found


def missed_many(
    person: User, haves: Mapping[uuid.UUID, int], most: int
) -> dict[uuid.UUID, tuple[int, list[Message] | None, int]]:
    """For the hub: the head, the rows after what one person has, and the acl, of many topics in three queries; rows are
    None where they may be more than `most`, and topics left out that the person may not see.

    Access is asked last here too.
    """
    found = rows_after_many(haves, most)
    seen = open_topics(person, list(found))
    return {key: (*found[key], acl) for key, (_party_id, acl) in seen.items()}


def heads_of_topics(topic_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Head]:
    """For the hub: the heads of topics, in one query."""
    rows = Topic.objects.using(settings.MESSAGING_DB).filter(id__in=topic_ids, deleted_at=None)
    return {key: Head(*head) for key, *head in rows.values_list("id", "last_rev", "last_n", "party__acl")}


def open_heads(person: User, topic_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Head]:
    """For the hub: the heads of those topics that the person may see, in one query."""
    rows = visible_ids(person).filter(id__in=topic_ids)
    return {key: Head(*head) for key, *head in rows.values_list("id", "last_rev", "last_n", "party__acl")}


def heads_of_parties(person: User, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """id -> (rev, my_rev) of those parties that the person is in, in one query."""
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(user=person, party__in=party_ids)
    return {key: (rev, my_rev) for key, rev, my_rev in rows.values_list("party_id", "party__rev", "rev")}


def open_parties(person: User, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """For the roll: id -> (rev, acl) of those parties that the person is in, in one query."""
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(user=person, party__in=party_ids)
    return {key: (rev, acl) for key, rev, acl in rows.values_list("party_id", "party__rev", "party__acl")}


def acls_of_parties(party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """For the roll: id -> acl of parties, in one query."""
    return dict(Party.objects.using(settings.MESSAGING_DB).filter(id__in=party_ids).values_list("id", "acl"))


def members_among(party_id: uuid.UUID, user_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """For the roll: which of these people are members."""
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=party_id, user__in=user_ids)
    return set(rows.values_list("user_id", flat=True))


def may_see_topic(topic_id: uuid.UUID, user_ids: Collection[uuid.UUID]) -> tuple[int | None, set[uuid.UUID]]:
    """For the hub: the party's acl, None for a topic that is gone; and which of these people may see it."""
    rows = Topic.objects.using(settings.MESSAGING_DB).filter(id=topic_id, deleted_at=None)
    acl = rows.values_list("party__acl", flat=True).first()
    if acl is None:
        return None, set()
    inside = TopicMember.objects.filter(topic=topic_id, user=OuterRef("user"))
    allowed = Membership.objects.using(settings.MESSAGING_DB).filter(
        Q(party__topics__private=False) | Exists(inside), party__topics=topic_id, user__in=user_ids
    )
    return acl, set(allowed.values_list("user_id", flat=True))


def who_may_see(topic_ids: Collection[uuid.UUID], user_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Access]:
    """For the hub: `may_see_topic` of many topics and people, in three queries; topics that are gone are left out."""
    topics = Topic.objects.using(settings.MESSAGING_DB).filter(id__in=topic_ids, deleted_at=None)
    found = list(topics.values_list("id", "party_id", "private", "party__acl"))
    members = defaultdict(set)
    memberships = Membership.objects.using(settings.MESSAGING_DB).filter(user__in=user_ids)
    for party_id, user_id in memberships.filter(party__in={row[1] for row in found}).values_list("party_id", "user_id"):
        members[party_id].add(user_id)
    inside = _insiders({key for key, _party_id, is_private, _acl in found if is_private}, user_ids)
    return {
        key: Access(acl, {user for user in members[party_id] if not is_private or (key, user) in inside})
        for key, party_id, is_private, acl in found
    }


def seats(topic_ids: Collection[uuid.UUID], user_ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], Seat]:
    """Which of these people may see which of these topics, by both, in three queries at most."""
    db = settings.MESSAGING_DB
    topics = list(Topic.objects.using(db).select_related("party").filter(id__in=topic_ids, deleted_at=None))
    memberships = Membership.objects.using(db).filter(user__in=user_ids, party__in={one.party_id for one in topics})
    members = defaultdict(list)
    for membership in memberships:
        members[membership.party_id].append(membership)
    inside = _insiders({topic.id for topic in topics if topic.private}, user_ids)
    return {
        (topic.id, member.user_id): Seat(topic, member)
        for topic in topics
        for member in members[topic.party_id]
        if not topic.private or (topic.id, member.user_id) in inside
    }


def _insiders(private: set[uuid.UUID], user_ids: Collection[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Topic and user, of those of these people who are in private topics; no query when there are none."""
    if not private:
        return set()
    rows = TopicMember.objects.using(settings.MESSAGING_DB).filter(topic__in=private, user__in=user_ids)
    return set(rows.values_list("topic_id", "user_id"))


def party_ids_of(user_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """user id -> the parties that each is in, MOST_PARTIES at most; who is in none is left out."""
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(user__in=set(user_ids))
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    for user_id, party_id in rows.order_by("joined_at").values_list("user_id", "party_id"):
        mine = found.setdefault(user_id, [])
        if len(mine) < MOST_PARTIES:
            mine.append(party_id)
    return found


def revoked_since(moment: datetime) -> dict[str, uuid.UUID]:
    """For the hub: sign-ins that have ended since then, with whose they were."""
    rows = RevokedSession.objects.using(settings.MESSAGING_DB).filter(until__gte=moment + RevokedSession.KEPT)
    return dict(rows.values_list("ses", "user_id"))
