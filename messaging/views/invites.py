"""Pages of invites: a party's links for its members, and what a link shows to whoever follows it."""

from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.errors import ChatterboxError, NotFound
from messaging import entering, guessing, permissions, queries, services
from messaging.forms import InviteForm
from messaging.invites import is_code
from messaging.people_forms import ConfirmForm
from messaging.services.invites import Banned
from messaging.views.desk import PersonRequest, show, signed_in
from messaging.views.dialogs import carried_out, done, sent, show_form
from messaging.views.parties import first_topic
from messaging.views.settings_frame import settings_frame
from messaging.views.topics import is_open


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def invites(request: PersonRequest, party: str) -> HttpResponse:
    """A party's invites, and making another; the new one is marked (`?new=`)."""
    membership = queries.party_for(request.person, party)
    form = InviteForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made, _created = services.create_invite(request.person, party_id=party, **form.cleaned_data)
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
        else:
            return redirect(f"{reverse('invites', args=[party])}?new={made.code}")
    newest, following = queries.invites_of(membership, cursor=request.GET.get("cursor"))
    me, may_stop = str(request.person.id), permissions.may(membership, "revoke_invite")
    context = settings_frame(request, membership, "invites") | {
        "heading": _("Invites"),
        "form": form,
        "invites": [(each, is_open(each), may_stop or each.maker.id == me) for each in newest],
        "following": following,
        "new_code": request.GET.get("new"),
    }
    return form.mark(show(request, "messaging/invites.html", context))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: PersonRequest, party: str, code: str) -> HttpResponse:
    """Let a link let nobody in any more: by its maker, and by who looks after the party."""
    membership = queries.party_for(request.person, party)
    found = queries.invite_for(membership, code)
    if found.maker.id != str(request.person.id):
        permissions.insist(membership, "revoke_invite")
    form = ConfirmForm(sent(request))
    here = reverse("invites", args=[party])
    if carried_out(form, lambda: services.revoke_invite(request.person, code=code)):
        return done(request, _("The link is stopped. It lets nobody in any more."), here)
    return show_form(
        request,
        membership,
        "messaging/forms/stop_invite.html",
        form,
        heading=_("Stop this link?"),
        back=here,
        at="invites",
        invite=found,
    )


@require_safe
def invite(request: PersonRequest, code: str) -> HttpResponse:
    """What a link leads to, for anybody; joining takes a button, and being signed in.

    Whoever pressed it before they were signed in need not press it again: the page does.
    """
    member_of = queries.party_by_invite(request.person, code) if request.person else None
    try:
        with guessing.of_invites(request):
            preview = queries.invite_preview(code)
            if request.person and queries.is_banned_by_invite(request.person, code):
                raise Banned
    except ChatterboxError as refusal:
        return _closed(request, refusal, member_of=member_of)
    is_ready = request.person is not None and entering.is_wanted(request, code)
    context = {
        "preview": preview,
        "code": code,
        "member_of": member_of,
        "is_ready": is_ready,
        "address": urljoin(settings.PUBLIC_URL, reverse("invite", args=[code])),
        "picture": urljoin(settings.PUBLIC_URL, preview.icon_url or static("images/logo.svg")),
    }
    return show(request, "messaging/invite.html", context)


@require_POST
def enter(request: PersonRequest, code: str) -> HttpResponse:
    """A stranger wants to join: remember that, and let them sign in in the way that they chose."""
    if not is_code(code):
        raise NotFound
    page = reverse("invite", args=[code])
    response = redirect(page) if request.person else _to_sign_in(request.POST.get("way", ""), page)
    entering.remember(response, code)
    return response


def _to_sign_in(way: str, page: str) -> HttpResponseRedirect:
    after = urlencode({"next": page})
    if way in {provider.id for provider in settings.SIGN_IN_PROVIDERS}:
        # The button's POST goes on to accounts as it is, so the next page is already the provider's.
        return HttpResponseRedirect(f"/accounts/{way}/login/?process=login&{after}", preserve_request=True)
    return HttpResponseRedirect(f"/accounts/{'signup' if way == 'signup' else 'login'}/?{after}")


@signed_in
@require_POST
def join(request: PersonRequest, code: str) -> HttpResponse:
    """Into the party and to its first topic."""
    try:
        with guessing.of_invites(request):
            joined = services.join_party(request.person, code=code)
    except ChatterboxError as refusal:
        response = _closed(request, refusal)
    else:
        response = first_topic(request, joined.party.id)
    entering.forget(response)
    return response


def _closed(request: PersonRequest, refusal: ChatterboxError, *, member_of: object = None) -> HttpResponse:
    """An invite that lets nobody in says so kindly, and what to do instead."""
    headings = {
        "not_found": _("No invite by this name"),
        "invite_expired": _("This invite has ended"),
        "invite_used_up": _("This invite is full"),
        "invite_revoked": _("This invite was taken back"),
        "banned": _("This party is closed to you"),
        "limit_reached": _("You are in too many parties"),
    }
    if refusal.code not in headings:
        raise refusal
    message = refusal.message
    if refusal.code == "not_found":
        message = _("Perhaps a letter got lost on the way. Ask whoever sent it for the whole link.")
    context = {"heading": headings[refusal.code], "message": message, "member_of": member_of}
    return show(request, "messaging/invite_closed.html", context, status=refusal.status)
