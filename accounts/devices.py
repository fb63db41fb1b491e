"""The page "Devices": where somebody is signed in, and how that ends. Works without scripts."""

from typing import Final

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.models import SignIn
from accounts.queries import devices_of, sign_in_by_ses, sign_in_of
from accounts.user_agents import device_name
from events.errors import NotFound, NotSignedIn
from events.ids import parse_id

PAGE: Final = 50


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def devices(request: HttpRequest) -> HttpResponse:
    """The list, newest sign-in first and this one above all; a POST signs out everywhere else."""
    mine = _mine(request)
    if request.method == "POST":
        ended = services.end_sessions(mine.user_id, reason="revoked", except_=mine.ses)
        messages.success(request, _everywhere_else(ended))
        return HttpResponseRedirect(reverse("devices"))
    cursor = request.GET.get("cursor")
    # There is none when it ended this moment, or was not seen for so long that only its session is left.
    here = None if cursor else next(iter(devices_of(mine.user_id, only=mine.ses)[0]), None)
    others, more = devices_of(mine.user_id, cursor=cursor, limit=PAGE, but=mine.ses)
    context = {"here": here, "devices": others, "more": more, "is_first": not cursor}
    return render(request, "account/devices.html", context)


@require_POST
@login_required
def end_device(request: HttpRequest, ses: str) -> HttpResponse:
    """Sign out one of them. One that has ended meanwhile, or is somebody else's, changes nothing."""
    key = parse_id(ses)
    if key is None:
        raise NotFound
    mine, ses = _mine(request), str(key)  # in one of several spellings
    if ses == mine.ses:
        logout(request)
        return HttpResponseRedirect("/")
    other = sign_in_by_ses(mine.user_id, ses)
    ended = services.end_sessions(mine.user_id, reason="revoked", only=ses)
    if ended and other:
        messages.success(request, _("Signed out: %(device)s.") % {"device": device_name(other.user_agent)})
    else:
        messages.info(request, _("That device was signed out already."))
    return HttpResponseRedirect(reverse("devices"))


def _mine(request: HttpRequest) -> SignIn:
    """The sign-in of this request. Raises NotSignedIn for a session without one."""
    sign_in = sign_in_of(request.user, request.session)
    if sign_in is None:
        raise NotSignedIn
    return sign_in


def _everywhere_else(ended: int) -> str:
    if not ended:
        return _("You are signed in nowhere else.")
    said = ngettext("Signed out of %(number)d other device.", "Signed out of %(number)d other devices.", ended)
    return said % {"number": ended}
