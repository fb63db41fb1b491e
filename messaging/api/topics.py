"""Topics, their messages, and what has changed in them."""

from datetime import datetime
from typing import Any

from rest_framework import serializers, status
from rest_framework.response import Response

from events.errors import Invalid
from messaging import checks, frames, queries, services
from messaging.api.base import Flag, Number, Operation, PersonRequest, Text, given, limit_of, page, whole_number
from messaging.services.topics import MOST_FIRST


class TopicsApi(Operation):
    class Input(serializers.Serializer[Any]):
        client_id = Text()
        name = Text()
        description = Text(required=False, default="")
        announcement = Flag(required=False, default=False)
        private = Flag(required=False, default=False)
        member_ids = serializers.ListField(child=Text(), required=False, default=list, max_length=MOST_FIRST)

    def get(self, request: PersonRequest, party: str) -> Response:
        membership = queries.party_for(request.user, party)
        archived = request.query_params.get("archived") in {"1", "true"}
        return page(queries.topics_of(request.user, membership, archived=archived), None)

    def post(self, request: PersonRequest, party: str) -> Response:
        topic, created = services.create_topic(request.user, party_id=party, **given(self.Input, request))
        return Response({"topic": topic}, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)


class TopicApi(Operation):
    class Input(serializers.Serializer[Any]):
        name = Text(required=False)
        description = Text(required=False)
        announcement = Flag(required=False)
        slow_mode_s = Number(required=False)
        private = Flag(required=False)  # the service says why it never changes

    def get(self, request: PersonRequest, topic: str) -> Response:
        return Response({"topic": queries.topic_shape_for(request.user, topic)})

    def patch(self, request: PersonRequest, topic: str) -> Response:
        changes = given(self.Input, request)
        return Response({"topic": services.update_topic(request.user, topic_id=topic, changes=changes)})

    def delete(self, request: PersonRequest, topic: str) -> Response:
        services.delete_topic(request.user, topic_id=topic, confirm=request.query_params.get("confirm", ""))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MoveApi(Operation):
    class Input(serializers.Serializer[Any]):
        after = Text(allow_null=True)

    def post(self, request: PersonRequest, topic: str) -> Response:
        return Response({"topic": services.move_topic(request.user, topic_id=topic, **given(self.Input, request))})


class ArchiveApi(Operation):
    def post(self, request: PersonRequest, topic: str) -> Response:
        return Response({"topic": services.archive_topic(request.user, topic_id=topic)})


class RestoreApi(Operation):
    def post(self, request: PersonRequest, topic: str) -> Response:
        return Response({"topic": services.restore_topic(request.user, topic_id=topic)})


class MessagesApi(Operation):
    class Input(serializers.Serializer[Any]):
        client_id = Text()
        text = Text()
        reply_to = Text(required=False, allow_null=True, default=None)

    def get(self, request: PersonRequest, topic: str) -> Response:
        opened = queries.topic_for(request.user, topic)
        keys = {name: whole_number(request, name) for name in ("before", "after", "around")}
        return Response(queries.message_page(opened, limit=limit_of(request), date=_date_of(request), **keys))

    def post(self, request: PersonRequest, topic: str) -> Response:
        posted = services.post_message(request.user, topic_id=topic, **given(self.Input, request))
        if posted.again:
            return Response({"message": posted.message}, headers={"Idempotency-Replayed": "true"})
        return Response({"message": posted.message}, status=status.HTTP_201_CREATED)


def _date_of(request: PersonRequest) -> datetime | None:
    date = request.query_params.get("date")
    # A plus sign that was not escaped arrives as a space.
    return None if date is None else checks.clean_moment(date.replace(" ", "+"), "date")


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
