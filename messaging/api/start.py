"""Where a client starts: everything it needs first, and a ticket for its socket."""

from typing import Any

import msgspec
from rest_framework.response import Response

from events.rest import encoder
from events.times import iso, now
from messaging import checks, queries, services, shapes
from messaging.api.base import Operation, PersonRequest
from messaging.api.describe import described
from messaging.api.etags import weak_tag
from messaging.epoch import epoch
from messaging.services.sessions import TICKET_SECONDS


class Limits(msgspec.Struct, frozen=True):
    """The most characters of each."""

    text: int
    name: int
    description: int


class SyncApi(Operation):
    @described(
        "Everything that a client needs first",
        {
            200: {
                "me": shapes.UserShape,
                "epoch": str,
                "parties": list[shapes.PartyWithTopics],
                "limits": Limits,
                "server_time": str,
            }
        },
    )
    def get(self, request: PersonRequest) -> Response:
        """Parties in joining order with their topics, without archived ones. The ETag ignores `server_time` and how
        many are online.
        """
        lasting = {
            "me": shapes.user_shape(request.user),
            "epoch": epoch(),
            "parties": queries.sync(request.user),
            "limits": Limits(text=checks.MAX_TEXT, name=checks.MAX_NAME, description=checks.MAX_DESCRIPTION),
        }
        return Response(lasting | {"server_time": iso(now())}, headers={"ETag": _tag(lasting)})


def _tag(lasting: dict[str, Any]) -> str:
    """An ETag that how many are online does not change."""
    parties = [msgspec.structs.replace(party, online_count=None) for party in lasting["parties"]]
    return weak_tag(encoder.encode(lasting | {"parties": parties}))


class TicketApi(Operation):
    @described("A ticket for the socket", {200: {"ticket": str, "expires_in": int}})
    def post(self, request: PersonRequest) -> Response:
        """For `/ws?v=1&ticket=…`, once, within `expires_in` seconds."""
        ticket = services.take_ticket(request.auth)
        return Response({"ticket": ticket, "expires_in": TICKET_SECONDS})
