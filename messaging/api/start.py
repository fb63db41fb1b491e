"""Where a client starts: everything it needs first, and a ticket for its socket."""

import hashlib
from typing import Any

import msgspec
from django.utils.http import parse_etags
from rest_framework import status
from rest_framework.response import Response

from events.rest import encoder
from events.times import iso, now
from messaging import checks, queries, services, shapes
from messaging.api.base import Operation, PersonRequest
from messaging.epoch import epoch
from messaging.services.sessions import TICKET_SECONDS


class SyncApi(Operation):
    def get(self, request: PersonRequest) -> Response:
        lasting = {
            "me": shapes.user_shape(request.user),
            "epoch": epoch(),
            "parties": queries.sync(request.user),
            "limits": {"text": checks.MAX_TEXT, "name": checks.MAX_NAME, "description": checks.MAX_DESCRIPTION},
        }
        tag = _tag(lasting)
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
        return Response(lasting | {"server_time": iso(now())}, headers={"ETag": tag})


def _tag(lasting: dict[str, Any]) -> str:
    """A weak ETag that how many are online does not change."""
    parties = [msgspec.structs.replace(party, online_count=None) for party in lasting["parties"]]
    digest = hashlib.sha256(encoder.encode(lasting | {"parties": parties})).hexdigest()[:32]
    return f'W/"{digest}"'


class TicketApi(Operation):
    def post(self, request: PersonRequest) -> Response:
        ticket = services.take_ticket(request.auth)
        return Response({"ticket": ticket, "expires_in": TICKET_SECONDS})
