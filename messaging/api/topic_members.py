"""Who is inside a private topic, and what an owner may know of those that they are not inside."""

from rest_framework import status
from rest_framework.response import Response

from events.errors import Conflict, Forbidden
from messaging import queries, services, shapes
from messaging.api.base import Operation, PersonRequest, limit_of, page
from messaging.api.describe import DONE, PAGED, described, listed
from messaging.permissions import TimedOut, insist
from messaging.queries.topics import HiddenTopic


class TopicMembersApi(Operation):
    @described("Who sees a topic", listed(shapes.MemberShape), query=PAGED)
    def get(self, request: PersonRequest, topic: str) -> Response:
        """Of a private one its own members; of any other all of the party."""
        opened = queries.topic_for(request.user, topic)
        cursor = request.query_params.get("cursor")
        return page(*queries.members_of(opened.membership, topic=opened.topic, cursor=cursor, limit=limit_of(request)))


class TopicMemberApi(Operation):
    @described(
        "Let a member into a private topic",
        {200: {"member": shapes.MemberShape}},
        refuses=(Forbidden, TimedOut, Conflict),
    )
    def put(self, request: PersonRequest, topic: str, user: str) -> Response:
        return Response({"member": services.add_topic_member(request.user, topic_id=topic, user_id=user)})

    @described("Take somebody out of a private topic, or leave it", DONE, refuses=(Forbidden, TimedOut, Conflict))
    def delete(self, request: PersonRequest, topic: str, user: str) -> Response:
        services.remove_topic_member(request.user, topic_id=topic, user_id=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PrivateTopicsApi(Operation):
    @described("Private topics of a party", listed(HiddenTopic), query=PAGED, refuses=(Forbidden,))
    def get(self, request: PersonRequest, party: str) -> Response:
        """For the owner, without their names: one may let oneself in, which is said there."""
        membership = queries.party_for(request.user, party)
        insist(membership, "see_private_topics")
        cursor = request.query_params.get("cursor")
        return page(*queries.private_topics(membership, cursor=cursor, limit=limit_of(request)))
