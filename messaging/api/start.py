"""Where a client starts: everything it needs first, and a ticket for its socket."""

from rest_framework.response import Response

from events.times import iso, now
from messaging import checks, queries, services, shapes
from messaging.api.base import Operation, PersonRequest
from messaging.epoch import epoch
from messaging.services.sessions import TICKET_SECONDS


class SyncApi(Operation):
    def get(self, request: PersonRequest) -> Response:
        current = epoch()
        return Response(
            {
                "me": shapes.user_shape(request.user),
                "parties": queries.sync(request.user),
                "epoch": current,
                "server_time": iso(now()),
                "limits": {"text": checks.MAX_TEXT, "name": checks.MAX_NAME, "description": checks.MAX_DESCRIPTION},
            }
        )


class TicketApi(Operation):
    def post(self, request: PersonRequest) -> Response:
        ticket = services.take_ticket(request.auth)
        return Response({"ticket": ticket, "expires_in": TICKET_SECONDS})
