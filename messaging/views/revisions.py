"""What a message said before: beside its conversation, for its author and moderators."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from messaging import queries
from messaging.views import panels
from messaging.views.desk import PersonRequest, htmx_target, signed_in


@signed_in
@require_safe
def revisions(request: PersonRequest, message: str) -> HttpResponse:
    """To the message with its revisions beside it; htmx gets those alone."""
    found = queries.message_for(request.person, message)
    queries.revisions_of(found, limit=1)  # who may not see them is told so here
    place = reverse("topic", args=[found.membership.party_id, found.topic.id])
    if htmx_target(request) != "panel":
        n = found.message.n
        return redirect(f"{place}?around={n}&panel=revisions&message={found.message.id}#m-{n}")
    given: Any = request.GET.copy()
    given.update({"panel": "revisions", "message": str(found.message.id)})
    request.GET = given
    response = panels.panel(request, queries.topic_for(request.person, found.topic.id))
    response["HX-Push-Url"] = f"{place}?panel=revisions&message={found.message.id}"
    return response
