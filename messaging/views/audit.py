"""The audit log of a party, and undoing what it tells of."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.times import now
from messaging import permissions, queries, services
from messaging.audit_words import sentence_of
from messaging.models import Action
from messaging.people_forms import ConfirmForm
from messaging.shapes import AuditShape
from messaging.views.desk import PersonRequest, show, signed_in, zone_of
from messaging.views.dialogs import carried_out, done, sent, show_form
from messaging.views.settings_frame import settings_frame


@signed_in
@require_safe
def audit(request: PersonRequest, party: str) -> HttpResponse:
    """What was done, newest first; with `?actor=` and `?action=` only that."""
    membership = queries.party_for(request.person, party)
    permissions.insist(membership, "see_audit")
    asked: dict[str, Any] = {name: request.GET[name] for name in ("actor", "action") if request.GET.get(name)}
    entries, following = queries.audit_entries(membership, cursor=request.GET.get("cursor"), **asked)
    with timezone.override(zone_of(request)):
        told = [(each, sentence_of(each), _is_undoable(each)) for each in services.audit_shapes(entries)]
    context = {
        "heading": _("Audit log"),
        "entries": told,
        "more": urlencode(asked | {"cursor": following}) if following else "",
        "actors": queries.audit_actors(membership),
        "actions": Action.choices,
        "asked": asked,
    }
    return show(request, "messaging/audit.html", settings_frame(request, membership, "audit") | context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: PersonRequest, entry: str) -> HttpResponse:
    """What undoing would bring back, and doing it."""
    membership, _entry = queries.audit_entry_for(request.person, entry)
    log = reverse("audit", args=[membership.party_id])
    form = ConfirmForm(sent(request))
    if carried_out(form, lambda: services.undo(request.person, entry)):
        return done(request, _("It is undone."), log)
    preview: Any = services.undo_preview(request.person, entry) if form.refusal is None else None
    if preview is not None and preview.entry.undone_at:
        return done(request, _("This is undone already."), log)
    with timezone.override(zone_of(request)):
        sentence = sentence_of(preview.entry) if preview else ""
    return show_form(
        request,
        membership,
        "messaging/forms/undo.html",
        form,
        heading=_("Undo this?"),
        back=log,
        at="audit",
        preview=preview,
        sentence=sentence,
    )


def _is_undoable(entry: AuditShape) -> bool:
    until = parse_datetime(entry.undoable_until) if entry.undoable_until else None
    return until is not None and until > now()
