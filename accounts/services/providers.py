"""People who come from a provider: their first visit, and an account that they have already."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.models import User
from accounts.services.outbox import record, state_of, step
from events import txn
from events.catalogue import UserCreated, UserUpdated


def save_from_provider(user: User, account: Any, address: str | None) -> None:
    """Somebody new, their account at the provider (allauth's SocialAccount) and the address that it has verified.

    Nobody signs in to them by a password until they set one. Raises IntegrityError when the name, the address or the
    provider's account was taken since it was looked up.
    """
    user.email = address
    user.set_unusable_password()

    def work() -> None:
        user._state.adding = account._state.adding = True  # also at a second try, after MongoDB met another writer
        user.save(force_insert=True)
        account.user = user
        account.save(force_insert=True)
        if address:
            EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
        record(state_of(user, UserCreated))

    txn.run(work, using=settings.ACCOUNTS_DB)


def refresh_picture(user: User, picture: str) -> User:
    """Somebody with the picture that their provider has of them now, and one user:updated unless it is the same."""
    if user.avatar_url == picture:
        return user

    def work() -> User:
        changed = step(user.pk, avatar_url=picture)
        record(state_of(changed, UserUpdated))
        return changed

    return txn.run(work, using=settings.ACCOUNTS_DB)
