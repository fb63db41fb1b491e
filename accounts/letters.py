"""Letters about one's own safety, in one's own language, to the main address; who has none gets none."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_supported_language_variant

from accounts.models import SignIn, User
from accounts.user_agents import device_name
from events.addresses import client_address


def tell_of_refresh_reuse(sign_in: SignIn, request: HttpRequest) -> None:
    """A refresh token came a second time: its device has been signed out, and its owner ought to know why."""
    user = sign_in.user
    context = {
        "user": user,
        "device": device_name(sign_in.user_agent),
        "signed_in_at": sign_in.created_at,
        "ip": client_address(request),
        "sessions_url": f"{settings.PUBLIC_URL}/accounts/sessions/",
    }
    _send("refresh_reused", user, context)


def tell_of_ended_password(user: User) -> None:
    """To whoever has just proved the address: the page may send them on before they have read anything."""
    _send("password_ended", user, {"password_url": f"{settings.PUBLIC_URL}/accounts/password/set/"})


def say_goodbye(user: User) -> None:
    """To the address that a deleted account had: whoever did not do this has to know."""
    _send("account_deleted", user, {"name": user.display_name})


def _send(letter: str, user: User, context: dict[str, Any]) -> None:
    if user.email:
        with translation.override(_language_of(user)):
            get_adapter().send_mail(f"account/email/{letter}", user.email, context)


def _language_of(user: User) -> str:
    """The person's own language where we have it, else ours."""
    try:
        return get_supported_language_variant(user.locale)
    except LookupError:
        return settings.LANGUAGE_CODE
