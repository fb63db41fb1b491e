"""While you were away."""

from django.utils.translation import gettext as _
from rest_framework.response import Response

from events.errors import Invalid, NotFound
from messaging import queries
from messaging.api.base import Operation, PersonRequest
from messaging.api.describe import TEXT, Query, described

_WHERE = (Query("party", TEXT, "All of this party."), Query("topic", TEXT, "This topic alone."))


class CatchUpApi(Operation):
    @described("While you were away", {200: queries.CatchUp}, query=_WHERE, refuses=(NotFound,))
    def get(self, request: PersonRequest) -> Response:
        """What was said since one has read last, of one party or one topic: made of the rows alone."""
        party, topic = (request.query_params.get(name) for name in ("party", "topic"))
        if (party is None) == (topic is None):
            raise Invalid(_("Say which party or which topic, one of them."))
        if topic is not None:
            return Response(queries.catch_up_on_topic(queries.topic_for(request.user, topic)))
        return Response(queries.catch_up_on_party(request.user, queries.party_for(request.user, party or "")))
