"""What somebody wants to hear of topics, what is read, and the page of this device's notifications."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from events.errors import ChatterboxError
from messaging import queries, services
from messaging.forms import LevelForm
from messaging.views.desk import PersonRequest, desk, htmx_target, insist_same_party, show, signed_in
from messaging.views.dialogs import done, show_form


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def level(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    """How much somebody wants to hear of a topic."""
    opened = queries.topic_for(request.person, topic)
    insist_same_party(opened.membership, party)
    back = reverse("topic", args=[party, topic])
    given = request.POST if request.method == "POST" else None
    form = LevelForm(given, initial={"level": opened.marker.level if opened.marker else None})
    if form.is_bound and form.is_valid():
        try:
            services.set_level(request.person, topic_id=topic, **form.cleaned_data)
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
        else:
            return done(request, _("Saved."), back)
    heading = _("What do you want to hear of %(topic)s?") % {"topic": opened.topic.name}
    return show_form(request, opened.membership, "messaging/forms/level.html", form, heading=heading, back=back)


@signed_in
@require_POST
def read_all(request: PersonRequest) -> HttpResponse:
    """Everything is read, in one party or in all. htmx gets an event, for where no socket tells it."""
    party = request.POST.get("party") or None
    services.read_all(request.person, party_id=party)
    if htmx_target(request) is not None:
        return trigger_client_event(HttpResponse(status=204), "read-all", {})
    messages.success(request, _("Everything is marked as read."))
    return redirect("party", party=party) if party else redirect("home")


@signed_in
@require_safe
def notifications(request: PersonRequest) -> HttpResponse:
    """How this device tells of messages, and the topics of which somebody wants to hear less."""
    context = desk(request) | {"quieter": queries.quieter_topics(request.person)}
    return show(request, "messaging/notifications.html", context)
