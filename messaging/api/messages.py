"""One message, and what hangs on it: edits, reactions, pins, reports."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.response import Response

from messaging import queries, services
from messaging.api.base import Operation, PersonRequest, Text, given, limit_of, page


def _nothing() -> Response:
    return Response(status=status.HTTP_204_NO_CONTENT)


class MessageApi(Operation):
    class Input(serializers.Serializer[Any]):
        text = Text()

    def get(self, request: PersonRequest, message: str) -> Response:
        return Response({"message": queries.message_shape_for(request.user, message)})

    def patch(self, request: PersonRequest, message: str) -> Response:
        edited = services.edit_message(request.user, message_id=message, **given(self.Input, request))
        return Response({"message": edited})

    def delete(self, request: PersonRequest, message: str) -> Response:
        services.delete_message(request.user, message_id=message, reason=request.query_params.get("reason", ""))
        return _nothing()


class RevisionsApi(Operation):
    def get(self, request: PersonRequest, message: str) -> Response:
        opened = queries.message_for(request.user, message)
        cursor = request.query_params.get("cursor")
        return Response(queries.revisions_of(opened, cursor=cursor, limit=limit_of(request)))


class ReactionsApi(Operation):
    def get(self, request: PersonRequest, message: str) -> Response:
        opened = queries.message_for(request.user, message)
        cursor = request.query_params.get("cursor")
        return page(*queries.reactions_to(opened, cursor=cursor, limit=limit_of(request)))


class ReactionApi(Operation):
    def put(self, request: PersonRequest, message: str, emoji: str) -> Response:
        return Response({"message": services.add_reaction(request.user, message_id=message, emoji=emoji)})

    def delete(self, request: PersonRequest, message: str, emoji: str) -> Response:
        services.remove_reaction(request.user, message_id=message, emoji=emoji)
        return _nothing()


class PinApi(Operation):
    def put(self, request: PersonRequest, message: str) -> Response:
        return Response({"message": services.pin_message(request.user, message_id=message)})

    def delete(self, request: PersonRequest, message: str) -> Response:
        services.unpin_message(request.user, message_id=message)
        return _nothing()


class PinsApi(Operation):
    def get(self, request: PersonRequest, topic: str) -> Response:
        opened = queries.topic_for(request.user, topic)
        cursor = request.query_params.get("cursor")
        return page(*queries.pins_of(opened, cursor=cursor, limit=limit_of(request)))


class ReportApi(Operation):
    class Input(serializers.Serializer[Any]):
        reason = Text()

    def post(self, request: PersonRequest, message: str) -> Response:
        services.report_message(request.user, message_id=message, **given(self.Input, request))
        return _nothing()


class ReportsApi(Operation):
    def get(self, request: PersonRequest, party: str) -> Response:
        membership = queries.party_for(request.user, party)
        cursor = request.query_params.get("cursor")
        return page(*queries.reports_of(request.user, membership, cursor=cursor, limit=limit_of(request)))
