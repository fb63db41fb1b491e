"""Search: messages that a person may see now, by words and by what they ask for besides.

The newest messages are looked through one by one, so that a common word is found at once; only what is missing after
that is looked up in the index of the words, where a rare one is found at once.
"""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, Final, NamedTuple

import msgspec
from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Left
from django.utils.translation import gettext as _

from events.errors import Invalid
from messaging import limits, shapes
from messaging.models import Message, MessageWords, User
from messaging.queries.asked import asked
from messaging.queries.pages import PAGE
from messaging.queries.topics import topics_by_id
from messaging.rendering import line_of
from messaging.search.asking import Question, parse
from messaging.search.cursors import Place, place_of
from messaging.search.excerpt import excerpt_html, score

#: The newest messages that are looked through.
WALK: Final = 20_000
#: The best are found among so many of the newest that answer, by so many characters of their words.
CANDIDATES: Final = 500
RANKED: Final = 2000
NEW, BEST = "new", "best"


class SearchItem(msgspec.Struct, frozen=True):
    message: shapes.MessageShape
    topic: shapes.TopicShape
    excerpt_html: str  # one line, hits in <mark>, everything else escaped


class SearchPage(msgspec.Struct, frozen=True):
    items: list[SearchItem]
    next: str | None


class _Hit(NamedTuple):
    id: Any
    created_at: Any
    words: str


def search(
    person: User,
    q: str,
    *,
    party: str | None = None,
    topic: str | None = None,
    sort: str = NEW,
    cursor: str | None = None,
    limit: int = PAGE,
    zone: tzinfo | None = None,
) -> SearchPage:
    """A page of the messages that answer `q`, of all topics that the person may see, or of one party or topic.

    Its days are those of `zone`, else of the time zone that the person has chosen.

    `new` has the newest first; `best` the best of the CANDIDATES newest, and of equally good ones the newer first.
    Raises RateLimited, NotFound for a party or topic, BadCursor, and what `parse` raises.
    """
    if sort not in (NEW, BEST):
        raise Invalid.field("sort", _("sort is new or best."))
    question = parse(q, zone or person.zone)
    is_ranked = sort == BEST and bool(question.words)
    place = place_of(cursor, ranked=is_ranked)
    limits.take("searches", person.id)
    rows = asked(person, question, party=party, topic=topic)
    page, following = (_best if is_ranked else _new)(rows, question, place, limit)
    return SearchPage(_items(person, page, question.words), str(following) if following else None)


def _new(
    rows: "QuerySet[MessageWords]", question: Question, place: Place | None, limit: int
) -> tuple[list[_Hit], Place | None]:
    if place:
        rows = rows.exclude(created_at=place.created_at, message__gte=place.id)
    found = _newest(rows, question, place, limit + 1)
    page = found[:limit]
    return page, Place(page[-1].created_at, page[-1].id) if len(found) > limit else None


def _best(
    rows: "QuerySet[MessageWords]", question: Question, place: Place | None, limit: int
) -> tuple[list[_Hit], Place | None]:
    """Later pages rank the same messages again: what was written since the first page is left out."""
    if place:
        rows = rows.exclude(created_at=place.created_at, message__gt=place.id)
    found = _newest(rows, question, place, CANDIDATES)
    ranked = sorted(found, key=lambda hit: -score(hit.words, question.words))  # a sort keeps the newer first
    start = place.rank or 0 if place else 0
    end = start + limit
    return ranked[start:end], Place(found[0].created_at, found[0].id, end) if len(found) > end else None


def _newest(rows: "QuerySet[MessageWords]", question: Question, place: Place | None, count: int) -> list[_Hit]:
    """The newest `count` of the rows, of those at or before a place."""
    everything = MessageWords.objects.using(settings.MESSAGING_DB)
    if place:
        rows, everything = (some.filter(created_at__lte=place.created_at) for some in (rows.all(), everything.all()))
    if question.until:
        everything = everything.filter(created_at__lt=question.until)
    floor = everything.order_by("-created_at", "-message").values_list("created_at", flat=True)[WALK : WALK + 1].first()
    if floor is None:
        return _hits(rows.order_by("-created_at", "-message"), count)
    found = _hits(rows.filter(created_at__gte=floor).order_by("-created_at", "-message"), count)
    if len(found) < count:
        # Said so that no index gives the order: else a database may walk through all there is in hope of a soon end.
        unordered = rows.filter(created_at__lt=floor).order_by(Coalesce("created_at", "created_at").desc(), "-message")
        found += _hits(unordered, count - len(found))
    return found


def _hits(rows: "QuerySet[MessageWords]", count: int) -> list[_Hit]:
    return [_Hit(*row) for row in rows.values_list("message", "created_at", Left("words", RANKED))[:count]]


def _items(person: User, page: Sequence[_Hit], needles: tuple[str, ...]) -> list[SearchItem]:
    """What the person may see of the messages at the end as well: meanwhile one may be deleted, or they be gone."""
    rows = Message.objects.using(settings.MESSAGING_DB).filter(id__in=[hit.id for hit in page], deleted_at=None)
    messages = {message.id: message for message in rows.select_related(*shapes.MESSAGE_NEEDS)}
    topics = topics_by_id(person, {message.topic_id for message in messages.values()})
    shown = (messages[hit.id] for hit in page if hit.id in messages and messages[hit.id].topic_id in topics)
    return [
        SearchItem(shapes.message_shape(row), topics[row.topic_id], excerpt_html(line_of(row.html), needles))
        for row in shown
    ]
