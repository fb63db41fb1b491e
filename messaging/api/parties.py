"""Parties, whose they are, and their invites."""

from typing import Any, Final

import msgspec
from rest_framework import serializers, status
from rest_framework.response import Response

from events import uploads
from events.errors import Blank, ClientIdReused, Forbidden, NotFound, NotSignedIn, TooLarge, TooLong
from messaging import guessing, invites, presence, queries, services, shapes
from messaging.api.base import Number, Operation, PersonRequest, PublicOperation, Text, given, limit_of, page
from messaging.api.describe import DONE, PAGED, TEXT, Query, described, listed, made
from messaging.epoch import epoch
from messaging.models import User
from messaging.permissions import PartiesByStaff, TimedOut, insist
from messaging.services.icons import FIELD
from messaging.services.invites import Banned
from messaging.services.parties import TooManyParties

ENDED = (invites.InviteExpired, invites.InviteUsedUp, invites.InviteRevoked)
ONE = {200: {"party": shapes.PartyShape}}
#: So many people one answer says are there; states of others are on the pages of members.
MOST_HERE: Final = 1_000


class PartiesApi(Operation):
    class Input(serializers.Serializer[Any]):
        client_id = Text()
        name = Text()

    @described("My parties", listed(shapes.PartyShape))
    def get(self, request: PersonRequest) -> Response:
        return page(queries.parties_of(request.user), None)

    @described(
        "Make a party",
        made(
            {
                "party": shapes.PartyShape,
                "topics": list[shapes.TopicShape],
                "invite": shapes.InviteShape,
                "epoch": str,
            }
        ),
        refuses=(Blank, TooLong, NotFound, PartiesByStaff, TooManyParties),
    )
    def post(self, request: PersonRequest) -> Response:
        """It comes with a topic, `general`, and an invite."""
        new = services.create_party(request.user, **given(self.Input, request))
        answer = {"party": new.party, "topics": new.topics, "invite": new.invite, "epoch": epoch()}
        return Response(answer, status=status.HTTP_200_OK if new.again else status.HTTP_201_CREATED)


class PartyApi(Operation):
    class Input(serializers.Serializer[Any]):
        name = Text(required=False)
        description = Text(required=False)

    @described("A party", ONE)
    def get(self, request: PersonRequest, party: str) -> Response:
        return Response({"party": queries.party_shape_for(request.user, party)})

    @described("Rename or describe a party", ONE, refuses=(Blank, TooLong, Forbidden, TimedOut))
    def patch(self, request: PersonRequest, party: str) -> Response:
        """Admins may."""
        return Response({"party": services.update_party(request.user, party_id=party, **given(self.Input, request))})

    @described(
        "Delete a party",
        DONE,
        query=(Query("confirm", TEXT, "Its name, to say that it is meant.", required=True),),
        refuses=(Forbidden,),
    )
    def delete(self, request: PersonRequest, party: str) -> Response:
        """Its owner may. Nobody finds it any more; what was said in it is erased bit by bit."""
        services.delete_party(request.user, party_id=party, confirm=request.query_params.get("confirm", ""))
        return Response(status=status.HTTP_204_NO_CONTENT)


class IconApi(Operation):
    parser_classes = uploads.PARSERS

    class Input(serializers.Serializer[Any]):
        icon = serializers.FileField()

    @described("Set the icon", ONE, refuses=(Forbidden, TimedOut, TooLarge))
    def put(self, request: PersonRequest, party: str) -> Response:
        """PNG, JPEG or WebP up to 2 MB, as the body or as the field `icon` of a form."""
        content = uploads.picture_in(request, FIELD)
        return Response({"party": services.set_icon(request.user, party_id=party, content=content)})

    @described("Take the icon off", DONE, refuses=(Forbidden, TimedOut))
    def delete(self, request: PersonRequest, party: str) -> Response:
        services.remove_icon(request.user, party_id=party)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TransferApi(Operation):
    class Input(serializers.Serializer[Any]):
        user_id = Text()

    @described("Offer the ownership to a member", ONE, refuses=(Forbidden,))
    def post(self, request: PersonRequest, party: str) -> Response:
        """The owner may; `heir_id` says to whom. Nothing changes before they accept."""
        return Response({"party": services.offer_party(request.user, party_id=party, **given(self.Input, request))})

    @described("Take the offer back, or decline it", DONE, refuses=(Forbidden,))
    def delete(self, request: PersonRequest, party: str) -> Response:
        services.withdraw_offer(request.user, party_id=party)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TransferAcceptApi(Operation):
    @described("Accept the ownership", ONE, refuses=(Forbidden,))
    def post(self, request: PersonRequest, party: str) -> Response:
        """Who owned the party is an admin from then on."""
        return Response({"party": services.accept_party(request.user, party_id=party)})


class PresenceApi(Operation):
    @described("Who is online", {200: {"online": list[str], "away": list[str], "count": int | None}})
    def get(self, request: PersonRequest, party: str) -> Response:
        """Ids of people, 1,000 at most: of more, first of those online. `count` is of all, and null when not known."""
        membership = queries.party_for(request.user, party)
        people = presence.store().people(membership.party_id)
        states: dict[str, list[str]] = {presence.ONLINE: [], presence.AWAY: []}
        ordered = sorted((state != presence.ONLINE, str(user_id), state) for user_id, state in (people or {}).items())
        for _, user_id, state in ordered[:MOST_HERE]:
            states[state].append(user_id)
        count = None if people is None else len(people)
        return Response(states | {"count": count})


class InvitesApi(Operation):
    class Input(serializers.Serializer[Any]):
        client_id = Text()
        expires_in = Number(required=False, allow_null=True, default=invites.LASTS)
        max_uses = Number(required=False, allow_null=True, default=None)

    @described("Invites of a party", listed(shapes.InviteShape), query=PAGED, refuses=(Forbidden,))
    def get(self, request: PersonRequest, party: str) -> Response:
        """Newest first."""
        membership = queries.party_for(request.user, party)
        insist(membership, "see_invites")
        cursor = request.query_params.get("cursor")
        return page(*queries.invites_of(membership, cursor=cursor, limit=limit_of(request)))

    @described("Make an invite", made({"invite": shapes.InviteShape}), refuses=(Forbidden, TimedOut, ClientIdReused))
    def post(self, request: PersonRequest, party: str) -> Response:
        """`expires_in` in seconds, at most a year, null for never; `max_uses` 1 to 1,000, null for any number."""
        invite, created = services.create_invite(request.user, party_id=party, **given(self.Input, request))
        return Response({"invite": invite}, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)


class InvitedTo(msgspec.Struct, frozen=True):
    """A party as it shows itself to whoever holds an invite."""

    name: str
    icon_url: str | None
    description: str
    member_count: int
    online_count: int | None


class InviteApi(PublicOperation):
    @described(
        "What an invite leads to",
        {200: {"party": InvitedTo, "maker": shapes.UserShape, "expires_at": str | None}},
        refuses=ENDED,
    )
    def get(self, request: PersonRequest, code: str) -> Response:
        """For anybody who has the link, signed in or not."""
        with guessing.of_invites(request._request):
            preview = queries.invite_preview(code)
        invited_to = InvitedTo(
            name=preview.name,
            icon_url=preview.icon_url,
            description=preview.description,
            member_count=preview.member_count,
            online_count=preview.online_count,
        )
        return Response({"party": invited_to, "maker": preview.maker, "expires_at": preview.expires_at})

    @described("Take an invite back", DONE, refuses=(Forbidden,))
    def delete(self, request: PersonRequest, code: str) -> Response:
        """Who has made it may, and moderators. It lets nobody in from then on."""
        if not isinstance(request.user, User):
            raise NotSignedIn
        with guessing.of_invites(request._request):
            services.revoke_invite(request.user, code=code)
        return Response(status=status.HTTP_204_NO_CONTENT)


class InviteAcceptApi(Operation):
    @described("Join a party", made({"party": shapes.PartyShape}), refuses=(*ENDED, Banned, TooManyParties))
    def post(self, request: PersonRequest, code: str) -> Response:
        with guessing.of_invites(request._request):
            joined = services.join_party(request.user, code=code)
        return Response(
            {"party": joined.party}, status=status.HTTP_201_CREATED if joined.created else status.HTTP_200_OK
        )
