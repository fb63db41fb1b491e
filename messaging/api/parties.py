"""Parties, their members and invites."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.response import Response

from messaging import guessing, invites, presence, queries, services
from messaging.api.base import Number, Operation, PersonRequest, PublicOperation, Text, given, limit_of, page
from messaging.permissions import insist


class PartiesApi(Operation):
    class Input(serializers.Serializer[Any]):
        client_id = Text()
        name = Text()

    def get(self, request: PersonRequest) -> Response:
        return page(queries.parties_of(request.user), None)

    def post(self, request: PersonRequest) -> Response:
        made = services.create_party(request.user, **given(self.Input, request))
        answer = {"party": made.party, "topics": made.topics, "invite": made.invite}
        return Response(answer, status=status.HTTP_200_OK if made.again else status.HTTP_201_CREATED)


class PartyApi(Operation):
    def get(self, request: PersonRequest, party: str) -> Response:
        return Response({"party": queries.party_shape_for(request.user, party)})


class MembersApi(Operation):
    def get(self, request: PersonRequest, party: str) -> Response:
        membership = queries.party_for(request.user, party)
        cursor = request.query_params.get("cursor")
        return page(*queries.members_of(membership, cursor=cursor, limit=limit_of(request)))


class PresenceApi(Operation):
    def get(self, request: PersonRequest, party: str) -> Response:
        membership = queries.party_for(request.user, party)
        online = presence.store().online(membership.party_id)
        count = None if online is None else len(online)
        return Response({"online": sorted(map(str, online or ())), "away": [], "count": count})


class InvitesApi(Operation):
    class Input(serializers.Serializer[Any]):
        client_id = Text()
        expires_in = Number(required=False, allow_null=True, default=invites.LASTS)
        max_uses = Number(required=False, allow_null=True, default=None)

    def get(self, request: PersonRequest, party: str) -> Response:
        membership = queries.party_for(request.user, party)
        insist(membership, "create_invite")
        cursor = request.query_params.get("cursor")
        return page(*queries.invites_of(membership, cursor=cursor, limit=limit_of(request)))

    def post(self, request: PersonRequest, party: str) -> Response:
        invite, created = services.create_invite(request.user, party_id=party, **given(self.Input, request))
        return Response({"invite": invite}, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)


class InviteApi(PublicOperation):
    def get(self, request: PersonRequest, code: str) -> Response:
        with guessing.of_invites(request._request):
            preview = queries.invite_preview(code)
        return Response(
            {
                "party": {
                    "name": preview.name,
                    "icon_url": preview.icon_url,
                    "description": preview.description,
                    "member_count": preview.member_count,
                    "online_count": preview.online_count,
                },
                "maker": preview.maker,
                "expires_at": preview.expires_at,
            }
        )


class InviteAcceptApi(Operation):
    def post(self, request: PersonRequest, code: str) -> Response:
        with guessing.of_invites(request._request):
            joined = services.join_party(request.user, code=code)
        return Response(
            {"party": joined.party}, status=status.HTTP_201_CREATED if joined.created else status.HTTP_200_OK
        )
