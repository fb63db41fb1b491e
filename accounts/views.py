"""Pages of accounts that are not allauth's."""

from typing import Final, cast

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.views import password_set as first_password
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.api import RenewApi
from accounts.cookies import keep_language, keep_session, set_access_cookie, set_renewed_cookie, want_no_access_cookie
from accounts.me.recent import proof_page
from accounts.models import User
from accounts.queries import parties_of, sign_in_of
from accounts.requests import local_path
from accounts.tokens import access_token_of
from events.authentication import SAFE_METHODS
from events.errors import RateLimited
from events.keys import jwks_of_ring
from events.times import now

#: allauth counts by the minute.
RETRY_SECONDS: Final = 60
#: Parties that the account's page shows, and the page of parties.
PARTIES_AT_ONCE: Final = 6
PARTIES_ON_A_PAGE: Final = 50


@login_required
def password_set(request: HttpRequest) -> HttpResponseBase:
    """allauth's page for a first password, after a fresh proof. One that was typed too late is not kept meanwhile."""
    if is_reauthentication_required(request, app="allauth.account"):
        return proof_page(cast(User, request.user), reverse("account_set_password"))
    return cast(HttpResponseBase, first_password(request))


@require_safe
@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """My account: where everything about oneself is found."""
    parties, more = parties_of(cast(User, request.user).pk, cursor=None, limit=PARTIES_AT_ONCE)
    return render(request, "account/index.html", {"parties": parties, "more_parties": more is not None})


@require_safe
@never_cache
@login_required
def parties(request: HttpRequest) -> HttpResponse:
    """My parties, page by page, as our copy knows them."""
    cursor = request.GET.get("cursor")
    parties, more = parties_of(cast(User, request.user).pk, cursor=cursor, limit=PARTIES_ON_A_PAGE)
    return render(request, "me/parties.html", {"parties": parties, "more": more, "is_first": not cursor})


@csrf_exempt  # the API checks for itself, after it has looked whether somebody is signed in
def renew(request: HttpRequest) -> HttpResponseBase:
    """A fresh access cookie: for a script by POST, for a plain navigation by GET."""
    if request.method in SAFE_METHODS:
        return renew_and_go_on(request)
    return RenewApi.as_view()(request)


@require_safe
def renew_and_go_on(request: HttpRequest) -> HttpResponse:
    """Back to `next` with a fresh cookie, or with none when the session is over."""
    response = HttpResponseRedirect(local_path(request.GET.get("next")))
    sign_in = sign_in_of(request.user, request.session)
    if sign_in is None:
        want_no_access_cookie(request)
    else:
        keep_session(request, sign_in)
        set_access_cookie(response, access_token_of(sign_in).text)
        keep_language(response, sign_in.user.locale)
    set_renewed_cookie(response)
    response["Cache-Control"] = "no-store"
    return response


def too_fast(request: HttpRequest) -> HttpResponse:
    """handler429, which allauth asks when somebody meets one of its limits."""
    raise RateLimited(retry_after=RETRY_SECONDS)


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys that verify our tokens (RFC 7517)."""
    headers = {"Cache-Control": "public, max-age=300"}
    keys = jwks_of_ring(settings.JWT_PRIVATE_KEY, now())
    return JsonResponse(keys, headers=headers)
