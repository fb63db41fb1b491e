"""Pages around a trip to a provider. allauth's own views do the trip; these keep out what they would let through."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.github import views as github
from allauth.socialaccount.providers.google import views as google
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.providers import is_offered, linking

View = Callable[[HttpRequest], HttpResponse]

LOGIN: Final[Mapping[str, View]] = {"google": google.oauth2_login, "github": github.oauth2_login}
CALLBACK: Final[Mapping[str, View]] = {"google": google.oauth2_callback, "github": github.oauth2_callback}
#: What a link to a provider may say. allauth would also take scopes and parameters that anybody put there.
SAID: Final = ("next", "process")
#: allauth knows a third, which follows `next` without signing anybody in.
PROCESSES: Final = frozenset({AuthProcess.LOGIN, AuthProcess.CONNECT})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def provider_login(request: HttpRequest, provider: str) -> HttpResponse:
    """To the provider by POST; a plain link gets a page with the button."""
    insist_on_offer(provider)
    given = request.GET.copy()
    for name in set(given) - set(SAID):
        del given[name]
    if given.get("process") not in PROCESSES:
        given["process"] = AuthProcess.LOGIN
    request.GET = given  # type: ignore[assignment]
    return LOGIN[provider](request)


@never_cache
@require_GET
def provider_callback(request: HttpRequest, provider: str) -> HttpResponse:
    """Back from the provider, once for each state."""
    insist_on_offer(provider)
    return CALLBACK[provider](request)


def insist_on_offer(provider: str) -> None:
    if not is_offered(provider):
        raise Http404


def not_offered(request: HttpRequest) -> HttpResponse:
    """allauth's door for Google's One Tap, which we don't use: it has neither state nor nonce."""
    raise Http404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def provider_link(request: HttpRequest) -> HttpResponse:
    """Two accounts, one address: sign in to the one that is here, then link the other to it by a button."""
    waiting = linking.waiting_in(request)
    if waiting is None:
        linking.forget(request)
        return HttpResponseRedirect(reverse("account" if request.user.is_authenticated else "account_login"))
    user = request.user
    is_owner = isinstance(user, User) and linking.is_for(waiting, user)
    if request.method != "POST":
        return render(request, "socialaccount/link.html", _link_context(request, waiting, is_owner=is_owner))
    linking.forget(request)
    if isinstance(user, User) and is_owner and "link" in request.POST and not _link(request, waiting, user):
        # Where one was going may be a page of messaging, which would not say why.
        return HttpResponseRedirect(reverse("socialaccount_connections"))
    return HttpResponseRedirect(waiting.next)


def _link_context(request: HttpRequest, waiting: linking.Waiting, *, is_owner: bool) -> dict[str, Any]:
    provider = get_adapter().get_provider(request, waiting.provider)
    return {"waiting": waiting, "provider": provider, "is_owner": is_owner}


def _link(request: HttpRequest, waiting: linking.Waiting, user: User) -> bool:
    name = get_adapter().get_provider(request, waiting.provider).name
    linked = linking.link(request, waiting, user)
    if linked:
        messages.success(request, _("%(provider)s opens your account from now on.") % {"provider": name})
    else:
        messages.error(request, _("That account at %(provider)s belongs to somebody else here.") % {"provider": name})
    return linked
