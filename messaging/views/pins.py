"""Taking a pin out, from the panel of pinned messages."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from events.errors import ChatterboxError
from messaging import queries, services
from messaging.views import panels
from messaging.views.desk import PersonRequest, htmx_target, signed_in


@signed_in
@require_POST
def unpin(request: PersonRequest, message: str) -> HttpResponse:
    """Back to the pins; a refusal is said above them."""
    opened = queries.topic_for(request.person, queries.message_for(request.person, message).topic.id)
    is_part = htmx_target(request) == "pins"
    try:
        services.unpin_message(request.person, message_id=message)
    except ChatterboxError as refusal:
        if not is_part:
            raise
        return panels.part(request, opened, "pins", problem=refusal.message)
    if is_part:
        return panels.part(request, opened, "pins")
    return redirect(f"{reverse('topic', args=[opened.party.id, opened.topic.id])}?panel=pins")
