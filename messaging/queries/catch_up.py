"""While you were away: what has come in since somebody read, from the rows alone, so it is the same every time."""

import html
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery

from messaging import limits, shapes
from messaging.models import Kind, Membership, Mention, Message, User
from messaging.queries.topics import OpenTopic, TopicNames, places_behind, read_marks

#: Messages of each list.
MOST_LISTED: Final = 20
#: It looks back over so many messages, shared among the topics; `since` says from where.
WINDOW: Final = 20_000
#: Home shows so many messages of all parties together, of the newest so many of which WINDOW_AT_HOME are looked at.
MOST_AT_HOME: Final = 6
NEWEST_AT_HOME: Final = 60
WINDOW_AT_HOME: Final = 2_000
#: Of messages with reactions it compares the newest.
MOST_COMPARED: Final = 1_000

_LINK: Final = re.compile(r'<a [^>]*?href="(https?://[^"]+)"')


class Counts(msgspec.Struct, frozen=True):
    messages: int
    mentions: int
    replies: int


class Link(msgspec.Struct, frozen=True):
    url: str
    message: shapes.MessageShape


class CatchUp(msgspec.Struct, frozen=True):
    """`since`: topic id -> number of the last message that is left out. Lists are newest first, at most MOST_LISTED.

    Nothing of it is the person's own. `pins` are those that are pinned now of the messages since then; `links` has the
    first link of each message; `most_reacted` is by how many reactions, then by age.
    """

    since: dict[str, int]
    counts: Counts
    mentions: list[shapes.MessageShape]
    replies: list[shapes.MessageShape]  # to what the person wrote
    pins: list[shapes.MessageShape]
    links: list[Link]
    most_reacted: list[shapes.MessageShape]


class Missed(NamedTuple):
    """A message that somebody has not read, where it is, and whether it is for them: a mention, or an answer."""

    message: shapes.MessageShape
    place: TopicNames
    is_for_me: bool


def missed_in(person: User, party_ids: Sequence[uuid.UUID]) -> list[Missed]:
    """The little of what has come in in these parties that fits on one page, in at most five queries.

    First what is for the person, newest first, then the last words of each topic of which they want to hear everything.
    """
    places = places_behind(person, party_ids)
    since = _since({key: (one.read_n, one.last_n) for key, one in places.items()}, WINDOW_AT_HOME)
    rows = _of_others(person, _within({key: n for key, n in since.items() if places[key].hears_all}))
    mentions = _mentions(person, _within({key: one.read_n for key, one in places.items()}))
    for_me = {row["message_id"] for row in mentions[:MOST_AT_HOME]} | set(_newest(_replies(person, rows), MOST_AT_HOME))
    shown = _shapes_of(for_me | set(_last_words(rows)))
    ordered = sorted(shown.items(), key=lambda item: (item[0] in for_me, item[1].created_at), reverse=True)
    return [
        Missed(message, places[uuid.UUID(message.topic_id)].names, key in for_me)
        for key, message in ordered[:MOST_AT_HOME]
    ]


def _last_words(rows: QuerySet[Message]) -> list[uuid.UUID]:
    """The newest message of each of the topics where somebody has spoken of late."""
    last: dict[uuid.UUID, uuid.UUID] = {}
    for key, topic_id in rows.order_by("-created_at", "-id").values_list("id", "topic_id")[:NEWEST_AT_HOME]:
        last.setdefault(topic_id, key)
    return list(last.values())[:MOST_AT_HOME]


def catch_up_on_topic(opened: OpenTopic) -> CatchUp:
    """What has come in in one topic. Raises RateLimited: it reads much."""
    limits.take("catch_ups", opened.membership.user_id)
    read_n = opened.marker.read_n if opened.marker else 0
    return _catch_up(opened.membership.user, {opened.topic.id: (read_n, opened.topic.last_n)})


def catch_up_on_party(person: User, membership: Membership) -> CatchUp:
    """The same of all topics of a party, archived ones left out."""
    limits.take("catch_ups", person.id)
    return _catch_up(person, read_marks(person, membership.party_id))


def _catch_up(person: User, marks: Mapping[uuid.UUID, tuple[int, int]]) -> CatchUp:
    since = _since(marks, WINDOW)
    within = _within({key: n for key, n in since.items() if n < marks[key][1]})
    rows = _of_others(person, within)
    mentions = _mentions(person, within)
    replies = _replies(person, rows)
    lists = {
        "mentions": [row["message_id"] for row in mentions[:MOST_LISTED]],
        "replies": _newest(replies),
        "pins": _ids(rows.filter(pinned_at__isnull=False).order_by("-pinned_at", "-id")),
        "links": _newest(rows.filter(html__contains='href="http')),
        "most_reacted": _most_reacted(rows),
    }
    shown = _shapes_of(key for keys in lists.values() for key in keys)
    linked = lists.pop("links")
    return CatchUp(
        since={str(key): n for key, n in since.items()},
        counts=Counts(rows.count(), mentions.count(), replies.count()),
        links=[Link(_first_link(shown[key]), shown[key]) for key in linked if _first_link(shown[key])],
        **{name: [shown[key] for key in keys] for name, keys in lists.items()},
    )


def _of_others(person: User, within: Q) -> QuerySet[Message]:
    """What others have written there."""
    rows = Message.objects.using(settings.MESSAGING_DB).filter(kind=Kind.TEXT, deleted_at=None).exclude(author=person)
    return rows.filter(within) if within else rows.none()


def _since(marks: Mapping[uuid.UUID, tuple[int, int]], window: int) -> dict[uuid.UUID, int]:
    """Where to begin in each topic: where it was read to, or later if its share of `window` would be less than that."""
    since, left, topics = {}, window, len(marks)
    for behind, key in sorted((last_n - read_n, key) for key, (read_n, last_n) in marks.items()):
        taken = min(behind, left // topics)
        since[key] = marks[key][1] - taken
        left, topics = left - taken, topics - 1
    return since


def _within(since: Mapping[uuid.UUID, int]) -> Q:
    """Behind these numbers, for messages and mentions alike; each topic is one range of an index."""
    within = Q()
    for key, n in sorted(since.items()):
        within |= Q(topic=key, n__gt=n)
    return within


def _mentions(person: User, within: Q) -> Any:
    rows = Mention.objects.using(settings.MESSAGING_DB).filter(Q(user=person) | Q(user=None)).exclude(author=person)
    rows = rows.filter(within) if within else rows.none()
    return rows.values("message_id", "message__created_at").distinct().order_by("-message__created_at", "-message_id")


def _replies(person: User, rows: QuerySet[Message]) -> QuerySet[Message]:
    """Those of the rows that answer the person. Whom each answers is looked up by itself: as a join, a database may
    begin with all answers that there are.
    """
    answered = Message.objects.filter(id=OuterRef("reply_to")).values("author")
    return rows.annotate(to=Subquery(answered)).filter(to=person.id)


def _newest(rows: QuerySet[Message], most: int = MOST_LISTED) -> list[uuid.UUID]:
    return _ids(rows.order_by("-created_at", "-id"), most)


def _ids(rows: QuerySet[Message], most: int = MOST_LISTED) -> list[uuid.UUID]:
    return list(rows.values_list("id", flat=True)[:most])


def _most_reacted(rows: QuerySet[Message]) -> list[uuid.UUID]:
    reacted = rows.exclude(reactions=[]).order_by("-created_at", "-id").values_list("id", "n", "reactions")
    counted = [(-sum(one["count"] for one in reactions), n, key) for key, n, reactions in reacted[:MOST_COMPARED]]
    return [key for _count, _n, key in sorted(counted)[:MOST_LISTED]]


def _shapes_of(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, shapes.MessageShape]:
    rows = Message.objects.using(settings.MESSAGING_DB).filter(id__in=set(ids))
    return {row.id: shapes.message_shape(row) for row in rows.select_related(*shapes.MESSAGE_NEEDS)}


def _first_link(message: shapes.MessageShape) -> str:
    found = _LINK.search(message.html)
    return html.unescape(found[1]) if found else ""
