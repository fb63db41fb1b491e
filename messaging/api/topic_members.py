"""Who is inside a private topic, and what an owner may know of those that they are not inside."""

from rest_framework import status
from rest_framework.response import Response

from messaging import queries, services
from messaging.api.base import Operation, PersonRequest, limit_of, page
from messaging.permissions import insist


class TopicMembersApi(Operation):
    def get(self, request: PersonRequest, topic: str) -> Response:
        opened = queries.topic_for(request.user, topic)
        cursor = request.query_params.get("cursor")
        return page(*queries.members_of(opened.membership, topic=opened.topic, cursor=cursor, limit=limit_of(request)))


class TopicMemberApi(Operation):
    def put(self, request: PersonRequest, topic: str, user: str) -> Response:
        return Response({"member": services.add_topic_member(request.user, topic_id=topic, user_id=user)})

    def delete(self, request: PersonRequest, topic: str, user: str) -> Response:
        services.remove_topic_member(request.user, topic_id=topic, user_id=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PrivateTopicsApi(Operation):
    def get(self, request: PersonRequest, party: str) -> Response:
        membership = queries.party_for(request.user, party)
        insist(membership, "see_private_topics")
        cursor = request.query_params.get("cursor")
        return page(*queries.private_topics(membership, cursor=cursor, limit=limit_of(request)))
