"""One message, and what hangs on it: edits, reactions, pins, reports."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.response import Response

from events.errors import Blank, Conflict, Forbidden, Invalid, TooLong
from messaging import queries, services, shapes
from messaging.api.base import Operation, PersonRequest, Text, given, limit_of, page
from messaging.api.describe import DONE, PAGED, TEXT, Query, described, listed
from messaging.permissions import TimedOut
from messaging.queries.hanging import ReactedShape, ReportShape, Revisions
from messaging.services.reactions import TooManyKinds
from messaging.services.save import AnnouncementOnly, Archived

_ONE = {200: {"message": shapes.MessageShape}}


def _nothing() -> Response:
    return Response(status=status.HTTP_204_NO_CONTENT)


class MessageApi(Operation):
    class Input(serializers.Serializer[Any]):
        text = Text()

    @described("A message", _ONE)
    def get(self, request: PersonRequest, message: str) -> Response:
        return Response({"message": queries.message_shape_for(request.user, message)})

    @described(
        "Edit one's own message",
        _ONE,
        refuses=(Blank, TooLong, Forbidden, Conflict, TimedOut, Archived, AnnouncementOnly),
    )
    def patch(self, request: PersonRequest, message: str) -> Response:
        """What it said before is kept."""
        edited = services.edit_message(request.user, message_id=message, **given(self.Input, request))
        return Response({"message": edited})

    @described(
        "Delete a message",
        DONE,
        query=(Query("reason", TEXT, "Why, for the audit log; at most 500 characters."),),
        refuses=(TooLong, Forbidden),
    )
    def delete(self, request: PersonRequest, message: str) -> Response:
        """One's own, or as a moderator one of somebody below. Its number stays."""
        services.delete_message(request.user, message_id=message, reason=request.query_params.get("reason", ""))
        return _nothing()


class RevisionsApi(Operation):
    @described("What a message said before", {200: Revisions}, query=PAGED, refuses=(Forbidden,))
    def get(self, request: PersonRequest, message: str) -> Response:
        """For its author and moderators, who also see who deleted it."""
        opened = queries.message_for(request.user, message)
        cursor = request.query_params.get("cursor")
        return Response(queries.revisions_of(opened, cursor=cursor, limit=limit_of(request)))


class ReactionsApi(Operation):
    @described("Who reacted with what", listed(ReactedShape), query=PAGED)
    def get(self, request: PersonRequest, message: str) -> Response:
        opened = queries.message_for(request.user, message)
        cursor = request.query_params.get("cursor")
        return page(*queries.reactions_to(opened, cursor=cursor, limit=limit_of(request)))


class ReactionApi(Operation):
    @described("React to a message", _ONE, refuses=(Invalid, Conflict, TooManyKinds, TimedOut, Archived))
    def put(self, request: PersonRequest, message: str, emoji: str) -> Response:
        """With one emoji, percent-encoded; at most 20 kinds on a message."""
        return Response({"message": services.add_reaction(request.user, message_id=message, emoji=emoji)})

    @described("Take a reaction back", DONE, refuses=(Invalid,))
    def delete(self, request: PersonRequest, message: str, emoji: str) -> Response:
        services.remove_reaction(request.user, message_id=message, emoji=emoji)
        return _nothing()


class PinApi(Operation):
    @described("Pin a message", _ONE, refuses=(Forbidden, Conflict, TooManyKinds, TimedOut, Archived))
    def put(self, request: PersonRequest, message: str) -> Response:
        """Whoever looks after the topic may; at most 200 in a topic."""
        return Response({"message": services.pin_message(request.user, message_id=message)})

    @described("Unpin a message", DONE, refuses=(Forbidden, Conflict, TimedOut, Archived))
    def delete(self, request: PersonRequest, message: str) -> Response:
        services.unpin_message(request.user, message_id=message)
        return _nothing()


class PinsApi(Operation):
    @described("Pinned messages of a topic", listed(shapes.MessageShape), query=PAGED)
    def get(self, request: PersonRequest, topic: str) -> Response:
        """What was pinned last comes first."""
        opened = queries.topic_for(request.user, topic)
        cursor = request.query_params.get("cursor")
        return page(*queries.pins_of(opened, cursor=cursor, limit=limit_of(request)))


class ReportApi(Operation):
    class Input(serializers.Serializer[Any]):
        reason = Text()

    @described("Report a message", DONE, refuses=(TooLong, Conflict))
    def post(self, request: PersonRequest, message: str) -> Response:
        """To the moderators who may see it. Once: a second time changes nothing."""
        services.report_message(request.user, message_id=message, **given(self.Input, request))
        return _nothing()


class ReportsApi(Operation):
    @described("Reports of a party", listed(ReportShape), query=PAGED, refuses=(Forbidden,))
    def get(self, request: PersonRequest, party: str) -> Response:
        """Newest first; for moderators, of what they may see."""
        membership = queries.party_for(request.user, party)
        cursor = request.query_params.get("cursor")
        return page(*queries.reports_of(request.user, membership, cursor=cursor, limit=limit_of(request)))
