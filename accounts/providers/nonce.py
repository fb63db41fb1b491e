"""The nonce that ties an id_token to the browser that asked for it (OpenID Connect Core, 3.1.2.1).

It is told from the state, which is random, used once and kept in the browser's session; so it needs no keeping of its
own, and whoever has no state has no nonce either.
"""

import hmac
from typing import Any, Final

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

#: Providers that speak OpenID Connect. GitHub does not: there state and PKCE have to do.
OPENID: Final = frozenset({"google"})

_STATE: Final = "provider_state"


def state_of(request: HttpRequest) -> str:
    """The state of the one trip to a provider that may begin in this request."""
    state = getattr(request, _STATE, None)
    if state is None:
        state = DefaultSocialAccountAdapter().generate_state_param({})
        setattr(request, _STATE, state)
    return str(state)


def nonce_of(state: str) -> str:
    return salted_hmac("accounts.providers.nonce", state, algorithm="sha256").hexdigest()


def insist_on_nonce(request: HttpRequest, provider_id: str, said: dict[str, Any]) -> None:
    """Raise OAuth2Error unless the claims that came back carry the nonce that went out.

    Phones bring an id_token of their own and no state; nothing went out for them.
    """
    state = request.GET.get("state")
    if provider_id in OPENID and state:
        nonce = said.get("nonce")
        if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), nonce_of(state).encode()):
            raise OAuth2Error("the id_token is not for this request")
