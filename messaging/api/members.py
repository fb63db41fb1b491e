"""Members of a party and the bans of those who are kept out."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.response import Response

from events.errors import Forbidden, TooLong
from messaging import permissions, queries, services, shapes
from messaging.api.base import Number, Operation, PersonRequest, Text, given, limit_of, page, whole_number
from messaging.api.describe import DONE, PAGED, TEXT, Query, described, listed
from messaging.checks import MOST_HOURS
from messaging.services.transfers import OwnerMustTransfer

_HOURS = {"type": "integer", "minimum": 1, "maximum": MOST_HOURS}


class MembersApi(Operation):
    @described("Members of a party", listed(shapes.MemberShape), query=PAGED)
    def get(self, request: PersonRequest, party: str) -> Response:
        """By role, then name."""
        membership = queries.party_for(request.user, party)
        cursor = request.query_params.get("cursor")
        return page(*queries.members_of(membership, cursor=cursor, limit=limit_of(request)))


class MemberApi(Operation):
    class Input(serializers.Serializer[Any]):
        role = Text(required=False)
        timeout_until = Text(required=False, allow_null=True)
        reason = Text(required=False)

    @described("Change a member's role or timeout", {200: {"member": shapes.MemberShape}}, refuses=(TooLong, Forbidden))
    def patch(self, request: PersonRequest, party: str, user: str) -> Response:
        """Only of people whose role is below one's own, and only to such roles. `timeout_until`: 1 minute to 28 days
        from now; null ends it.
        """
        member = services.update_member(request.user, party_id=party, user_id=user, **given(self.Input, request))
        return Response({"member": member})

    @described(
        "Remove a member",
        DONE,
        query=(
            Query("reason", TEXT, "Why; at most 500 characters."),
            Query("delete_hours", _HOURS, "Delete their messages of so many hours as well."),
        ),
        refuses=(TooLong, Forbidden),
    )
    def delete(self, request: PersonRequest, party: str, user: str) -> Response:
        """They may come back by an invite."""
        services.kick_member(request.user, party_id=party, user_id=user, **_of_query(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class LeaveApi(Operation):
    @described("Leave a party", DONE, refuses=(OwnerMustTransfer,))
    def post(self, request: PersonRequest, party: str) -> Response:
        services.leave_party(request.user, party_id=party)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BansApi(Operation):
    @described("Bans of a party", listed(shapes.BanShape), query=PAGED, refuses=(Forbidden,))
    def get(self, request: PersonRequest, party: str) -> Response:
        """Newest first; moderators may."""
        membership = queries.party_for(request.user, party)
        permissions.insist(membership, "see_bans")
        cursor = request.query_params.get("cursor")
        return page(*queries.bans_of(membership, cursor=cursor, limit=limit_of(request)))


class BanApi(Operation):
    class Input(serializers.Serializer[Any]):
        reason = Text(required=False)
        delete_hours = Number(required=False, allow_null=True)

    @described("Ban somebody", {200: {"ban": shapes.BanShape}}, refuses=(TooLong, Forbidden))
    def put(self, request: PersonRequest, party: str, user: str) -> Response:
        """Member or not: no invite lets them in. `delete_hours`: delete their messages of so many hours as well."""
        ban = services.ban_person(request.user, party_id=party, user_id=user, **given(self.Input, request))
        return Response({"ban": ban})

    @described("Lift a ban", DONE, refuses=(Forbidden,))
    def delete(self, request: PersonRequest, party: str, user: str) -> Response:
        services.unban_person(request.user, party_id=party, user_id=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _of_query(request: PersonRequest) -> dict[str, Any]:
    """What a DELETE needs to know comes as query parameters."""
    return {
        "reason": request.query_params.get("reason", ""),
        "delete_hours": whole_number(request, "delete_hours", least=1, most=MOST_HOURS),
    }
