"""How far somebody has read, what of it counts as unread, and what they want to hear of a topic."""

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from messaging import queries, services, shapes
from messaging.api.base import Flag, Number, Operation, PersonRequest, Text, given


class ReadApi(Operation):
    class Input(serializers.Serializer[Any]):
        n = Number()
        force = Flag(required=False, default=False)

    def put(self, request: PersonRequest, topic: str) -> Response:
        return Response(services.mark_read(request.user, topic_id=topic, **given(self.Input, request)))


class LevelApi(Operation):
    class Input(serializers.Serializer[Any]):
        level = Text()

    def put(self, request: PersonRequest, topic: str) -> Response:
        return Response(services.set_level(request.user, topic_id=topic, **given(self.Input, request)))


class UnreadApi(Operation):
    def get(self, request: PersonRequest, topic: str) -> Response:
        found, mentions = queries.unread_messages(queries.topic_for(request.user, topic))
        items = [shapes.message_shape(message) for message in found]
        return Response({"items": items, "unread": len(items), "mentions": mentions})


class ReadAllApi(Operation):
    """`items` are the topics whose markers moved."""

    class Input(serializers.Serializer[Any]):
        party_id = Text(required=False, allow_null=True, default=None)

    def post(self, request: PersonRequest) -> Response:
        return Response({"items": services.read_all(request.user, **given(self.Input, request))})
