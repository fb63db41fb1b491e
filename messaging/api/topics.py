"""Topics, their messages, and what has changed in them."""

from datetime import datetime
from typing import Any

import msgspec
from rest_framework import serializers, status
from rest_framework.response import Response

from events.errors import Blank, ClientIdReused, Conflict, Forbidden, Invalid, TooLong
from messaging import checks, frames, queries, services, shapes
from messaging.api.base import Flag, Number, Operation, PersonRequest, Text, given, limit_of, whole_number
from messaging.api.describe import DONE, NUMBER, TEXT, Query, described, limit, listed, made
from messaging.epoch import epoch
from messaging.permissions import TimedOut
from messaging.services.save import AnnouncementOnly, Archived, SlowMode
from messaging.services.topics import MOST_FIRST, TooManyTopics

ARCHIVED = Query("archived", {"enum": ["1", "true"]}, "With the archived ones, last.")
CONFIRM = Query("confirm", TEXT, "Its name, to say that it is meant.", required=True)
PLACE = (
    Query("before", NUMBER, "The page before this `n`."),
    Query("after", NUMBER, "The page after this `n`."),
    Query("around", NUMBER, "Half a page on each side of this `n`."),
    Query("date", TEXT, "Half a page on each side of what came first at or after this instant, with its offset."),
)
SINCE = (
    Query("after", NUMBER, "The last `rev` that the client has.", required=True),
    Query("epoch", {"type": "string"}, "The `epoch` that it is of."),
    Query("as", {"type": "string"}, "`html`: fragments of a page instead of messages."),
)
ALL = listed(shapes.TopicShape, epoch=str)
ONE = {200: {"topic": shapes.TopicShape, "epoch": str}}


def one(topic: shapes.TopicShape, code: int = status.HTTP_200_OK) -> Response:
    """A topic, and which history its numbers belong to."""
    return Response({"topic": topic, "epoch": epoch()}, status=code)


class TopicsApi(Operation):
    class Input(serializers.Serializer[Any]):
        client_id = Text()
        name = Text()
        description = Text(required=False, default="")
        announcement = Flag(required=False, default=False)
        private = Flag(required=False, default=False)
        member_ids = serializers.ListField(child=Text(), required=False, default=list, max_length=MOST_FIRST)

    @described("Topics of a party", ALL, query=(ARCHIVED,))
    def get(self, request: PersonRequest, party: str) -> Response:
        """Those that I may see, by position."""
        membership = queries.party_for(request.user, party)
        archived = request.query_params.get("archived") in {"1", "true"}
        items = queries.topics_of(request.user, membership, archived=archived)
        return Response({"items": items, "next": None, "epoch": epoch()})

    @described(
        "Make a topic",
        made(ONE[200]),
        refuses=(Blank, TooLong, Forbidden, TimedOut, ClientIdReused, TooManyTopics),
    )
    def post(self, request: PersonRequest, party: str) -> Response:
        topic, created = services.create_topic(request.user, party_id=party, **given(self.Input, request))
        return one(topic, status.HTTP_201_CREATED if created else status.HTTP_200_OK)


class TopicApi(Operation):
    class Input(serializers.Serializer[Any]):
        name = Text(required=False)
        description = Text(required=False)
        announcement = Flag(required=False)
        slow_mode_s = Number(required=False)
        private = Flag(required=False)  # the service says why it never changes

    @described("A topic", ONE)
    def get(self, request: PersonRequest, topic: str) -> Response:
        return one(queries.topic_shape_for(request.user, topic))

    @described("Change a topic", ONE, refuses=(Blank, TooLong, Forbidden, TimedOut, Archived))
    def patch(self, request: PersonRequest, topic: str) -> Response:
        """Whoever looks after it may; `announcement` and `slow_mode_s` (0 to 21,600 s) are for moderators."""
        changes = given(self.Input, request)
        return one(services.update_topic(request.user, topic_id=topic, changes=changes))

    @described("Delete a topic", DONE, query=(CONFIRM,), refuses=(Forbidden, Conflict))
    def delete(self, request: PersonRequest, topic: str) -> Response:
        """Admins may. What was said in it is erased bit by bit."""
        services.delete_topic(request.user, topic_id=topic, confirm=request.query_params.get("confirm", ""))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MoveApi(Operation):
    class Input(serializers.Serializer[Any]):
        after = Text(allow_null=True)

    @described("Move a topic", ONE, refuses=(Forbidden, TimedOut))
    def post(self, request: PersonRequest, topic: str) -> Response:
        """Behind the topic `after`, null for the first place; moderators may."""
        return one(services.move_topic(request.user, topic_id=topic, **given(self.Input, request)))


class ArchiveApi(Operation):
    @described("Archive a topic", ONE, refuses=(Forbidden, TimedOut))
    def post(self, request: PersonRequest, topic: str) -> Response:
        return one(services.archive_topic(request.user, topic_id=topic))


class RestoreApi(Operation):
    @described("Restore an archived topic", ONE, refuses=(Forbidden, TimedOut))
    def post(self, request: PersonRequest, topic: str) -> Response:
        return one(services.restore_topic(request.user, topic_id=topic))


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
        return Response(queries.message_page(opened, limit=limit_of(request), date=_date_of(request), **keys))

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


def _date_of(request: PersonRequest) -> datetime | None:
    date = request.query_params.get("date")
    # A plus sign that was not escaped arrives as a space.
    return None if date is None else checks.clean_moment(date.replace(" ", "+"), "date")


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
