"""Somebody comes from a provider, and there is an account with their address already.

The address proves nothing to that account: its owner has to sign in to it in a way that it knows. Until then what the
provider said waits in the browser's session. It is put there while nobody is signed in, so whoever is signed in when it
is found has proved who they are since.
"""

import time
from typing import Any, Final, NamedTuple

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows import connect as connecting
from allauth.socialaccount.internal.flows import login as coming
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.signals import social_account_added
from django.db import IntegrityError
from django.http import HttpRequest

from accounts.models import User
from accounts.providers import is_offered
from accounts.queries import owner_of
from accounts.requests import local_path

#: Seconds that an account at a provider waits for its owner's proof.
WAITS: Final = 600
_KEY: Final = "provider_link"


class Waiting(NamedTuple):
    """An account at a provider that is to be linked to the account which has `address`."""

    provider: str
    uid: str
    said: dict[str, str]
    address: str
    next: str
    since: float


def remember(request: HttpRequest, sociallogin: Any, address: str) -> None:
    account = sociallogin.account
    waiting = Waiting(
        provider=account.provider,
        uid=account.uid,
        said=dict(account.extra_data),
        address=address,
        next=local_path(sociallogin.state.get("next")),
        since=time.time(),
    )
    request.session[_KEY] = list(waiting)


def waiting_in(request: HttpRequest) -> Waiting | None:
    """What waits in this browser; None when nothing does, or has done for too long."""
    kept = request.session.get(_KEY)
    if not isinstance(kept, list) or len(kept) != len(Waiting._fields):
        return None
    waiting = Waiting(*kept)
    return waiting if time.time() - waiting.since < WAITS and is_offered(waiting.provider) else None


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def is_for(waiting: Waiting, user: Any) -> bool:
    """Whether somebody has the address that the provider vouches for."""
    owner = owner_of([waiting.address])
    return owner is not None and owner[0].pk == user.pk


def link(request: HttpRequest, waiting: Waiting, user: User) -> bool:
    """Link the two and tell the owner, where such mails are on.

    False when that account at the provider belongs to somebody else by now.
    """
    known = known_account(waiting.provider, waiting.uid)
    if known is not None:
        return bool(known.user_id == user.pk)
    account = SocialAccount(user=user, provider=waiting.provider, uid=waiting.uid, extra_data=waiting.said)
    try:
        account.save(force_insert=True)
    except IntegrityError:
        known = known_account(waiting.provider, waiting.uid)
        return known is not None and bool(known.user_id == user.pk)
    social_account_added.send(sender=SocialLogin, request=request, sociallogin=SocialLogin(user, account))
    context = {"account": account, "provider": account.get_provider(request)}
    get_adapter().send_notification_mail("socialaccount/email/account_connected", user, context=context)
    return True


def known_account(provider: str, uid: str) -> SocialAccount | None:
    """Somebody's account at a provider, with them; None where it is nobody's here."""
    return SocialAccount.objects.filter(provider=provider, uid=uid).select_related("user").first()


_allauths_connect = connecting.do_connect


def _connect(request: HttpRequest, sociallogin: SocialLogin) -> Any:
    """allauth's `do_connect`, which does not look anew whether another tab has linked the same meanwhile."""
    try:
        return _allauths_connect(request, sociallogin)
    except IntegrityError:
        known = known_account(sociallogin.account.provider, sociallogin.account.uid)
        if known is None:
            raise
        sociallogin.account, sociallogin.user = known, known.user
        return _allauths_connect(request, sociallogin)


def use() -> None:
    """Put ours where allauth looks for its own."""
    for module in (connecting, coming):
        module.do_connect = _connect
