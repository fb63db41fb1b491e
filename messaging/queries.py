"""Reads, and the one door to each object: a person gets what they may see, and everything else is not found."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from django.conf import settings
from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import BadCursor, ChatterboxError, Invalid, NotFound
from events.ids import parse_id
from events.times import iso, now
from messaging import invites, presence, shapes
from messaging.epoch import epoch
from messaging.models import (
    Export,
    ExportPiece,
    Invite,
    Kind,
    Membership,
    Mention,
    Message,
    Party,
    ReadMarker,
    RevokedSession,
    Topic,
    TopicMember,
    User,
)
from messaging.permissions import RANK

#: Where counts of unread messages stop.
CAP: Final = 100
PAGE: Final = 50
MOST: Final = 100
#: A person may be in so many parties, and a party have so many topics, for one answer to hold them.
MOST_PARTIES: Final = 200
MOST_TOPICS: Final = 500
MOST_CHANGES: Final = 500
#: Seconds after which it is worth asking again for an export that is being made.
RETRY_EXPORT: Final = 5


class CursorExpired(ChatterboxError):
    """Other epoch, or beyond the head: the client's numbers mean nothing here any more."""

    code = "cursor_expired"
    status = 410
    sentence = "Drop your numbers and load the page again."


class NotReady(ChatterboxError):
    """What was asked for is being made."""

    code = "conflict"
    status = 409
    sentence = gettext_lazy("This file is still being made. Come back in a moment.")


class OpenTopic(NamedTuple):
    """A topic that the person may see, and they as a member of its party."""

    topic: Topic
    membership: Membership
    marker: ReadMarker | None

    @property
    def party(self) -> Party:
        return self.membership.party


class MessagePage(msgspec.Struct, frozen=True):
    items: list[shapes.MessageShape]  # ascending by n
    mine: dict[str, list[str]]  # message id -> emoji that the asker reacted with
    has_before: bool
    has_after: bool
    last_n: int
    last_rev: int
    read_n: int
    epoch: str


class Changes(msgspec.Struct, frozen=True):
    items: list[shapes.MessageShape]  # ascending by rev
    mine: dict[str, list[str]]
    has_more: bool
    last_rev: int
    last_n: int
    epoch: str


class InvitePreview(msgspec.Struct, frozen=True):
    party_id: str
    name: str
    icon_url: str | None
    description: str
    member_count: int
    online_count: int | None
    maker: shapes.UserShape
    expires_at: str | None


class _Count(Subquery):
    """How many rows a sliced subquery has."""

    template = "(SELECT count(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()


# Parties


def party_for(person: User, party_id: uuid.UUID | str) -> Membership:
    """The person's membership of a party, with the party. Raises NotFound when there is none."""
    key = party_id if isinstance(party_id, uuid.UUID) else parse_id(party_id)
    rows = Membership.objects.using(settings.MESSAGING_DB).select_related("party")
    membership = rows.filter(party=key, user=person).first() if key else None
    if membership is None:
        raise NotFound
    return membership


def memberships_of(person: User) -> list[Membership]:
    """All memberships of a person with their parties, in joining order."""
    rows = Membership.objects.using(settings.MESSAGING_DB).select_related("party").filter(user=person)
    return list(rows.order_by("joined_at", "id")[:MOST_PARTIES])


def parties_of(person: User) -> list[shapes.PartyShape]:
    """The person's parties, in joining order."""
    memberships = memberships_of(person)
    counts = presence.store().counts([membership.party_id for membership in memberships])
    return [shapes.party_shape(row, counts.get(row.party_id)) for row in memberships]


def party_shape_for(person: User, party_id: uuid.UUID | str) -> shapes.PartyShape:
    membership = party_for(person, party_id)
    return shapes.party_shape(membership, presence.store().count(membership.party_id))


def sync(person: User) -> list[shapes.PartyWithTopics]:
    """All parties of a person with their topics: what a client starts from. Archived topics are left out."""
    memberships = memberships_of(person)
    counts = presence.store().counts([membership.party_id for membership in memberships])
    topics = _with_place(person, _visible(person, [row.party_id for row in memberships]).filter(archived_at=None))
    by_party: dict[uuid.UUID, list[shapes.TopicShape]] = {}
    for topic in topics:
        by_party.setdefault(topic.party_id, []).append(_topic_with_place(topic))
    return [
        shapes.party_with_topics(row, counts.get(row.party_id), by_party.get(row.party_id, [])) for row in memberships
    ]


# Members


def members_of(
    membership: Membership, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[list[shapes.MemberShape], str | None]:
    """A page of a party's members, by role then name, and the cursor of the next. Raises BadCursor."""
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id).select_related("user")
    rank = Case(*(When(role=role, then=Value(-rank)) for role, rank in RANK.items()), output_field=IntegerField())
    start = _offset(cursor)
    page = list(rows.order_by(rank, Lower("user__display_name"), "user_id")[start : start + limit + 1])
    states = presence.store().states(membership.party_id, [row.user_id for row in page[:limit]])
    items = [shapes.member_shape(row, states[row.user_id]) for row in page[:limit]]
    return items, str(start + limit) if len(page) > limit else None


def _offset(cursor: str | None) -> int:
    if not cursor:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 6:
        raise BadCursor
    return int(cursor)


def member_for(membership: Membership, user_id: uuid.UUID | str) -> shapes.MemberShape:
    """Another member of the same party. Raises NotFound."""
    key = user_id if isinstance(user_id, uuid.UUID) else parse_id(user_id)
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id).select_related("user")
    row = rows.filter(user=key).first() if key else None
    if row is None:
        raise NotFound
    return shapes.member_shape(row, presence.store().states(row.party_id, [row.user_id])[row.user_id])


# Invites


def invite_preview(code: str) -> InvitePreview:
    """What an invite says to somebody who need not be signed in. Raises NotFound, InviteExpired and its siblings."""
    rows = Invite.objects.using(settings.MESSAGING_DB).select_related("party", "maker")
    invite = rows.filter(code=code).first() if invites.is_code(code) else None
    if invite is None:
        raise NotFound(_("There is no such invite."))
    invites.insist_open(invite)
    party = invite.party
    return InvitePreview(
        party_id=str(party.id),
        name=party.name,
        icon_url=party.icon_url or None,
        description=party.description,
        member_count=party.member_count,
        online_count=presence.store().count(party.id),
        maker=shapes.user_shape(invite.maker),
        expires_at=iso(invite.expires_at),
    )


def party_by_invite(person: User, code: str) -> uuid.UUID | None:
    """The party that an invite belongs to, if the person is in it already, whatever became of the invite."""
    if not invites.is_code(code):
        return None
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(user=person, party__invites__code=code)
    return rows.values_list("party_id", flat=True).first()


def invites_of(
    membership: Membership, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[list[shapes.InviteShape], str | None]:
    """A page of a party's invites, newest first, and the cursor of the next. Raises BadCursor."""
    rows = Invite.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id).select_related("maker")
    start = _offset(cursor)
    page = list(rows.order_by("-created_at", "-id")[start : start + limit + 1])
    items = [shapes.invite_shape(invite, invites.url_of(invite)) for invite in page[:limit]]
    return items, str(start + limit) if len(page) > limit else None


# Topics


def topic_for(person: User, topic_id: uuid.UUID | str) -> OpenTopic:
    """A topic, if the person may see it, in one query. Raises NotFound."""
    key = topic_id if isinstance(topic_id, uuid.UUID) else parse_id(topic_id)
    me = FilteredRelation("party__memberships", condition=Q(party__memberships__user=person))
    topics = (
        _visible(person)
        .select_related("party")
        .annotate(
            me=me,
            my_id=F("me__id"),
            my_role=F("me__role"),
            my_rev=F("me__rev"),
            my_timeout=F("me__timeout_until"),
            my_joining=F("me__joined_at"),
        )
    )
    topic = topics.filter(id=key).first() if key else None
    if topic is None:
        raise NotFound
    membership = Membership(
        id=topic.my_id,
        party=topic.party,
        user=person,
        role=topic.my_role,
        rev=topic.my_rev,
        timeout_until=topic.my_timeout,
        joined_at=topic.my_joining,
    )
    marker = ReadMarker(topic=topic, user=person, read_n=topic.my_read_n, level=topic.my_level or "all")
    return OpenTopic(topic, membership, marker)


def open_topics(person: User, topic_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[uuid.UUID, int]]:
    """For the hub: of the topics asked for, those that the person may see: id -> (party id, its acl), in one query."""
    rows = _visible_ids(person).filter(id__in=topic_ids).values_list("id", "party_id", "party__acl")
    return {key: (party_id, acl) for key, party_id, acl in rows}


class TopicNames(NamedTuple):
    """What a topic and its party are called."""

    party: str
    topic: str


def names_of_topics(person: User, topic_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, TopicNames]:
    """The names of those topics that the person may see."""
    rows = _visible_ids(person).filter(id__in=list(topic_ids)).values_list("id", "party__name", "name")
    return {key: TopicNames(party, topic) for key, party, topic in rows}


def topics_of(person: User, membership: Membership, *, archived: bool = False) -> list[shapes.TopicShape]:
    """The party's topics that the person may see, by position, with what they have not read."""
    topics = _visible(person, [membership.party_id]).filter(archived_at__isnull=not archived)
    return [_topic_with_place(topic) for topic in _with_place(person, topics)]


def topic_shape_for(person: User, topic_id: uuid.UUID | str) -> shapes.TopicShape:
    opened = topic_for(person, topic_id)
    read_n = opened.marker.read_n if opened.marker else 0
    unread, mentions = unread_of(person, opened.topic.id, read_n)
    return shapes.topic_shape(opened.topic, opened.marker, unread=unread, mentions=mentions)


def _visible_ids(person: User) -> QuerySet[Topic]:
    """Topics of the person's parties: the public ones, and the private ones that they are in."""
    inside = TopicMember.objects.filter(topic=OuterRef("id"), user=person)
    topics = Topic.objects.using(settings.MESSAGING_DB).filter(party__memberships__user=person)
    return topics.filter(Q(private=False) | Exists(inside))


def _visible(person: User, party_ids: Sequence[uuid.UUID] | None = None) -> Any:
    mine = ReadMarker.objects.filter(topic=OuterRef("id"), user=person)
    topics: Any = _visible_ids(person)
    if party_ids is not None:
        topics = topics.filter(party__in=party_ids)
    return topics.annotate(
        my_read_n=Coalesce(Subquery(mine.values("read_n")), Value(0)), my_level=Subquery(mine.values("level"))
    )


def _with_place(person: User, topics: Any) -> Any:
    unread = _unread(person).filter(topic=OuterRef("id"), n__gt=OuterRef("my_read_n"))
    mentions = _mentions(person).filter(topic=OuterRef("id"), n__gt=OuterRef("my_read_n"))
    counted = topics.annotate(my_unread=_Count(unread[:CAP]), my_mentions=_Count(mentions[:CAP]))
    return counted.order_by("position", "id")[:MOST_TOPICS]


def _topic_with_place(topic: Any) -> shapes.TopicShape:
    marker = ReadMarker(topic=topic, read_n=topic.my_read_n, level=topic.my_level or "all")
    return shapes.topic_shape(topic, marker, unread=topic.my_unread, mentions=topic.my_mentions)


def _unread(person: User) -> Any:
    rows = Message.objects.filter(kind=Kind.TEXT, deleted_at=None).exclude(author=person)
    return rows.order_by("n").values("id")


def _mentions(person: User) -> Any:
    rows = Mention.objects.filter(Q(user=person) | Q(user=None)).exclude(author=person)
    return rows.order_by("n").values("message").distinct()


def unread_of(person: User, topic_id: uuid.UUID, read_n: int) -> tuple[int, int]:
    """Unread messages and mentions of a person in one topic behind `read_n`, each up to CAP."""
    db = settings.MESSAGING_DB
    unread = _unread(person).using(db).filter(topic=topic_id, n__gt=read_n)[:CAP].count()
    mentions = _mentions(person).using(db).filter(topic=topic_id, n__gt=read_n)[:CAP].count()
    return unread, mentions


# Messages


def message_page(
    opened: OpenTopic,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = PAGE,
) -> MessagePage:
    """A page of a topic by number: before and after are exclusive, around has half on each side; else the newest.

    The head was read with the topic, before the rows. Raises Invalid for two keys at once.
    """
    if sum(key is not None for key in (before, after, around)) > 1:
        raise Invalid(_("Ask for a page by one of before, after and around."))
    if around is not None:
        rows = _around(opened.topic, around, limit)
    elif after is not None:
        rows = list(_messages(opened.topic).filter(n__gt=after).order_by("n")[:limit])
    else:
        newest = _messages(opened.topic)
        rows = list((newest.filter(n__lt=before) if before is not None else newest).order_by("-n")[:limit])[::-1]
    first = rows[0].n if rows else (before or (after or 0) + 1)
    last = rows[-1].n if rows else (before or 1) - 1 if after is None else after
    return MessagePage(
        items=[shapes.message_shape(row) for row in rows],
        mine={},
        has_before=first > 1 and opened.topic.last_n > 0,
        has_after=last < opened.topic.last_n,
        last_n=opened.topic.last_n,
        last_rev=opened.topic.last_rev,
        read_n=opened.marker.read_n if opened.marker else 0,
        epoch=epoch(),
    )


def _messages(topic: Topic) -> QuerySet[Message]:
    rows = Message.objects.using(settings.MESSAGING_DB).filter(topic=topic)
    return rows.select_related("author", "reply_to__author")


def _around(topic: Topic, n: int, limit: int) -> list[Message]:
    half = limit // 2
    until = list(_messages(topic).filter(n__lte=n).order_by("-n")[: half + 1])[::-1]
    return until + list(_messages(topic).filter(n__gt=n).order_by("n")[: limit - len(until)])


def changes(opened: OpenTopic, *, after: int, client_epoch: str | None = None, limit: int = MOST_CHANGES) -> Changes:
    """Every message that changed after `rev` `after`, as it is now. The head was read before the rows.

    Raises CursorExpired for another epoch, or an `after` beyond the head.
    """
    current = epoch()
    if (client_epoch is not None and client_epoch != current) or after > opened.topic.last_rev:
        raise CursorExpired
    rows = list(_messages(opened.topic).filter(rev__gt=after).order_by("rev")[: limit + 1])
    return Changes(
        items=[shapes.message_shape(row) for row in rows[:limit]],
        mine={},
        has_more=len(rows) > limit,
        last_rev=opened.topic.last_rev,
        last_n=opened.topic.last_n,
        epoch=current,
    )


def permalink(person: User, message_id: uuid.UUID | str) -> tuple[uuid.UUID, uuid.UUID, int]:
    """Party, topic and number of a message that the person may see. Raises NotFound."""
    key = message_id if isinstance(message_id, uuid.UUID) else parse_id(message_id)
    rows = Message.objects.using(settings.MESSAGING_DB).filter(topic__in=_visible_ids(person))
    found = rows.filter(id=key).values_list("topic__party_id", "topic_id", "n").first() if key else None
    if found is None:
        raise NotFound
    return found


def rows_after(topic_id: uuid.UUID, rev: int, limit: int) -> tuple[int, list[Message]]:
    """For the hub: the head's rev, read first, then the messages that changed after `rev`, by rev."""
    head = Topic.objects.using(settings.MESSAGING_DB).filter(id=topic_id).values_list("last_rev", flat=True).first()
    rows = Message.objects.using(settings.MESSAGING_DB).filter(topic=topic_id, rev__gt=rev)
    return head or 0, list(rows.select_related("author", "reply_to__author").order_by("rev")[:limit])


def missed(person: User, topic_id: uuid.UUID, rev: int, limit: int) -> tuple[int, list[Message], int | None]:
    """For the hub: `rows_after`, and the acl of the party; None when the person may not see the topic.

    Access is asked last: who lost it before the newest of the rows was posted does not get them.
    """
    head, rows = rows_after(topic_id, rev, limit)
    found = open_topics(person, [topic_id])
    return head, rows, found[topic_id][1] if topic_id in found else None


def heads_of_topics(topic_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """For the hub: id -> (last_rev, acl of the party) of topics, in one query."""
    rows = Topic.objects.using(settings.MESSAGING_DB).filter(id__in=topic_ids)
    return {key: (rev, acl) for key, rev, acl in rows.values_list("id", "last_rev", "party__acl")}


def heads_of_parties(person: User, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """id -> (rev, my_rev) of those parties that the person is in, in one query."""
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(user=person, party__in=party_ids)
    return {key: (rev, my_rev) for key, rev, my_rev in rows.values_list("party_id", "party__rev", "rev")}


def may_see_topic(topic_id: uuid.UUID, user_ids: Sequence[uuid.UUID]) -> tuple[int | None, set[uuid.UUID]]:
    """For the hub: the party's acl, None for a topic that is gone; and which of these people may see it."""
    acl = Topic.objects.using(settings.MESSAGING_DB).filter(id=topic_id).values_list("party__acl", flat=True).first()
    inside = TopicMember.objects.filter(topic=topic_id, user=OuterRef("user"))
    allowed = Membership.objects.using(settings.MESSAGING_DB).filter(
        Q(party__topics__private=False) | Exists(inside), party__topics=topic_id, user__in=user_ids
    )
    return acl, set(allowed.values_list("user_id", flat=True))


def party_ids_of(user_id: uuid.UUID) -> list[uuid.UUID]:
    """The parties that somebody is in."""
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(user=user_id)
    return list(rows.order_by("joined_at").values_list("party_id", flat=True)[:MOST_PARTIES])


def revoked_among(sessions: Sequence[str]) -> set[str]:
    """Which of these sign-ins have ended."""
    rows = RevokedSession.objects.using(settings.MESSAGING_DB).filter(ses__in=sessions)
    return set(rows.values_list("ses", flat=True))


# Exports


def export_of(person: User) -> Export | None:
    """The person's export, being made or ready, until it expires."""
    return Export.objects.using(settings.MESSAGING_DB).filter(user=person, expires_at__gt=now()).first()


def export_for(person: User, export_id: str) -> Export:
    """The same by its link. Raises NotFound for whoever it is not of, and NotReady."""
    export = export_of(person)
    if export is None or export.id != parse_id(export_id):
        raise NotFound(_("There is no such export, or its link has expired. Make a new one."))
    if export.ready_at is None:
        raise NotReady(retry_after=RETRY_EXPORT)
    return export


def export_piece(export: Export, number: int) -> bytes:
    """A piece of an export, still packed. Raises NotFound when the export has expired meanwhile."""
    rows = ExportPiece.objects.using(settings.MESSAGING_DB).filter(export=export, number=number)
    content = rows.values_list("content", flat=True).first()
    if content is None:
        raise NotFound
    return bytes(content)
