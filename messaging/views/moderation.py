"""Forms that look after the people of a party: roles, timeouts, removals and bans, and the list of bans."""

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chatterbox.forms import RefusableForm
from chatterbox.templatetags.interface import called
from events.errors import Forbidden, NotFound
from events.times import iso, now
from messaging import permissions, queries, services
from messaging.models import Membership, Role
from messaging.people_forms import END, ConfirmForm, KickForm, RoleForm, TimeoutForm
from messaging.shapes import MemberShape, UserShape
from messaging.views.desk import PersonRequest, show, signed_in
from messaging.views.dialogs import carried_out, done, sent, show_form
from messaging.views.people import timed_out_until
from messaging.views.settings_frame import settings_frame

FORMS = ["GET", "HEAD", "POST"]


def about_member(action: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view for who may do `action` to the member of its address; it gets both memberships, mine and theirs.

    One that is sent about somebody who is no member any more says so.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @signed_in
        @require_http_methods(FORMS)
        @functools.wraps(view)
        def wrapped(request: PersonRequest, party: str, user: str) -> HttpResponse:
            membership = _me(request, party, action)
            member = _below(request, membership, user)
            if member is None:
                return _out(request, membership, user, _("They are no member any more."))
            return view(request, membership, member)

        return wrapped

    return decorate


@about_member("set_role")
def role(request: PersonRequest, membership: Membership, member: MemberShape) -> HttpResponse:
    given = [each for each in Role.values if permissions.is_above_role(membership, each)]
    form = RoleForm(sent(request), roles=given, role=member.role)
    if carried_out(form, _for(services.update_member, request, membership, member.user)):
        said = _("%(name)s: the role is %(role)s now.") % {
            "name": called(member.user),
            "role": Role(form.cleaned_data["role"]).label,
        }
        return done(request, said, _page_of(membership, member))
    heading = _("Role of %(name)s") % {"name": called(member.user)}
    return _ask(request, membership, member.user, "role", form, heading)


@about_member("timeout")
def timeout(request: PersonRequest, membership: Membership, member: MemberShape) -> HttpResponse:
    until = timed_out_until(member)
    form = TimeoutForm(sent(request), is_timed_out=until is not None)
    update = _for(services.update_member, request, membership, member.user)

    def act(minutes: int, reason: str) -> None:
        update(timeout_until=None if minutes == END else iso(now() + timedelta(minutes=minutes)), reason=reason)

    if carried_out(form, act):
        sentences = {True: _("%(name)s can write again."), False: _("%(name)s has a break from writing now.")}
        said = sentences[form.cleaned_data["minutes"] == END] % {"name": called(member.user)}
        return done(request, said, _page_of(membership, member))
    heading = _("A break from writing for %(name)s") % {"name": called(member.user)}
    return _ask(request, membership, member.user, "timeout", form, heading, until=until)


@about_member("kick")
def kick(request: PersonRequest, membership: Membership, member: MemberShape) -> HttpResponse:
    form = KickForm(sent(request))
    if carried_out(form, _for(services.kick_member, request, membership, member.user)):
        return _out(request, membership, member.user.id, _("%(name)s was removed.") % {"name": called(member.user)})
    heading = _("Remove %(name)s?") % {"name": called(member.user)}
    return _ask(request, membership, member.user, "kick", form, heading)


@signed_in
@require_http_methods(FORMS)
def ban(request: PersonRequest, party: str, user: str) -> HttpResponse:
    """Somebody who is no member can be banned as well."""
    membership = _me(request, party, "ban")
    if user == str(request.person.id):
        raise Forbidden
    somebody = queries.somebody(user)
    role = queries.roles_of(membership, [somebody.id]).get(somebody.id)
    if role is not None:
        _insist_below(membership, role)
    form = KickForm(sent(request))
    if carried_out(form, _for(services.ban_person, request, membership, somebody)):
        return _out(request, membership, user, _("%(name)s is banned.") % {"name": called(somebody)}, "bans")
    heading = _("Ban %(name)s?") % {"name": called(somebody)}
    return _ask(request, membership, somebody, "ban", form, heading, is_member=role is not None)


@signed_in
@require_safe
def bans(request: PersonRequest, party: str) -> HttpResponse:
    """Who may not come in, newest first."""
    membership = _me(request, party, "see_bans")
    found, following = queries.bans_of(membership, cursor=request.GET.get("cursor"))
    context = {"heading": _("Bans"), "bans": found, "following": following}
    return show(request, "messaging/bans.html", settings_frame(request, membership, "bans") | context)


@signed_in
@require_http_methods(FORMS)
def unban(request: PersonRequest, party: str, user: str) -> HttpResponse:
    membership = _me(request, party, "ban")
    somebody = queries.somebody(user)
    form = ConfirmForm(sent(request))
    if carried_out(form, _for(services.unban_person, request, membership, somebody)):
        said = _("%(name)s may join again.") % {"name": called(somebody)}
        return done(request, said, reverse("bans", args=[party]))
    heading = _("Lift the ban of %(name)s?") % {"name": called(somebody)}
    back = reverse("bans", args=[party])
    return _ask(request, membership, somebody, "unban", form, heading, at="bans", back=back)


def _me(request: PersonRequest, party: str, action: str) -> Membership:
    membership = queries.party_for(request.person, party)
    permissions.insist(membership, action)
    return membership


def _below(request: PersonRequest, membership: Membership, user: str) -> MemberShape | None:
    """A member on whom I may act; None where a form is sent about somebody who is none any more.

    Raises NotFound, Forbidden.
    """
    try:
        member = queries.member_for(membership, user)
    except NotFound:
        if request.method != "POST":
            raise
        return None
    _insist_below(membership, member.role)
    return member


def _insist_below(membership: Membership, role: str) -> None:
    if not permissions.is_above_role(membership, role):
        raise Forbidden(_("You can do that only to people whose role is below yours."))


def _for(
    service: Callable[..., object], request: PersonRequest, membership: Membership, somebody: UserShape
) -> Callable[..., object]:
    """A service that does something to somebody, waiting for the fields of a form."""
    return lambda **fields: service(request.person, party_id=str(membership.party_id), user_id=somebody.id, **fields)


def _page_of(membership: Membership, member: MemberShape) -> str:
    return reverse("person", args=[membership.party_id, member.user.id])


def _out(request: PersonRequest, membership: Membership, user: str, said: str, to: str = "members") -> HttpResponse:
    party = membership.party_id
    return done(request, said, reverse(to, args=[party]), gone=reverse("person", args=[party, user]))


def _ask(
    request: PersonRequest,
    membership: Membership,
    somebody: UserShape,
    name: str,
    form: RefusableForm,
    heading: str,
    *,
    at: str = "members",
    back: str = "",
    **context: Any,
) -> HttpResponse:
    """The form of what is to be done to somebody."""
    return show_form(
        request,
        membership,
        f"messaging/forms/{name}.html",
        form,
        heading=heading,
        back=back or reverse("members", args=[membership.party_id]),
        at=at,
        somebody=somebody,
        party_name=membership.party.name,
        **context,
    )
