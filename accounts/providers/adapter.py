"""SOCIALACCOUNT_ADAPTER: allauth's hooks around a trip to a provider and back, in the order of their calls."""

import logging
from http import HTTPStatus
from typing import Any, Final

import requests
from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import is_headless_request
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts import entry, services
from accounts.models import User
from accounts.providers import NAMES, linking, people
from accounts.providers.http import ProviderSession
from accounts.providers.nonce import OPENID, insist_on_nonce, nonce_of, state_of
from accounts.queries import owner_of
from accounts.requests import local_path
from events.errors import Unavailable

log = logging.getLogger(__name__)

#: Names that are tried when others take them at the same moment.
ATTEMPTS: Final = 4
#: Seconds after which it is worth trying again when a provider does not answer.
RETRY_SECONDS: Final = 30


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Client ids come from settings alone, so no page asks the database for them."""
        return [
            SocialApp(provider=name, **app)
            for name, given in app_settings.PROVIDERS.items()
            for app in given.get("APPS", [])
            if provider in {None, name} and client_id in {None, app["client_id"]}
        ]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """One of allauth's providers, which sends our nonce along where the provider will sign it.

        One that is not offered any more still has a name, for those who have an account there; its doors are closed
        (`accounts.providers.views`). Raises SocialApp.DoesNotExist for a `client_id` that is not ours.
        """
        if client_id is None and provider in NAMES and not self.list_apps(request, provider):
            return registry.get_class(provider)(request, app=SocialApp(provider=provider))
        found = super().get_provider(request, provider, client_id=client_id)
        if found.id in OPENID and request is not None:
            found.app.settings = {**found.app.settings, "auth_params": {"nonce": nonce_of(state_of(request))}}
        return found

    def generate_state_param(self, state: dict[str, Any]) -> str:
        return state_of(context.request)

    def get_requests_session(self) -> requests.Session:
        return ProviderSession()

    def new_user(self, request: HttpRequest, sociallogin: Any) -> User:
        """The first hook that hears what the provider said: nothing has been looked up or written yet."""
        account = sociallogin.account
        insist_on_nonce(request, account.provider, account.extra_data)
        account.extra_data = people.kept(account.extra_data)
        return User()

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user: User = sociallogin.user
        said = sociallogin.account.extra_data
        user.display_name = people.display_name(said)
        user.avatar_url = people.picture(said, sociallogin.account.provider)
        # allauth asks about addresses by its own rules; ours are in pre_social_login and save_user.
        sociallogin.verified = people.verified_addresses(sociallogin.email_addresses)
        sociallogin.email_addresses = []
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Who is known is let in. A stranger with the address of somebody here has to prove that they are the same."""
        sociallogin.token = None  # has done its work; what waits in a session goes without it
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        if sociallogin.is_existing:
            sociallogin.user = _with_fresh_picture(sociallogin)
            return
        if owner_of(sociallogin.verified) is not None:
            self._is_here_by_now(request, sociallogin)

    def _want_proof(self, request: HttpRequest, sociallogin: Any, address: str) -> None:
        if sociallogin.is_headless or is_headless_request(request):
            raise self.validation_error("email_taken", sociallogin.provider.name)
        if request.user.is_authenticated:  # an older sign-in proves nothing, and allauth would end it as well
            account_adapter(request).logout(request)
        linking.remember(request, sociallogin, address)
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("provider-link")))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Setting SIGNUP. Where somebody was going lies in the state; a phone that brings a token says it itself."""
        going = sociallogin.state.get("next") or get_next_redirect_url(request)
        if is_headless_request(request):
            entry.insist_on_open(request, going)
        return entry.is_open(request, going)

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """Save somebody new under a free name. Who comes twice at the same moment is one person."""
        user: User = sociallogin.user
        addresses: list[str] = sociallogin.verified
        wishes = [sociallogin.account.extra_data.get("login"), user.display_name, *addresses[:1], "user"]
        for _ in range(ATTEMPTS):
            user.username = account_adapter().generate_unique_username(wishes)
            user.display_name = user.display_name or user.username
            try:
                services.save_from_provider(user, sociallogin.account, next(iter(addresses), None))
            except IntegrityError:
                if self._is_here_by_now(request, sociallogin):
                    break
            else:
                break
        else:
            raise Unavailable
        return sociallogin.user  # type: ignore[no-any-return]

    def _is_here_by_now(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whether the same person has come by another tab since they were looked up.

        When not, and their address is somebody's, their proof is wanted instead.
        """
        account = sociallogin.account
        same = linking.known_account(account.provider, account.uid)
        if same is not None:
            sociallogin.account, sociallogin.user = same, same.user
            return True
        found = owner_of(sociallogin.verified)
        if found is not None:
            self._want_proof(request, sociallogin, found[1])
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say kindly what went wrong and what to do. Scripts and phones get allauth's own answer."""
        state = (extra_context or {}).get("state")
        if is_headless_request(request) or (state or {}).get("headless"):
            return
        kind = _kind_of(error, exception, state)
        log.info("provider_sign_in_failed", extra=_logged(provider, kind, exception))
        raise ImmediateHttpResponse(_page(request, provider, kind, state or {}))


def _with_fresh_picture(sociallogin: Any) -> User:
    """Addresses of pictures change over there, and the old ones end. One that was chosen here stays."""
    user: User = sociallogin.user
    account = sociallogin.account
    fresh = people.picture(account.extra_data, account.provider)
    if fresh and user.is_active and people.is_picture_of(user.avatar_url, account.provider):
        return services.refresh_picture(user, fresh)
    return user


#: What a page of each kind answers with.
STATUS: Final = {
    "cancelled": HTTPStatus.OK,
    "ended": HTTPStatus.UNAUTHORIZED,
    "refused": HTTPStatus.UNAUTHORIZED,
    "silent": HTTPStatus.SERVICE_UNAVAILABLE,
}


def _kind_of(error: str | None, exception: Exception | None, state: dict[str, Any] | None) -> str:
    if state is None:  # never begun, begun too long ago, or finished before
        return "ended"
    if error == AuthError.CANCELLED:
        return "cancelled"
    # Without an exception the provider itself sent them back with an error.
    return "silent" if exception is None or isinstance(exception, requests.RequestException) else "refused"


def _logged(provider: Any, kind: str, exception: Exception | None) -> dict[str, str]:
    """Only names: the text of an exception may hold what the provider sent."""
    return {
        "provider": str(getattr(provider, "id", "")),
        "kind": kind,
        "error": type(exception).__name__ if exception else "",
    }


def _page(request: HttpRequest, provider: Any, kind: str, state: dict[str, Any]) -> HttpResponse:
    next_path = local_path(state.get("next"), default="")
    context = {"provider": provider, "kind": kind, "next": next_path, "process": state.get("process") or "login"}
    page = render(request, "socialaccount/authentication_error.html", context, status=STATUS[kind])
    if kind == "silent":
        page["Retry-After"] = str(RETRY_SECONDS)
    page["Cache-Control"] = "no-store"
    return page
