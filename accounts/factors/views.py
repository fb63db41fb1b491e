"""Pages of allauth where its own would lose the way on, or would not find our keys."""

from typing import Any, cast
from urllib.parse import quote

from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.factors.doors import second_factor
from accounts.models import User
from accounts.queries import provider_ids_of
from accounts.requests import local_path


class LoginByPasskey(allauth_views.LoginWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to the sign-in page, which goes on to where one was going."""
        _say_errors(self.request, form)
        going = local_path(self.request.POST.get("next"), "")
        return HttpResponseRedirect(reverse("account_login") + (f"?next={quote(going)}" if going else ""))


class ProveByPasskey(allauth_views.ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        """The same page once more. allauth's own goes to the sign-in page, which whoever is signed in never sees."""
        _say_errors(self.request, form)
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))


@require_safe
@never_cache
@login_required
def prove_by_signing_in(request: HttpRequest) -> HttpResponse:
    """ "Is it you?" for whoever has neither a password nor a factor: in again by the way they came."""
    mine = provider_ids_of(cast(User, request.user).pk)
    context = {
        "next": local_path(request.GET.get("next"), "/accounts/"),
        "providers": [provider for provider in settings.SIGN_IN_PROVIDERS if provider.id in mine],
    }
    return render(request, "account/sign_in_again.html", context)


def _say_errors(request: HttpRequest, form: Any) -> None:
    for sentence in form.errors.get("credential", []):
        get_adapter(request).add_message(request, messages.ERROR, message=sentence)


#: allauth's own take integers as keys of passkeys; ours are strings.
urlpatterns = [
    path("second-factor", second_factor, name="second-factor"),
    path("reauthenticate/again/", prove_by_signing_in, name="sign-in-again"),
    path("2fa/webauthn/login/", LoginByPasskey.as_view(), name="mfa_login_webauthn"),
    path("2fa/webauthn/reauthenticate/", ProveByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<str:pk>/remove/", allauth_views.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<str:pk>/edit/", allauth_views.edit_webauthn, name="mfa_edit_webauthn"),
]
