"""allauth's flows for second factors with their writes in our services. Its pages and its API both go through these.

Each says to whom it happened, by the same signals, notes and mails as allauth's own.
"""

import struct
import time
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Final, TypeVar, cast

from allauth.account import app_settings
from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa import signals
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as codes
from allauth.mfa.totp.internal import flows as apps
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.webauthn.internal import auth as passkey_auth
from allauth.mfa.webauthn.internal import flows as passkeys
from django.contrib import messages
from django.http import HttpRequest
from fido2.webauthn import UserVerificationRequirement

from accounts import services
from accounts.cookies import want_access_cookie
from accounts.factors.doors import wants_second_factor
from accounts.factors.once import step_of, use_each_once
from accounts.models import User
from accounts.queries import sign_in_of
from accounts.requests import is_app_client

Added = tuple[Authenticator, Authenticator | None]
Answer = TypeVar("Answer")

APP: Final = "allauth.mfa"
#: What the parsers of a credential raise when somebody made it up.
MALFORMED: Final = (TypeError, ValueError, KeyError, IndexError, AttributeError, AssertionError, struct.error)


def activate_totp(request: HttpRequest, form: Any) -> Added:
    """The code that was just typed proves the app, and so that this person has it."""
    raise_if_reauthentication_required(request, app=APP)
    user = cast(User, request.user)
    step = step_of(form.secret, form.cleaned_data["code"]) or 0
    added = services.add_app(user, form.secret, step=step)
    clear_totp_secret(request)
    _tell_added(request, user, added, "totp_activated")
    return added


def add_authenticator(request: HttpRequest, name: str, credential: dict[str, Any]) -> Added:
    """A passkey that was just made was in the hand of this person."""
    raise_if_reauthentication_required(request, app=APP)
    user = cast(User, request.user)
    added = services.add_passkey(user, name, credential)
    _tell_added(request, user, added, "webauthn_added")
    return added


def generate_recovery_codes(request: HttpRequest) -> Authenticator:
    raise_if_reauthentication_required(request, app=APP)
    user = cast(User, request.user)
    factor = services.new_recovery_codes(user)
    codes.add_codes_generated_message(request)
    signals.authenticator_reset.send(sender=Authenticator, request=request, user=user, authenticator=factor)
    account_adapter(request).send_notification_mail("mfa/email/recovery_codes_generated", user)
    return factor


def deactivate_totp(request: HttpRequest, factor: Authenticator) -> None:
    raise_if_reauthentication_required(request, app=APP)
    _remove(request, factor, "totp_deactivated")


def remove_authenticators(request: HttpRequest, factors: Iterable[Authenticator]) -> None:
    raise_if_reauthentication_required(request, app=APP)
    for factor in factors:
        _remove(request, factor, "webauthn_removed")


def remove_authenticator(request: HttpRequest, factor: Authenticator) -> None:
    remove_authenticators(request, [factor])


def rename_authenticator(request: HttpRequest, factor: Authenticator, name: str) -> None:
    raise_if_reauthentication_required(request, app=APP)
    renamed = services.change_factor(factor.pk, name=name[: services.NAME_MAX])
    if renamed is not None:
        factor.data = renamed.data


def _tell_added(request: HttpRequest, user: User, added: Added, what: str) -> None:
    factor, recovery_codes = added
    for each in filter(None, added):
        signals.authenticator_added.send(sender=Authenticator, request=request, user=user, authenticator=each)
    record_authentication(request, user, "mfa", id=factor.pk, type=factor.type, reauthenticated=True)
    if recovery_codes is not None:
        codes.add_codes_generated_message(request)
    _say(request, user, what)


def _remove(request: HttpRequest, factor: Authenticator, what: str) -> None:
    """The session that takes a factor away goes on, but not as one that was proved by a factor that is gone."""
    user = cast(User, request.user)
    sign_in = sign_in_of(user, request.session)
    gone = services.remove_factor(factor, keep=sign_in.ses if sign_in else None)
    if not gone:
        return
    keys = {each.pk for each in gone}
    records = [each for each in get_authentication_records(request, user) if each.get("id") not in keys]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    for each in gone:
        signals.authenticator_removed.send(sender=Authenticator, request=request, user=user, authenticator=each)
    weaker = sign_in_of(user, request.session)
    if weaker is not None and not is_app_client(request):
        want_access_cookie(request, weaker)
    _say(request, user, what)


def _say(request: HttpRequest, user: User, what: str) -> None:
    adapter = account_adapter(request)
    adapter.add_message(request, messages.SUCCESS, f"mfa/messages/{what}.txt")
    adapter.send_notification_mail(f"mfa/email/{what}", user)


def refusing(parse: Callable[..., Answer]) -> Callable[..., Answer]:
    """A credential that somebody made up is a wrong one, not a fault of ours."""

    @wraps(parse)
    def parsed(*args: Any, **kwargs: Any) -> Answer:
        try:
            return parse(*args, **kwargs)
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error

    return parsed


def _to_its_own_question(extract: Callable[..., Answer]) -> Callable[..., Answer]:
    """Whoever comes by a passkey alone answers a question that wanted a finger or a PIN.

    allauth keeps one open question for all that passkeys do. As a second factor a touch is enough, and its answer would
    do here as well.
    """

    @wraps(extract)
    def extracted(*args: Any, **kwargs: Any) -> Answer:
        asked = passkey_auth.get_state() or {}
        if asked.get("user_verification") != UserVerificationRequirement.REQUIRED:
            raise get_adapter().validation_error("incorrect_code")
        return extract(*args, **kwargs)

    return extracted


def did_recently_reauthenticate(request: HttpRequest) -> bool:
    """Whether somebody proved who they are a moment ago, by whichever way that will do, signing in included.

    allauth does not count signing in, and lets those who come by a provider alone do everything without any proof.
    """
    if wants_second_factor(request):
        return False
    moment = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(each["at"] > moment for each in get_authentication_records(request, cast(User, request.user)))


def use() -> None:
    """Put ours where allauth looks for its own."""
    use_each_once()
    for module, ours in (
        (reauthentication, (did_recently_reauthenticate,)),
        (apps, (activate_totp, deactivate_totp)),
        (codes, (generate_recovery_codes,)),
        (passkeys, (add_authenticator, remove_authenticator, remove_authenticators, rename_authenticator)),
    ):
        for flow in ours:
            setattr(module, flow.__name__, flow)
    for name in (
        "parse_registration_response",
        "complete_registration",
        "parse_authentication_response",
        "extract_user_from_response",
        "complete_authentication",
    ):
        setattr(passkey_auth, name, refusing(getattr(passkey_auth, name)))
    passkey_auth.extract_user_from_response = _to_its_own_question(passkey_auth.extract_user_from_response)
