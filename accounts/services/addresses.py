"""Addresses of people: which is the main one, and sign-ups whose address nobody ever confirmed."""

from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.deletion import delete_account
from events import txn
from events.errors import Invalid
from events.times import now

#: So long a new account waits for the proof of its address; the link in its letter works for three days.
UNCONFIRMED_LASTS: Final = timedelta(days=7)
#: Sign-ups that are forgotten at once at most.
UNCONFIRMED_AT_ONCE: Final = 100


def make_main_address(address: EmailAddress, *, unless_there_is_one: bool = False) -> bool:
    """An address of somebody becomes the address of their account, saved as it is in memory. False: there was one.

    Whoever else has it as theirs without a proof loses it to one that is proved: an account that was never used goes
    with it, another one goes on without an address. Raises Invalid when somebody has proved it at the same moment.
    """
    others = EmailAddress.objects.filter(user_id=address.user_id, primary=True)

    def work() -> bool:
        if unless_there_is_one and others.exists():
            return False
        if address.verified:
            _take_from_claimant(address)
        others.exclude(pk=address.pk).update(primary=False)
        address.primary = True
        address.save()
        User.objects.filter(pk=address.user_id).update(email=address.email)
        return True

    try:
        made = txn.run(work, using=settings.ACCOUNTS_DB)
    except IntegrityError as error:
        raise Invalid.field("email", _("There is an account with this address already.")) from error
    if made:
        address.user.email = address.email
    return made


def forget_unconfirmed() -> int:
    """Delete accounts whose address nobody has confirmed for UNCONFIRMED_LASTS, so that it and their name are free.

    At most UNCONFIRMED_AT_ONCE; returns how many. None where people are let in without a proof.
    """
    if settings.ACCOUNT_EMAIL_VERIFICATION != EmailVerificationMethod.MANDATORY:
        return 0
    waiting = EmailAddress.objects.filter(
        verified=False,
        user__last_login=None,
        user__is_active=True,
        user__is_staff=False,
        user__date_joined__lt=now() - UNCONFIRMED_LASTS,
    ).order_by("pk")
    ids = list(dict.fromkeys(waiting.values_list("user_id", flat=True)[:UNCONFIRMED_AT_ONCE]))
    return sum(txn.run(partial(_forget_unused, user_id), using=settings.ACCOUNTS_DB) for user_id in ids)


def _take_from_claimant(address: EmailAddress) -> None:
    claimant = User.objects.filter(email=address.email).exclude(pk=address.user_id).first()
    if claimant is None or _forget_unused(claimant.pk):
        return
    EmailAddress.objects.filter(user_id=claimant.pk, email=address.email, verified=False).delete()
    User.objects.filter(pk=claimant.pk).update(email=None)


def _forget_unused(user_id: UUID) -> bool:
    """Delete an account that nobody can ever have been in. False when somebody may have."""
    user = User.objects.filter(pk=user_id, last_login=None, is_active=True, is_staff=False).first()
    proved = EmailAddress.objects.filter(user_id=user_id, verified=True).exists()
    if user is None or proved or SocialAccount.objects.filter(user_id=user_id).exists():
        return False
    delete_account(user_id, delete_messages=True)
    return True
