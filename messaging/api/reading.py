"""How far somebody has read, what of it counts as unread, and what they want to hear of a topic."""

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from events.errors import NotFound
from messaging import queries, services, shapes
from messaging.api.base import Flag, Number, Operation, PersonRequest, Text, given
from messaging.api.describe import described
from messaging.services.readers import ReadShape, ReadTopic


class ReadApi(Operation):
    class Input(serializers.Serializer[Any]):
        n = Number()
        force = Flag(required=False, default=False)

    @described("Mark a topic as read", {200: ReadShape})
    def put(self, request: PersonRequest, topic: str) -> Response:
        """Up to and with message `n`; back only with `force`."""
        return Response(services.mark_read(request.user, topic_id=topic, **given(self.Input, request)))


class LevelApi(Operation):
    class Input(serializers.Serializer[Any]):
        level = Text()

    @described("Say what one wants to hear of a topic", {200: ReadShape})
    def put(self, request: PersonRequest, topic: str) -> Response:
        """`level`: `all`, `mentions` or `none`."""
        return Response(services.set_level(request.user, topic_id=topic, **given(self.Input, request)))


class UnreadApi(Operation):
    @described("Why a topic is unread", {200: {"items": list[shapes.MessageShape], "unread": int, "mentions": int}})
    def get(self, request: PersonRequest, topic: str) -> Response:
        """Exactly the messages that are counted, up to 100."""
        found, mentions = queries.unread_messages(queries.topic_for(request.user, topic))
        items = [shapes.message_shape(message) for message in found]
        return Response({"items": items, "unread": len(items), "mentions": mentions})


class ReadAllApi(Operation):
    """`items` are the topics whose markers moved."""

    class Input(serializers.Serializer[Any]):
        party_id = Text(required=False, allow_null=True, default=None)

    @described("Mark everything as read", {200: {"items": list[ReadTopic]}}, refuses=(NotFound,))
    def post(self, request: PersonRequest) -> Response:
        """In one party or all; `items` are the topics whose markers moved."""
        return Response({"items": services.read_all(request.user, **given(self.Input, request))})
