"""Parties, whose they are, and their invites."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.response import Response

from events import uploads
from events.errors import NotSignedIn
from messaging import guessing, invites, presence, queries, services
from messaging.api.base import Number, Operation, PersonRequest, PublicOperation, Text, given, limit_of, page
from messaging.models import User
from messaging.permissions import insist
from messaging.services.icons import FIELD


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
    class Input(serializers.Serializer[Any]):
        name = Text(required=False)
        description = Text(required=False)

    def get(self, request: PersonRequest, party: str) -> Response:
        return Response({"party": queries.party_shape_for(request.user, party)})

    def patch(self, request: PersonRequest, party: str) -> Response:
        return Response({"party": services.update_party(request.user, party_id=party, **given(self.Input, request))})

    def delete(self, request: PersonRequest, party: str) -> Response:
        services.delete_party(request.user, party_id=party, confirm=request.query_params.get("confirm", ""))
        return Response(status=status.HTTP_204_NO_CONTENT)


class IconApi(Operation):
    parser_classes = uploads.PARSERS

    def put(self, request: PersonRequest, party: str) -> Response:
        content = uploads.picture_in(request, FIELD)
        return Response({"party": services.set_icon(request.user, party_id=party, content=content)})

    def delete(self, request: PersonRequest, party: str) -> Response:
        services.remove_icon(request.user, party_id=party)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TransferApi(Operation):
    class Input(serializers.Serializer[Any]):
        user_id = Text()

    def post(self, request: PersonRequest, party: str) -> Response:
        return Response({"party": services.offer_party(request.user, party_id=party, **given(self.Input, request))})

    def delete(self, request: PersonRequest, party: str) -> Response:
        services.withdraw_offer(request.user, party_id=party)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TransferAcceptApi(Operation):
    def post(self, request: PersonRequest, party: str) -> Response:
        return Response({"party": services.accept_party(request.user, party_id=party)})


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
        insist(membership, "see_invites")
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

    def delete(self, request: PersonRequest, code: str) -> Response:
        if not isinstance(request.user, User):
            raise NotSignedIn
        with guessing.of_invites(request._request):
            services.revoke_invite(request.user, code=code)
        return Response(status=status.HTTP_204_NO_CONTENT)


class InviteAcceptApi(Operation):
    def post(self, request: PersonRequest, code: str) -> Response:
        with guessing.of_invites(request._request):
            joined = services.join_party(request.user, code=code)
        return Response(
            {"party": joined.party}, status=status.HTTP_201_CREATED if joined.created else status.HTTP_200_OK
        )
