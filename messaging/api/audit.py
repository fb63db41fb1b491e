"""What was done in a party, and undoing it."""

from rest_framework.response import Response

from events.errors import Conflict, Forbidden
from messaging import permissions, queries, services, shapes
from messaging.api.base import Operation, PersonRequest, limit_of, page
from messaging.api.describe import PAGED, TEXT, Query, described, listed
from messaging.services.undo.entries import NotUndoable, UndoExpired

_REFUSES = (Forbidden, Conflict, NotUndoable, UndoExpired)


class AuditApi(Operation):
    @described(
        "What was done in a party",
        listed(shapes.AuditShape),
        query=(Query("actor", TEXT, "Only by this person."), Query("action", TEXT, "Only this action."), *PAGED),
        refuses=(Forbidden,),
    )
    def get(self, request: PersonRequest, party: str) -> Response:
        """Newest first; moderators may. What was done in private topics is told to those inside."""
        membership = queries.party_for(request.user, party)
        permissions.insist(membership, "see_audit")
        keys = {name: request.query_params.get(name) for name in ("actor", "action", "cursor")}
        entries, following = queries.audit_entries(membership, limit=limit_of(request), **keys)
        return page(services.audit_shapes(entries), following)


class UndoApi(Operation):
    @described("What undoing would bring back", {200: shapes.UndoShape}, refuses=_REFUSES)
    def get(self, request: PersonRequest, entry: str) -> Response:
        return Response(services.undo_preview(request.user, entry))

    @described("Undo an entry of the audit log", {200: shapes.UndoShape}, refuses=_REFUSES)
    def post(self, request: PersonRequest, entry: str) -> Response:
        """Within 24 hours, by whoever may do such a thing. A second time answers the same."""
        return Response(services.undo(request.user, entry))
