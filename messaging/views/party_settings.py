"""A party's own settings: what it is called and how it looks, leaving it, deleting it, and the page of who is out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chatterbox.forms import RefusableForm
from events.errors import ChatterboxError, NotFound, Unavailable
from events.uploads import content_of
from messaging import permissions, queries, services
from messaging.models import Membership, Role
from messaging.party_forms import DeletePartyForm, PartySettingsForm
from messaging.people_forms import ConfirmForm
from messaging.services.icons import FIELD, MAX_BYTES
from messaging.views.desk import PersonRequest, desk, show, signed_in
from messaging.views.dialogs import carried_out, done, sent, show_form
from messaging.views.settings_frame import settings_frame


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: PersonRequest, party: str) -> HttpResponse:
    """What the party is called and says of itself; who may change that gets a form."""
    membership = queries.party_for(request.person, party)
    form = PartySettingsForm(sent(request), initial=_kept(membership))
    if carried_out(form, lambda **_: services.update_party(request.person, party_id=party, **form.changes)):
        messages.success(request, _("It is saved."))
        return redirect("party-settings", party=party)
    return form.mark(_page(request, membership, form))


@signed_in
@require_POST
def icon(request: PersonRequest, party: str) -> HttpResponse:
    """Another icon, or with the button `remove` none."""
    try:
        if "remove" in request.POST:
            services.remove_icon(request.person, party_id=party)
            said = _("The icon is gone; the first letters stand in for it.")
        else:
            content = content_of(request.FILES.get(FIELD), FIELD)
            services.set_icon(request.person, party_id=party, content=content)
            said = _("This is the icon now.")
    except (NotFound, Unavailable):
        raise
    except ChatterboxError as refusal:
        membership = queries.party_for(request.person, party)
        form = PartySettingsForm(initial=_kept(membership))
        return _page(request, membership, form, status=refusal.status, refused=[refusal.message])
    messages.success(request, said)
    return redirect("party-settings", party=party)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PersonRequest, party: str) -> HttpResponse:
    """Leave the party. An owner reads why that can't be, and what can."""
    membership = queries.party_for(request.person, party)
    form = ConfirmForm(sent(request))
    if carried_out(form, lambda: services.leave_party(request.person, party_id=party)):
        said = _("You have left %(party)s.") % {"party": membership.party.name}
        return done(request, said, reverse("home"), gone=reverse("party", args=[party]))
    heading = _("Leave %(party)s?") % {"party": membership.party.name}
    return _ask(
        request,
        membership,
        "leave",
        form,
        heading,
        party_id=party,
        is_owner=membership.role == Role.OWNER,
        is_alone=membership.party.member_count == 1,
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PersonRequest, party: str) -> HttpResponse:
    """Delete the party, by its owner, who types its name."""
    membership = queries.party_for(request.person, party)
    permissions.insist(membership, "delete_party")
    form = DeletePartyForm(sent(request))
    if carried_out(form, lambda confirm: services.delete_party(request.person, party_id=party, confirm=confirm)):
        said = _("%(party)s is deleted.") % {"party": membership.party.name}
        return done(request, said, reverse("home"), gone=reverse("party", args=[party]))
    heading = _("Delete %(party)s?") % {"party": membership.party.name}
    return _ask(
        request,
        membership,
        "delete_party",
        form,
        heading,
        party_name=membership.party.name,
        member_count=membership.party.member_count,
    )


@signed_in
@require_safe
def gone(request: PersonRequest, party: str) -> HttpResponse:
    """Where the pages of a party lead whose door has closed. It says the same of parties that never were."""
    try:
        queries.party_for(request.person, party)
    except NotFound:
        return show(request, "messaging/party_gone.html", desk(request))
    return redirect("party", party=party)


def _kept(membership: Membership) -> dict[str, str]:
    return {"name": membership.party.name, "description": membership.party.description}


def _ask(
    request: PersonRequest, membership: Membership, name: str, form: RefusableForm, heading: str, **context: Any
) -> HttpResponse:
    """The form that ends something of the party, with a way back to its settings."""
    back = reverse("party-settings", args=[membership.party_id])
    template = f"messaging/forms/{name}.html"
    return show_form(request, membership, template, form, heading=heading, back=back, at="party-settings", **context)


def _page(
    request: PersonRequest, membership: Membership, form: PartySettingsForm, *, status: int = 200, refused: Any = ()
) -> HttpResponse:
    context = {
        "heading": _("About"),
        "form": form,
        "refused": refused,
        "most_mb": MAX_BYTES // 1024**2,
        "may_update": permissions.may(membership, "update_party"),
        "may_delete": permissions.may(membership, "delete_party"),
    }
    shown = settings_frame(request, membership, "party-settings") | context
    return show(request, "messaging/party_settings.html", shown, status=status)
