"""The pages of one's profile and picture."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import pictures, services
from accounts.cookies import forget_language, keep_language, want_access_cookie
from accounts.me.avatar_api import FIELD, SECONDS, UPLOADS
from accounts.me.forms import ProfileForm
from accounts.models import User
from accounts.queries import sign_in_of
from events import limiter
from events.errors import ChatterboxError, Unavailable
from events.uploads import content_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, username, time zone and language."""
    user = _me(request)
    if request.method != "POST":
        return _page(request, ProfileForm(user))
    form, status = ProfileForm(user, request.POST), 400
    if form.is_valid():
        try:
            changed = services.change_profile(user.pk, form.cleaned_data)
        except Unavailable:
            raise
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
            status = refusal.status
        else:
            response = _saved(request, _("Saved."))
            keep_language(response, changed.locale)
            if not changed.locale:
                forget_language(response)
            return response
    return _page(request, form, status=status)


@never_cache
@login_required
@require_POST
def avatar(request: HttpRequest) -> HttpResponse:
    """A new picture, or with the button `remove` none."""
    user = _me(request)
    if "remove" in request.POST:
        services.remove_avatar(user.pk)
        return _saved(request, _("Your picture is gone; your initials stand in for it."))
    try:
        limiter.check("avatar", str(user.pk), UPLOADS, SECONDS)
        services.set_avatar(user.pk, pictures.avatar_of(content_of(request.FILES.get(FIELD), FIELD)))
    except Unavailable:
        raise
    except ChatterboxError as refusal:
        return _page(request, ProfileForm(user), status=refusal.status, refused=[refusal.message])
    return _saved(request, _("This is your picture now."))


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required has seen to it
    return request.user


def _page(request: HttpRequest, form: ProfileForm, *, status: int = 200, refused: Any = ()) -> HttpResponse:
    context = {"form": form, "refused": refused, "most_mb": pictures.MAX_BYTES // 1024**2}
    return render(request, "me/profile.html", context, status=status)


def _saved(request: HttpRequest, sentence: str) -> HttpResponse:
    """Back to the page, which is loaded anew; the access cookie follows the profile."""
    sign_in = sign_in_of(request.user, request.session)
    if sign_in is not None:
        want_access_cookie(request, sign_in)
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("profile"))
