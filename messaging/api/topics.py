"""Topics, their messages, what has changed in them, and how far somebody has read."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.response import Response

from events.errors import Invalid
from messaging import frames, queries, services
from messaging.api.base import Flag, Number, Operation, PersonRequest, Text, given, limit_of, page, whole_number


class TopicsApi(Operation):
    class Input(serializers.Serializer[Any]):
        client_id = Text()
        name = Text()
        description = Text(required=False, default="")

    def get(self, request: PersonRequest, party: str) -> Response:
        membership = queries.party_for(request.user, party)
        archived = request.query_params.get("archived") in {"1", "true"}
        return page(queries.topics_of(request.user, membership, archived=archived), None)

    def post(self, request: PersonRequest, party: str) -> Response:
        topic, created = services.create_topic(request.user, party_id=party, **given(self.Input, request))
        return Response({"topic": topic}, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)


class TopicApi(Operation):
    def get(self, request: PersonRequest, topic: str) -> Response:
        return Response({"topic": queries.topic_shape_for(request.user, topic)})


class MessagesApi(Operation):
    class Input(serializers.Serializer[Any]):
        client_id = Text()
        text = Text()
        reply_to = Text(required=False, allow_null=True, default=None)

    def get(self, request: PersonRequest, topic: str) -> Response:
        opened = queries.topic_for(request.user, topic)
        keys = {name: whole_number(request, name) for name in ("before", "after", "around")}
        return Response(queries.message_page(opened, limit=limit_of(request), **keys))

    def post(self, request: PersonRequest, topic: str) -> Response:
        posted = services.post_message(request.user, topic_id=topic, **given(self.Input, request))
        if posted.again:
            return Response({"message": posted.message}, headers={"Idempotency-Replayed": "true"})
        return Response({"message": posted.message}, status=status.HTTP_201_CREATED)


class ChangesApi(Operation):
    def get(self, request: PersonRequest, topic: str) -> Response:
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

    def put(self, request: PersonRequest, topic: str) -> Response:
        return Response(services.mark_read(request.user, topic_id=topic, **given(self.Input, request)))
