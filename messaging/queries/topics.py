"""Topics that a person may see, with what they have not read."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from django.conf import settings
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from events.errors import NotFound
from events.ids import parse_id
from events.times import iso
from messaging import shapes
from messaging.models import (
    Kind,
    Level,
    Membership,
    Mention,
    Message,
    Party,
    ReadMarker,
    Topic,
    TopicMember,
    User,
)
from messaging.queries.members import me_of, with_me
from messaging.queries.pages import PAGE, oldest_page

#: Where counts of unread messages stop.
CAP: Final = 100
#: A party may have so many topics for one answer to hold them.
MOST_TOPICS: Final = 500
#: So many topics that are behind one answer counts, or looks into, over all parties: each party has its share of them.
MOST_BEHIND: Final = 1_000
MOST_LOOKED_INTO: Final = 500


class OpenTopic(NamedTuple):
    """A topic that the person may see, and they as a member of its party."""

    topic: Topic
    membership: Membership
    marker: ReadMarker | None

    @property
    def party(self) -> Party:
        return self.membership.party


class Unread(NamedTuple):
    """How many messages somebody has not read, up to CAP, and the number of the first."""

    total: int
    first_n: int


class HiddenTopic(msgspec.Struct, frozen=True):
    """What an owner knows of a private topic that they are not inside."""

    id: str
    created_at: str
    member_count: int


class News(NamedTuple):
    """What a party has for somebody to look at: messages and mentions, each up to CAP."""

    unread: int
    mentions: int


class QuieterTopic(NamedTuple):
    """A topic of which somebody wants to hear less than everything."""

    id: str
    name: str
    party_id: str
    party: str
    level: str


class TopicNames(NamedTuple):
    """What a topic and its party are called."""

    party: str
    topic: str


class Behind(NamedTuple):
    """A topic with something that somebody has not read and wants to hear of, either all of it or mentions alone."""

    names: TopicNames
    read_n: int
    last_n: int
    hears_all: bool


class _Count(Subquery):
    """How many rows a sliced subquery has."""

    template = "(SELECT count(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()


def topic_for(person: User, topic_id: uuid.UUID | str) -> OpenTopic:
    """A topic, if the person may see it, in one query. Raises NotFound."""
    key = parse_id(topic_id)
    topics = with_me(_visible(person).select_related("party"), person, "party")
    topic = topics.filter(id=key).first() if key else None
    if topic is None:
        raise NotFound
    marker = ReadMarker(topic=topic, user=person, read_n=topic.my_read_n, level=topic.my_level or "all")
    return OpenTopic(topic, me_of(topic, person, topic.party), marker)


def open_topics(person: User, topic_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[uuid.UUID, int]]:
    """For the hub: of the topics asked for, those that the person may see: id -> (party id, its acl), in one query."""
    rows = visible_ids(person).filter(id__in=topic_ids).values_list("id", "party_id", "party__acl")
    return {key: (party_id, acl) for key, party_id, acl in rows}


def names_of_topics(person: User, topic_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, TopicNames]:
    """The names of those topics that the person may see."""
    rows = visible_ids(person).filter(id__in=list(topic_ids)).values_list("id", "party__name", "name")
    return {key: TopicNames(party, topic) for key, party, topic in rows}


def topics_of(person: User, membership: Membership, *, archived: bool = False) -> list[shapes.TopicShape]:
    """The party's topics that the person may see, by position, with what they have not read.

    With `archived` the archived ones come too, after all others.
    """
    topics = _visible(person, [membership.party_id])
    found = _with_place(person, topics if archived else topics.filter(archived_at=None))[:MOST_TOPICS]
    return [_topic_with_place(topic) for topic in sorted(found, key=lambda topic: topic.archived_at is not None)]


def topics_by_party(person: User, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[shapes.TopicShape]]:
    """The topics of several parties that the person may see, in one query; no archived ones.

    It is all of them: a party has MOST_TOPICS at most, and of many parties together none is to lack any.
    """
    found: dict[uuid.UUID, list[shapes.TopicShape]] = {}
    for topic in _with_place(person, _visible(person, party_ids).filter(archived_at=None)):
        found.setdefault(topic.party_id, []).append(_topic_with_place(topic))
    return found


def topic_shape_for(person: User, topic_id: uuid.UUID | str) -> shapes.TopicShape:
    opened = topic_for(person, topic_id)
    read_n = opened.marker.read_n if opened.marker else 0
    unread, mentions = unread_of(person, opened.topic.id, read_n)
    return shapes.topic_shape(opened.topic, opened.marker, unread=unread, mentions=mentions)


def topics_by_id(person: User, topic_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, shapes.TopicShape]:
    """Those of a few topics that the person may see, with what they have not read, in one query."""
    topics = _with_place(person, _visible(person).filter(id__in=list(topic_ids)))[:MOST_TOPICS]
    return {topic.id: _topic_with_place(topic) for topic in topics}


def topics_behind(person: User, party_ids: Sequence[uuid.UUID]) -> list[Topic]:
    """The topics of these parties in which the person has not read up to the head."""
    return list(_visible(person, party_ids).filter(last_n__gt=F("my_read_n")).order_by("id"))


def news_of_parties(person: User, party_ids: Sequence[uuid.UUID]) -> dict[str, News]:
    """Party id -> what it has for the person to look at, in one query; parties with nothing are left out.

    A topic's level decides: `mentions` counts those alone, `none` nothing. Only what is behind is counted.
    """
    rows = _shared(_with_counts(person, _heard(person, party_ids)))[:MOST_BEHIND]
    found: dict[str, News] = {}
    for party_id, level, unread, mentions in rows.values_list("party_id", "level", "my_unread", "my_mentions"):
        before = found.get(str(party_id), News(0, 0))
        more = mentions if level == Level.MENTIONS else unread
        if more:
            found[str(party_id)] = News(min(before.unread + more, CAP), min(before.mentions + mentions, CAP))
    return found


def places_behind(person: User, party_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Behind]:
    """The topics of these parties that news_of_parties counts, in one query: topic id -> how far behind."""
    rows = _shared(_heard(person, party_ids))[:MOST_LOOKED_INTO]
    named = rows.values_list("id", "party__name", "name", "my_read_n", "last_n", "level")
    return {
        key: Behind(TopicNames(party, name), read_n, last_n, level == Level.ALL)
        for key, party, name, read_n, last_n, level in named
    }


def _heard(person: User, party_ids: Sequence[uuid.UUID]) -> Any:
    """Topics that are behind, but for archived ones and those of which the person wants to hear nothing."""
    behind = _visible(person, party_ids).filter(archived_at=None, last_n__gt=F("my_read_n"))
    return behind.annotate(level=Coalesce("my_level", Value(Level.ALL.value))).exclude(level=Level.NONE)


def _shared(behind: Any) -> Any:
    """Topics that are behind, so ordered that each party has its share of the first: those furthest behind."""
    share = Window(RowNumber(), partition_by="party_id", order_by=[F("my_read_n") - F("last_n"), "id"])
    return behind.order_by(share, "id")


def quieter_topics(person: User) -> list[QuieterTopic]:
    """The topics of which the person does not want to hear everything, by party and position."""
    topics = _visible(person).filter(archived_at=None, my_level__in=[Level.MENTIONS, Level.NONE])
    rows = topics.order_by("party__name", "party_id", "position", "id")[:MOST_TOPICS]
    named = rows.values_list("id", "name", "party_id", "party__name", "my_level")
    return [QuieterTopic(str(key), name, str(party_id), *more) for key, name, party_id, *more in named]


def read_marks(person: User, party_id: uuid.UUID) -> dict[uuid.UUID, tuple[int, int]]:
    """Topic id -> (how far the person has read, the head) of a party's topics, archived ones left out."""
    rows = _visible(person, [party_id]).filter(archived_at=None).order_by("id")[:MOST_TOPICS]
    return {key: (read_n, last_n) for key, read_n, last_n in rows.values_list("id", "my_read_n", "last_n")}


def private_topics(
    membership: Membership, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[list[HiddenTopic], str | None]:
    """A page of a party's private topics for its owner, without their names, oldest first. Raises BadCursor."""
    rows = Topic.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id, private=True, deleted_at=None)
    counted: Any = rows.annotate(count=Count("members"))
    page, following = oldest_page(counted, cursor, limit)
    return [HiddenTopic(str(topic.id), iso(topic.created_at), topic.count) for topic in page], following


def visible_ids(person: User) -> QuerySet[Topic]:
    """Topics of the person's parties: the public ones, and the private ones that they are in."""
    inside = TopicMember.objects.filter(topic=OuterRef("id"), user=person)
    topics = Topic.objects.using(settings.MESSAGING_DB).filter(party__memberships__user=person, deleted_at=None)
    return topics.filter(Q(private=False) | Exists(inside))


def _visible(person: User, party_ids: Sequence[uuid.UUID] | None = None) -> Any:
    mine = ReadMarker.objects.filter(topic=OuterRef("id"), user=person)
    topics: Any = visible_ids(person)
    if party_ids is not None:
        topics = topics.filter(party__in=party_ids)
    return topics.annotate(
        my_read_n=Coalesce(Subquery(mine.values("read_n")), Value(0)), my_level=Subquery(mine.values("level"))
    )


def _with_place(person: User, topics: Any) -> Any:
    return _with_counts(person, topics).order_by("position", "id")


def _with_counts(person: User, topics: Any) -> Any:
    unread = _unread(person).filter(topic=OuterRef("id"), n__gt=OuterRef("my_read_n"))
    mentions = _mentions(person).filter(topic=OuterRef("id"), n__gt=OuterRef("my_read_n"))
    return topics.annotate(my_unread=_Count(unread[:CAP]), my_mentions=_Count(mentions[:CAP]))


def _topic_with_place(topic: Any) -> shapes.TopicShape:
    marker = ReadMarker(topic=topic, read_n=topic.my_read_n, level=topic.my_level or "all")
    return shapes.topic_shape(topic, marker, unread=topic.my_unread, mentions=topic.my_mentions)


def unread_messages(opened: OpenTopic) -> tuple[list[Message], int]:
    """Exactly the messages that count as unread, oldest first, up to CAP; and how many mentions, up to CAP."""
    person, topic_id, db = opened.membership.user, opened.topic.id, settings.MESSAGING_DB
    read_n = opened.marker.read_n if opened.marker else 0
    ids = _unread(person).using(db).filter(topic=topic_id, n__gt=read_n)[:CAP]
    found = Message.objects.using(db).filter(id__in=list(ids.values_list("id", flat=True)))
    mentions = _mentions(person).using(db).filter(topic=topic_id, n__gt=read_n)[:CAP].count()
    return list(found.select_related(*shapes.MESSAGE_NEEDS).order_by("n")), mentions


def unread_since(opened: OpenTopic) -> Unread | None:
    """What somebody has not read in a topic that they open, or None; asks nothing when they are at its head."""
    person, db = opened.membership.user, settings.MESSAGING_DB
    read_n = opened.marker.read_n if opened.marker else 0
    if read_n >= opened.topic.last_n:
        return None
    rows = _unread(person).using(db).filter(topic=opened.topic, n__gt=read_n)
    numbers = list(rows.values_list("n", flat=True)[:CAP])
    return Unread(len(numbers), numbers[0]) if numbers else None


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
