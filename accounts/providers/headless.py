"""The same doors for scripts and phones: allauth's own views, in front of which nonsense is turned away."""

import functools
from collections.abc import Callable
from typing import Any, Final

import msgspec
from allauth.headless.constants import Client
from allauth.headless.socialaccount.views import ProviderTokenView, RedirectToProviderView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts.providers.answers import NONSENSE, claims_of
from accounts.providers.views import insist_on_offer

View = Callable[..., HttpResponse]


class _Token(msgspec.Struct):
    id_token: str


class _Body(msgspec.Struct):
    token: _Token


def _redirect(client: Client) -> View:
    """A script asks to be sent to a provider."""
    allauths: View = RedirectToProviderView.as_api_view(client=client)

    @functools.wraps(allauths)  # with what it says of CSRF
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            insist_on_offer(request.POST.get("provider", ""))
        return allauths(request, *args, **kwargs)

    return view


def _token(client: Client) -> View:
    """A phone brings an id_token. Of one with another algorithm or without a key's name allauth makes a 500."""
    allauths: View = ProviderTokenView.as_api_view(client=client)

    @functools.wraps(allauths)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _holds_id_token(request.body):
            fault = {"param": "token", "code": "invalid_token", "message": _("That is no token of this provider.")}
            return JsonResponse({"status": 400, "errors": [fault]}, status=400)
        return allauths(request, *args, **kwargs)

    return view


def _holds_id_token(body: bytes) -> bool:
    try:
        claims_of(msgspec.json.decode(body, type=_Body).token.id_token)
    except NONSENSE:
        return False
    return True


urlpatterns: Final[list[URLPattern]] = [
    path(f"{client.value}/v1/auth/provider/{name}", view(client))
    for client in (Client.APP, Client.BROWSER)
    for name, view in (("redirect", _redirect), ("token", _token))
]
