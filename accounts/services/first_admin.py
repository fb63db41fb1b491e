"""The first administrator of an empty deployment: whoever has the link that was printed where the server runs."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import FirstAdmin, User
from accounts.services.outbox import record, state_of, step
from accounts.services.users import sign_up
from events import txn
from events.catalogue import UserUpdated
from events.errors import ChatterboxError
from events.times import now

LASTS: Final = timedelta(days=1)
ONLY: Final = "only"


class AdminExists(ChatterboxError):
    code = "conflict"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("There is an administrator already. Others are made in the admin pages.")


class SetupLinkOver(ChatterboxError):
    code = "setup_link_over"
    status = HTTPStatus.GONE
    sentence = gettext_lazy(
        "This link was used, is too old, or was replaced by a newer one. "
        "Whoever runs the server gets another by the command first_admin."
    )


def offer_first_admin() -> str:
    """A fresh secret for the link, which replaces the one before. Raises AdminExists."""
    secret = secrets.token_urlsafe(32)
    fresh = {"digest": _digest(secret), "expires_at": now() + LASTS, "claimed_by": None}

    def work() -> None:
        if _is_there_one():
            raise AdminExists
        FirstAdmin.objects.update_or_create(pk=ONLY, defaults=fresh)

    txn.run(work, using=settings.ACCOUNTS_DB)
    return secret


def insist_on_setup_link(secret: str) -> None:
    """Raises SetupLinkOver unless this is the link, and still open."""
    if not _links(secret).exists() or _is_there_one():
        raise SetupLinkOver


def sign_up_first_admin(secret: str, *, username: str, email: str, password: str) -> User:
    """A new person who is the administrator. Raises SetupLinkOver, or Invalid that names a field."""
    make = {"username": username, "email": email, "password": password}
    return _claim(secret, lambda: sign_up(**make, verified=True, is_staff=True, is_superuser=True))


def make_first_admin(secret: str, user_id: UUID) -> User:
    """Somebody who is here already becomes the administrator. Raises SetupLinkOver."""

    def promote() -> User:
        user = step(user_id, is_staff=True, is_superuser=True)
        record(state_of(user, UserUpdated))
        return user

    return _claim(secret, promote)


def _claim(secret: str, make: Callable[[], User]) -> User:
    """The link is used up and its user made in one transaction: of two who come at once the second finds it used."""

    def work() -> User:
        if not _links(secret).update(expires_at=now()) or _is_there_one():
            raise SetupLinkOver
        user = make()
        FirstAdmin.objects.filter(pk=ONLY).update(claimed_by=user.pk)
        return user

    return txn.run(work, using=settings.ACCOUNTS_DB)


def _links(secret: str) -> QuerySet[FirstAdmin]:
    return FirstAdmin.objects.filter(pk=ONLY, digest=_digest(secret), claimed_by=None, expires_at__gt=now())


def _is_there_one() -> bool:
    return User.objects.filter(is_superuser=True).exists()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
