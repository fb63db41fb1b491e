"""Search of messages."""

from rest_framework.response import Response

from messaging import queries
from messaging.api.base import Operation, PersonRequest, limit_of


class SearchApi(Operation):
    def get(self, request: PersonRequest) -> Response:
        given = request.query_params
        return Response(
            queries.search(
                request.user,
                given.get("q", ""),
                party=given.get("party"),
                topic=given.get("topic"),
                sort=given.get("sort", "new"),
                cursor=given.get("cursor"),
                limit=limit_of(request),
            )
        )
