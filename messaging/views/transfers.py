"""Forms by which a party is handed over: offered by its owner, accepted or declined by who is to have it."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chatterbox.templatetags.interface import called
from events.errors import Forbidden, NotFound
from messaging import permissions, queries, services
from messaging.models import Membership
from messaging.people_forms import ConfirmForm
from messaging.views.desk import PersonRequest, signed_in
from messaging.views.dialogs import carried_out, done, sent, show_form


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: PersonRequest, party: str, user: str) -> HttpResponse:
    """Offer the party to a member."""
    membership = queries.party_for(request.person, party)
    permissions.insist(membership, "transfer_party")
    member = queries.member_for(membership, user)
    if member.user.id == str(request.person.id):
        raise NotFound
    form = ConfirmForm(sent(request))
    if carried_out(form, lambda: services.offer_party(request.person, party_id=party, user_id=user)):
        said = _("%(name)s is asked whether they take the party over.") % {"name": called(member.user)}
        return done(request, said, reverse("members", args=[party]))
    heading = _("Hand %(party)s over?") % {"party": membership.party.name}
    back = reverse("members", args=[party])
    return show_form(
        request,
        membership,
        "messaging/forms/transfer.html",
        form,
        heading=heading,
        back=back,
        at="members",
        somebody=member.user,
        earlier=_heir(membership, but=user),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: PersonRequest, party: str) -> HttpResponse:
    """Become the owner, by whoever the party was offered to."""
    membership = queries.party_for(request.person, party)
    if membership.party.heir_id != request.person.id and membership.party.owner_id != request.person.id:
        raise Forbidden(_("This party was not offered to you."))
    form = ConfirmForm(sent(request))
    here = reverse("party-settings", args=[party])
    if carried_out(form, lambda: services.accept_party(request.person, party_id=party)):
        return done(request, _("The party is yours now."), here)
    if membership.party.heir_id != request.person.id and not form.is_bound:
        return done(request, _("The party is yours already."), here)
    owner = queries.somebody(membership.party.owner_id)
    heading = _("Take %(party)s over?") % {"party": membership.party.name}
    return show_form(
        request,
        membership,
        "messaging/forms/accept.html",
        form,
        heading=heading,
        back=here,
        at="party-settings",
        somebody=owner,
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: PersonRequest, party: str) -> HttpResponse:
    """Take the offer back, or decline it."""
    membership = queries.party_for(request.person, party)
    heir = _heir(membership)
    is_mine = membership.party.heir_id == request.person.id
    if not is_mine:
        permissions.insist(membership, "transfer_party")
    here = reverse("party-settings", args=[party])
    if heir is None:
        return done(request, _("Nobody is asked to take the party over."), here)
    form = ConfirmForm(sent(request))
    if carried_out(form, lambda: services.withdraw_offer(request.person, party_id=party)):
        return done(request, _("The offer is declined.") if is_mine else _("The offer is taken back."), here)
    heading = _("Decline the offer?") if is_mine else _("Take the offer back?")
    return show_form(
        request,
        membership,
        "messaging/forms/end_transfer.html",
        form,
        heading=heading,
        back=here,
        at="party-settings",
        somebody=heir,
        is_mine=is_mine,
        party_name=membership.party.name,
    )


def _heir(membership: Membership, *, but: str = "") -> object:
    """Whom the party is offered to, unless that is `but`."""
    heir_id = membership.party.heir_id
    return queries.somebody(heir_id) if heir_id and str(heir_id) != but else None
