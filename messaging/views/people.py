"""Pages of the people of a party: all of them, and one."""

import dataclasses
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chatterbox.templatetags.interface import called
from events.times import now
from messaging import permissions, queries
from messaging.models import Membership, Role
from messaging.shapes import MemberShape
from messaging.views.desk import PersonRequest, htmx_target, show, signed_in
from messaging.views.settings_frame import settings_frame

#: The id of the one card of a page.
CARD: Final = "profile-card"


@dataclasses.dataclass(frozen=True)
class Reach:
    """What somebody may do to a member. Who is not strictly below is out of reach."""

    role: bool
    timeout: bool
    kick: bool
    ban: bool
    transfer: bool

    @property
    def anything(self) -> bool:
        return self.role or self.timeout or self.kick or self.ban or self.transfer


def reach(membership: Membership, member: MemberShape) -> Reach:
    is_below = permissions.is_above_role(membership, member.role)
    is_other = str(membership.user_id) != member.user.id

    def may(action: str) -> bool:
        return is_below and permissions.may(membership, action)

    return Reach(
        role=may("set_role"),
        timeout=may("timeout"),
        kick=may("kick"),
        ban=may("ban"),
        transfer=is_other and permissions.may(membership, "transfer_party"),
    )


def timed_out_until(member: MemberShape) -> datetime | None:
    """Until when a member may not write; None when they may."""
    until = parse_datetime(member.timeout_until) if member.timeout_until else None
    return until if until and until > now() else None


@signed_in
@require_safe
def members(request: PersonRequest, party: str) -> HttpResponse:
    """All members, page by page; with `?q=` those whose name holds it, with `?role=` those with a role."""
    membership = queries.party_for(request.person, party)
    wanted, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    found, following = queries.members_of(
        membership, cursor=request.GET.get("cursor"), name=wanted, role=role if role in Role.values else ""
    )
    is_owner = permissions.may(membership, "transfer_party")
    context = {
        "heading": _("People and roles"),
        "members": [(each, reach(membership, each), timed_out_until(each)) for each in found],
        "following": following,
        "more": urlencode({"q": wanted, "role": role, "cursor": following}),
        "wanted": wanted,
        "wanted_role": role,
        "roles": Role.choices,
        "is_owner": is_owner,
        "heir": queries.somebody(membership.party.heir_id) if is_owner and membership.party.heir_id else None,
    }
    return show(request, "messaging/members.html", settings_frame(request, membership, "members") | context)


@signed_in
@require_safe
def person(request: PersonRequest, party: str, user: str) -> HttpResponse:
    """A member, and what may be done to them. htmx gets the card alone."""
    membership = queries.party_for(request.person, party)
    member = queries.member_for(membership, user)
    context = {
        "heading": called(member.user),
        "back": reverse("members", args=[party]),
        "member": member,
        "reach": reach(membership, member),
        "timeout": timed_out_until(member),
    }
    if htmx_target(request) == CARD:
        return show(request, "messaging/_card.html", context | {"party": membership.party})
    return show(request, "messaging/person.html", settings_frame(request, membership, "members") | context)
