"""Topics, their messages, what has changed in them, and how far somebody has read."""

from typing import Any

import msgspec
from rest_framework import serializers, status
from rest_framework.response import Response

from events.errors import Blank, ClientIdReused, Forbidden, Invalid, TooLong
from messaging import frames, queries, services, shapes
from messaging.api.base import Flag, Number, Operation, PersonRequest, Text, given, limit_of, page, whole_number
from messaging.api.describe import NUMBER, Query, described, limit, listed, made
from messaging.permissions import TimedOut
from messaging.services.readers import ReadShape
from messaging.services.save import AnnouncementOnly, Archived, SlowMode

ARCHIVED = Query("archived", {"enum": ["1", "true"]}, "With the archived ones, last.")
PLACE = (
    Query("before", NUMBER, "The page before this `n`."),
    Query("after", NUMBER, "The page after this `n`."),
    Query("around", NUMBER, "Half a page on each side of this `n`."),
)
SINCE = (
    Query("after", NUMBER, "The last `rev` that the client has.", required=True),
    Query("epoch", {"type": "string"}, "The `epoch` that it is of."),
    Query("as", {"type": "string"}, "`html`: fragments of a page instead of messages."),
)


class TopicsApi(Operation):
    class Input(serializers.Serializer[Any]):
        client_id = Text()
        name = Text()
        description = Text(required=False, default="")

    @described("Topics of a party", listed(shapes.TopicShape), query=(ARCHIVED,))
    def get(self, request: PersonRequest, party: str) -> Response:
        """Those that I may see, by position."""
        membership = queries.party_for(request.user, party)
        archived = request.query_params.get("archived") in {"1", "true"}
        return page(queries.topics_of(request.user, membership, archived=archived), None)

    @described(
        "Make a topic",
        made({"topic": shapes.TopicShape}),
        refuses=(Blank, TooLong, Forbidden, ClientIdReused),
    )
    def post(self, request: PersonRequest, party: str) -> Response:
        topic, created = services.create_topic(request.user, party_id=party, **given(self.Input, request))
        return Response({"topic": topic}, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)


class TopicApi(Operation):
    @described("A topic", {200: {"topic": shapes.TopicShape}})
    def get(self, request: PersonRequest, topic: str) -> Response:
        return Response({"topic": queries.topic_shape_for(request.user, topic)})


class MessagesApi(Operation):
    class Input(serializers.Serializer[Any]):
        client_id = Text()
        text = Text()
        reply_to = Text(required=False, allow_null=True, default=None)

    @described("A page of messages", {200: queries.MessagePage}, query=(*PLACE, limit()))
    def get(self, request: PersonRequest, topic: str) -> Response:
        """Ascending by `n`; the newest page, unless a number says which."""
        opened = queries.topic_for(request.user, topic)
        keys = {name: whole_number(request, name) for name in ("before", "after", "around")}
        return Response(queries.message_page(opened, limit=limit_of(request), **keys))

    @described(
        "Post a message",
        made({"message": shapes.MessageShape}),
        refuses=(Blank, TooLong, ClientIdReused, Archived, AnnouncementOnly, TimedOut, SlowMode),
    )
    def post(self, request: PersonRequest, topic: str) -> Response:
        """Repeated with the same `client_id` and words: 200, the message as it is now, and `Idempotency-Replayed`."""
        posted = services.post_message(request.user, topic_id=topic, **given(self.Input, request))
        if posted.again:
            return Response({"message": posted.message}, headers={"Idempotency-Replayed": "true"})
        return Response({"message": posted.message}, status=status.HTTP_201_CREATED)


class ChangeAsHtml(msgspec.Struct, frozen=True):
    """A message as a fragment of a page, and what a script has to know of it."""

    id: str
    n: int
    rev: int
    author_id: str
    client_id: str
    kind: str
    mentions: list[str]
    mention_all: str | None
    html: str
    deleted: bool


class ChangesAsHtml(msgspec.Struct, frozen=True):
    items: list[ChangeAsHtml]
    mine: dict[str, list[str]]
    has_more: bool
    last_rev: int
    last_n: int
    epoch: str


class ChangesApi(Operation):
    @described(
        "What has changed in a topic",
        {200: (queries.Changes, ChangesAsHtml)},
        query=(*SINCE, limit(queries.MOST_CHANGES, queries.MOST_CHANGES)),
        refuses=(queries.CursorExpired,),
    )
    def get(self, request: PersonRequest, topic: str) -> Response:
        """Every message that was written, edited or deleted since, as it is now, by `rev`. `cursor_expired`: drop all
        numbers of this topic and load its page.
        """
        opened = queries.topic_for(request.user, topic)
        after = whole_number(request, "after")
        if after is None:
            raise Invalid.field("after", "Say after which rev.")
        found = queries.changes(
            opened,
            after=after,
            client_epoch=request.query_params.get("epoch"),
            limit=limit_of(request, queries.MOST_CHANGES, queries.MOST_CHANGES),
        )
        if request.query_params.get("as") != frames.HTML:
            return Response(found)
        items = [_as_html(message, request.LANGUAGE_CODE) for message in found.items]
        return Response({name: getattr(found, name) for name in found.__struct_fields__} | {"items": items})


def _as_html(message: Any, language: str) -> dict[str, Any]:
    numbers = {"n": message.n, "rev": message.rev}
    return frames.placing(message) | numbers | {"html": frames.fragment(message, language)}


class ReadApi(Operation):
    class Input(serializers.Serializer[Any]):
        n = Number()
        force = Flag(required=False, default=False)

    @described("Mark a topic as read", {200: ReadShape})
    def put(self, request: PersonRequest, topic: str) -> Response:
        """Up to and with message `n`; back only with `force`."""
        return Response(services.mark_read(request.user, topic_id=topic, **given(self.Input, request)))
