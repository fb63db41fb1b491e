"""The door of pages that want a second factor: has this session given one, and if not, what is missing?"""

import time
from typing import Any, Final

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.cookies import want_access_cookie
from accounts.models import SignIn, User
from accounts.proofs import factor_used_at
from accounts.queries import factor_types_of, sign_in_of
from accounts.requests import local_path
from events import staff

#: What is asked for at a sign-in; recovery codes only stand in for them.
FACTORS: Final = frozenset({Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value})
#: Where a session keeps the way on, for somebody who has to set up a factor first.
NEXT_KEY: Final = "second_factor_next"


def proved_sign_in(request: Any) -> SignIn | None:
    """The sign-in of this session when it was proved by a second factor. One look per request."""
    if not hasattr(request, "_proved_sign_in"):
        sign_in = sign_in_of(request.user, request.session)
        proved = sign_in is not None and staff.proved(sign_in.methods, sign_in.authenticated_at)
        request._proved_sign_in = sign_in if proved else None
    found: SignIn | None = request._proved_sign_in
    return found


def wants_second_factor(request: HttpRequest) -> bool:
    """Whether somebody who has a second factor has not given it in this session for as long as a proof counts.

    A password alone must not be enough to take the factor away, to add one, or to make an old proof by it young again.
    """
    user = request.user
    if not isinstance(user, User):
        return False
    used_at = factor_used_at(get_authentication_records(request, user))
    lately = used_at is not None and time.time() - used_at < app_settings.REAUTHENTICATION_TIMEOUT
    return not lately and bool(factor_types_of(user.pk) & FACTORS)


@require_safe
@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """On to `next` with a second factor: the page that asks for it, or the one that sets one up."""
    onward = local_path(request.GET.get("next"), reverse("account"))
    sign_in = proved_sign_in(request)
    if sign_in is not None:
        request.session.pop(NEXT_KEY, None)
        want_access_cookie(request, sign_in)
        return HttpResponseRedirect(onward)
    again = reverse("second-factor") + "?" + urlencode({"next": onward})
    types = factor_types_of(request.user.pk)  # type: ignore[arg-type]
    if Authenticator.Type.TOTP in types:
        return HttpResponseRedirect(reverse("mfa_reauthenticate") + "?" + urlencode({"next": again}))
    if Authenticator.Type.WEBAUTHN in types:
        return HttpResponseRedirect(reverse("mfa_reauthenticate_webauthn") + "?" + urlencode({"next": again}))
    request.session[NEXT_KEY] = again
    return render(request, "mfa/wanted.html")
