"""Whose an address is, in allauth's flows: one account's alone (`queries.owner_of`). A claim beside it opens nothing.

allauth counts whoever has entered an address, proved or not: a code, a new password and the sign-up of its owner would
lead into a stranger's account.
"""

from typing import Any

from allauth.account import auth_backends, forms
from allauth.account.internal import userkit
from allauth.account.internal.flows import email_verification, login_by_code, manage_email
from allauth.account.internal.stagekit import clear_login
from allauth.account.managers import EmailAddressManager
from allauth.account.models import EmailAddress
from allauth.socialaccount import adapter as social
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import letters, proofs, services
from accounts.models import User
from accounts.queries import owner_of, ses_of
from accounts.requests import is_app_client
from events.errors import Conflict

_whoever_entered = userkit.filter_users_by_email


def _owner_alone(email: str, **asked: Any) -> list[User]:
    """allauth's `filter_users_by_email`."""
    found: list[User] = _whoever_entered(email, **asked)
    owner = owner_of([email.lower()]) if found else None
    return [user for user in found if owner is not None and user.pk == owner[0].pk]


def _in_forms(email: str, *, for_login: bool = False, **asked: Any) -> list[User]:
    """The same for allauth's forms. One of them adds an address and asks who has entered it: its person may have."""
    find = _owner_alone if for_login else _whoever_entered
    return find(email, for_login=for_login, **asked)


def _proved_ones(self: EmailAddressManager, emails: list[str]) -> QuerySet[EmailAddress]:
    """allauth's `lookup`, by which it leaves the address of somebody new out when it is another one's."""
    proved: QuerySet[EmailAddress] = self.filter(email__in=[email.lower() for email in emails], verified=True)
    return proved


def _prove_by_code(request: HttpRequest, user: User, email: str) -> bool:
    """allauth's `verify_email_indirectly`, for the code of a sign-in.

    Who sets a password at the sign-up need not be who has the address. What was set before its first proof ends with
    it, and so does every sign-in: else a stranger who came first would share the account with its owner.
    """
    manage_email.sync_user_email_address(user)
    owner = owner_of([email.lower()])
    if owner is None or owner[0].pk != user.pk:  # it was theirs when the code was sent
        clear_login(request)
        raise Conflict(_("This code is no good any more. Ask for a new one."))
    if not EmailAddress.objects.filter(user_id=user.pk, email=email.lower(), verified=True).exists():
        had_password = user.has_usable_password()
        services.forget_password(user, keep=ses_of(request, user))
        if had_password:
            _say_that_password_ended(request, user)
        proofs.note_password(request, user)
    return bool(email_verification.verify_email_indirectly(request, user, email))


def _say_that_password_ended(request: HttpRequest, user: User) -> None:
    letters.tell_of_ended_password(user)
    if not is_app_client(request):
        messages.info(
            request,
            _(
                "Your address is confirmed now. The password that was set before does not count any more: "
                "set a new one in your account."
            ),
        )


def _may_be_main(address: EmailAddress) -> bool:
    """allauth's `can_mark_as_primary`: an address that is not proved would count as the person's own."""
    return bool(address.pk and address.verified)


def _set_as_primary(self: EmailAddress, conditional: bool = False) -> bool:
    return services.make_main_address(self, unless_there_is_one=conditional)


def use() -> None:
    """Put ours where allauth looks for its own."""
    for module in (userkit, auth_backends, social):
        module.filter_users_by_email = _owner_alone
    forms.filter_users_by_email = _in_forms
    login_by_code.verify_email_indirectly = _prove_by_code
    manage_email.can_mark_as_primary = _may_be_main
    EmailAddressManager.lookup = _proved_ones
    EmailAddress.set_as_primary = _set_as_primary
