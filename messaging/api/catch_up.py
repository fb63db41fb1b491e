"""While you were away."""

from django.utils.translation import gettext as _
from rest_framework.response import Response

from events.errors import Invalid
from messaging import queries
from messaging.api.base import Operation, PersonRequest


class CatchUpApi(Operation):
    def get(self, request: PersonRequest) -> Response:
        party, topic = (request.query_params.get(name) for name in ("party", "topic"))
        if (party is None) == (topic is None):
            raise Invalid(_("Say which party or which topic, one of them."))
        if topic is not None:
            return Response(queries.catch_up_on_topic(queries.topic_for(request.user, topic)))
        return Response(queries.catch_up_on_party(request.user, queries.party_for(request.user, party or "")))
