"""What was done in a party, and undoing it."""

from rest_framework.response import Response

from messaging import permissions, queries, services
from messaging.api.base import Operation, PersonRequest, limit_of, page


class AuditApi(Operation):
    def get(self, request: PersonRequest, party: str) -> Response:
        membership = queries.party_for(request.user, party)
        permissions.insist(membership, "see_audit")
        keys = {name: request.query_params.get(name) for name in ("actor", "action", "cursor")}
        entries, following = queries.audit_entries(membership, limit=limit_of(request), **keys)
        return page(services.audit_shapes(entries), following)


class UndoApi(Operation):
    def get(self, request: PersonRequest, entry: str) -> Response:
        return Response(services.undo_preview(request.user, entry))

    def post(self, request: PersonRequest, entry: str) -> Response:
        return Response(services.undo(request.user, entry))
