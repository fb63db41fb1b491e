"""While you were away: what has come in since somebody has read, and marking it as read."""

import uuid
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from events.errors import BadCursor, Invalid
from messaging import queries, services
from messaging.queries import CatchUp, OpenTopic
from messaging.views.desk import PersonRequest, desk, insist_same_party, show, signed_in

#: Lists of a summary, with their headings and icons, in the order in which they matter.
LISTS: Final = (
    ("mentions", gettext_lazy("Mentions of you"), "at-sign"),
    ("replies", gettext_lazy("Answers to you"), "reply"),
    ("pins", gettext_lazy("Pinned"), "pin"),
    ("most_reacted", gettext_lazy("Most reactions"), "smile"),
    ("links", gettext_lazy("Links"), "link"),
)


@signed_in
@require_safe
def away(request: PersonRequest) -> HttpResponse:
    """Of one party, `party`, or of one topic, `topic`."""
    party, topic = request.GET.get("party"), request.GET.get("topic")
    if (party is None) == (topic is None):
        raise Invalid(_("Say which party or which topic, one of them."))
    opened = queries.topic_for(request.person, topic) if topic is not None else None
    membership = opened.membership if opened else queries.party_for(request.person, party or "")
    if opened:
        found = queries.catch_up_on_topic(opened)
    else:
        found = queries.catch_up_on_party(request.person, membership)
    context = desk(request, membership) | {"found": found, "lists": _lists(request, found), "topic": _shown(opened)}
    return show(request, "messaging/away.html", context | {"open_id": str(opened.topic.id) if opened else None})


def _shown(opened: OpenTopic | None) -> Any:
    return opened.topic if opened else None


def _lists(request: PersonRequest, found: CatchUp) -> list[dict[str, Any]]:
    """The lists that have something in them, each message with the name of its topic."""
    names = queries.names_of_topics(request.person, map(uuid.UUID, found.since))
    called = {str(key): name.topic for key, name in names.items()}
    lists = []
    for name, title, icon in LISTS:
        items = [(one.message, one.url) if name == "links" else (one, "") for one in getattr(found, name)]
        lines = [{"message": one, "url": url, "topic": called.get(one.topic_id, "")} for one, url in items]
        if lines:
            lists.append({"name": name, "title": title, "icon": icon, "lines": lines})
    return lists


@signed_in
@require_POST
def party_read(request: PersonRequest, party: str) -> HttpResponse:
    """Everything in a party is read."""
    services.read_all(request.person, party_id=party)
    return redirect("party", party=party)


@signed_in
@require_POST
def topic_read(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    """A topic is read up to the message `n` that the form names."""
    opened = queries.topic_for(request.person, topic)
    insist_same_party(opened.membership, party)
    n = request.POST.get("n", "")
    if not (n.isascii() and n.isdigit() and len(n) < 16):
        raise BadCursor
    services.mark_read(request.person, topic_id=topic, n=int(n))
    return redirect(reverse("topic", args=[party, topic]))
