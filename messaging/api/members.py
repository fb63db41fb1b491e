"""Members of a party and the bans of those who are kept out."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.response import Response

from messaging import permissions, queries, services
from messaging.api.base import Number, Operation, PersonRequest, Text, given, limit_of, page, whole_number
from messaging.checks import MOST_HOURS


class MembersApi(Operation):
    def get(self, request: PersonRequest, party: str) -> Response:
        membership = queries.party_for(request.user, party)
        cursor = request.query_params.get("cursor")
        return page(*queries.members_of(membership, cursor=cursor, limit=limit_of(request)))


class MemberApi(Operation):
    class Input(serializers.Serializer[Any]):
        role = Text(required=False)
        timeout_until = Text(required=False, allow_null=True)
        reason = Text(required=False)

    def patch(self, request: PersonRequest, party: str, user: str) -> Response:
        member = services.update_member(request.user, party_id=party, user_id=user, **given(self.Input, request))
        return Response({"member": member})

    def delete(self, request: PersonRequest, party: str, user: str) -> Response:
        services.kick_member(request.user, party_id=party, user_id=user, **_of_query(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class LeaveApi(Operation):
    def post(self, request: PersonRequest, party: str) -> Response:
        services.leave_party(request.user, party_id=party)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BansApi(Operation):
    def get(self, request: PersonRequest, party: str) -> Response:
        membership = queries.party_for(request.user, party)
        permissions.insist(membership, "see_bans")
        cursor = request.query_params.get("cursor")
        return page(*queries.bans_of(membership, cursor=cursor, limit=limit_of(request)))


class BanApi(Operation):
    class Input(serializers.Serializer[Any]):
        reason = Text(required=False)
        delete_hours = Number(required=False, allow_null=True)

    def put(self, request: PersonRequest, party: str, user: str) -> Response:
        ban = services.ban_person(request.user, party_id=party, user_id=user, **given(self.Input, request))
        return Response({"ban": ban})

    def delete(self, request: PersonRequest, party: str, user: str) -> Response:
        services.unban_person(request.user, party_id=party, user_id=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _of_query(request: PersonRequest) -> dict[str, Any]:
    """What a DELETE needs to know comes as query parameters."""
    return {
        "reason": request.query_params.get("reason", ""),
        "delete_hours": whole_number(request, "delete_hours", least=1, most=MOST_HOURS),
    }
