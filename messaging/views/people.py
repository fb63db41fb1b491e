"""Pages of the people of a party, and what may be done to them. Who is not strictly below is out of reach."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chatterbox.templatetags.interface import called
from events.errors import ChatterboxError, Forbidden, NotFound
from messaging import permissions, queries, services
from messaging.models import Membership
from messaging.people_forms import KickForm
from messaging.shapes import MemberShape
from messaging.views.desk import PersonRequest, desk, show, signed_in
from messaging.views.dialogs import done, show_form
from messaging.views.settings_frame import settings_frame


@signed_in
@require_safe
def members(request: PersonRequest, party: str) -> HttpResponse:
    """All members, page by page."""
    membership = queries.party_for(request.person, party)
    page, following = queries.members_of(membership, cursor=request.GET.get("cursor"))
    context = {"heading": _("People and roles"), "members": page, "following": following}
    return show(request, "messaging/members.html", settings_frame(request, membership, "members") | context)


@signed_in
@require_safe
def person(request: PersonRequest, party: str, user: str) -> HttpResponse:
    membership = queries.party_for(request.person, party)
    context = desk(request, membership) | {"member": queries.member_for(membership, user)}
    return show(request, "messaging/person.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def kick(request: PersonRequest, party: str, user: str) -> HttpResponse:
    membership, member = _somebody_below(request, party, user, "kick")
    if member is None:
        return _gone(request, party, user)
    form = KickForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.kick_member(request.person, party_id=party, user_id=user, **form.cleaned_data)
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
        else:
            said = _("%(name)s was removed.") % {"name": called(member.user)}
            return done(request, said, reverse("members", args=[party]), gone=reverse("person", args=[party, user]))
    heading = _("Remove %(name)s?") % {"name": called(member.user)}
    return _ask(request, membership, member, "kick", form, heading)


def _gone(request: PersonRequest, party: str, user: str) -> HttpResponse:
    """What was sent comes too late: sent twice, or somebody else was quicker."""
    said = _("They are no member any more.")
    return done(request, said, reverse("members", args=[party]), gone=reverse("person", args=[party, user]))


def _somebody_below(
    request: PersonRequest, party: str, user: str, action: str
) -> tuple[Membership, MemberShape | None]:
    """Me, and a member of my party on whom I may act; None where a form is sent about somebody who is none any more.

    Raises NotFound, Forbidden.
    """
    membership = queries.party_for(request.person, party)
    permissions.insist(membership, action)
    try:
        member = queries.member_for(membership, user)
    except NotFound:
        if request.method != "POST":
            raise
        return membership, None
    if not permissions.is_above_role(membership, member.role):
        raise Forbidden(_("You can do that only to people whose role is below yours."))
    return membership, member


def _ask(
    request: PersonRequest, membership: Membership, member: MemberShape, name: str, form: Any, heading: str
) -> HttpResponse:
    """The form of what is to be done to a member."""
    return show_form(
        request,
        membership,
        f"messaging/forms/{name}.html",
        form,
        heading=heading,
        back=reverse("person", args=[membership.party_id, member.user.id]),
        at="members",
        member=member,
        party_name=membership.party.name,
    )
