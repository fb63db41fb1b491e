"""Doors of Django and allauth that tell us by signal: somebody has signed in or out, or proved again who they are."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed
from allauth.account.signals import user_logged_in as came_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from allauth.socialaccount.signals import social_account_removed
from allauth.usersessions.models import UserSession
from allauth.usersessions.signals import on_user_logged_in
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import services
from accounts.cookies import want_access_cookie, want_no_access_cookie
from accounts.models import User
from accounts.proofs import amr_of, note_password, proved_at
from accounts.queries import SES_KEY, sign_in_of
from accounts.requests import is_app_client


@receiver(user_logged_in)
def on_signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Give the sign-in its name, which the session keeps however often its key changes."""
    records = get_authentication_records(request, user)
    amr = amr_of(records, user)
    if not request.session.session_key:
        request.session.save()
    sign_in = sign_in_of(user, request.session)
    if sign_in is None:
        sign_in = services.start_sign_in(
            user=user,
            session_key=request.session.session_key or "",
            user_agent=request.META.get("HTTP_USER_AGENT", ""),
            amr=amr,
        )
        request.session[SES_KEY] = sign_in.ses
    else:
        services.note_proof(sign_in, amr=amr, at=proved_at(records))
    if not is_app_client(request):
        want_access_cookie(request, sign_in)


@receiver(came_in)
def on_device(request: HttpRequest, **_: Any) -> None:
    """The row of allauth's list of devices. Its own receiver loads every other session and person of the list first."""
    UserSession.objects.create_from_request(request)


came_in.disconnect(on_user_logged_in)


@receiver(user_logged_out)
def on_signed_out(request: HttpRequest, **_: Any) -> None:
    if not is_app_client(request):
        want_no_access_cookie(request)


@receiver(social_account_removed)
def on_way_in_removed(request: HttpRequest, socialaccount: Any, **_: Any) -> None:
    """Whoever takes a provider's account away may do so because somebody else has got hold of it."""
    sign_in = sign_in_of(request.user, request.session)
    keep = sign_in.ses if sign_in and sign_in.user_id == socialaccount.user_id else None
    services.end_sessions(socialaccount.user_id, reason="factor_removed", except_=keep)


@receiver(authentication_step_completed)
def on_first_proof(request: HttpRequest, user: User, method: str, passwordless: bool = False, **_: Any) -> None:
    if method != "mfa" or passwordless:
        note_password(request, user)


@receiver(authentication_step_completed)
def on_proof(request: HttpRequest, user: User, **_: Any) -> None:
    """A second factor or a password was given once more by somebody who is signed in."""
    sign_in = sign_in_of(user, request.session)
    if sign_in is None:
        return
    records = get_authentication_records(request, user)
    services.note_proof(sign_in, amr=amr_of(records, user), at=proved_at(records))
    if not is_app_client(request):
        want_access_cookie(request, sign_in)  # messaging's admin reads it in the token


@receiver(authenticator_used)
def on_recovery_code_used(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Whoever has a code of somebody's has their list: its owner is to know, and how many are left."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        authenticator.refresh_from_db()  # allauth looked at it before the code was used up
        left = len(authenticator.wrap().get_unused_codes())
        get_adapter(request).send_notification_mail("mfa/email/recovery_code_used", user, {"left": left})
