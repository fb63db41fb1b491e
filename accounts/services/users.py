"""Who people are: signing up, profile, password, standing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import clean_profile
from accounts.services.outbox import person, record, state_of, step
from accounts.services.sign_ins import end_sessions
from events import limiter, txn
from events.catalogue import UserCreated, UserUpdated
from events.errors import Invalid, NotFound

#: Changes of a profile that somebody may make within so many seconds.
CHANGES, SECONDS = 60, 3600


def sign_up(
    *,
    username: str,
    email: str | None,
    password: str | None,
    display_name: str = "",
    verified: bool = False,
    **more: Any,
) -> User:
    """A new person with their address. `verified`: somebody vouches for the address, no mail asks for proof.

    Without a password nobody can sign in by one. Raises Invalid that names the field that is wrong or taken.
    """
    profile = clean_profile({"username": username, "display_name": display_name or username})
    user = User(email=_clean_email(email), **profile, **more)
    user.set_password(password)

    def work() -> None:
        _insert(user)
        if user.email:
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)

    with _clash_is_invalid(_("This username or e-mail address is taken.")):
        txn.run(work, using=settings.ACCOUNTS_DB)
    return user


def save_new_user(user: User) -> None:
    """Insert somebody and their user:created: what every door that makes people comes down to.

    Raises Invalid when the name or address was taken since it was checked.
    """
    user.display_name = clean_profile({"display_name": user.display_name or user.username})["display_name"]
    with _clash_is_invalid(_("This username or e-mail address was taken a moment ago.")):
        txn.run(lambda: _insert(user), using=settings.ACCOUNTS_DB)


def change_profile(user_id: UUID, changes: Mapping[str, str]) -> User:
    """Somebody with a new username, display_name, locale or zoneinfo, and one user:updated unless nothing changed.

    Raises Invalid that names the fields that are wrong or taken, NotFound when there is no such person any more, and
    RateLimited: each change is told to everybody.
    """
    limiter.check("profile", str(user_id), CHANGES, SECONDS)
    wanted: dict[str, Any] = dict(clean_profile(changes))

    def work() -> User:
        user = person(user_id)
        if all(getattr(user, name) == value for name, value in wanted.items()):
            return user
        user = step(user_id, **wanted)
        record(state_of(user, UserUpdated))
        return user

    with _clash_is_invalid(_("This username is taken.")):
        return txn.run(work, using=settings.ACCOUNTS_DB)


def change_standing(user_id: UUID, *, is_active: bool | None = None, is_staff: bool | None = None) -> User:
    """Somebody enabled or disabled, made staff or not; None leaves it. Whoever loses either is signed out everywhere.

    An administrator who is no longer staff is none either: made staff again, they begin as staff do.
    """
    given = {"is_active": is_active, "is_staff": is_staff, "is_superuser": False if is_staff is False else None}
    wanted = {name: value for name, value in given.items() if value is not None}

    def work() -> User:
        before = person(user_id)
        if all(getattr(before, name) == value for name, value in wanted.items()):
            return before
        user = step(user_id, **wanted)
        record(state_of(user, UserUpdated))
        if (before.is_active and not user.is_active) or (before.is_staff and not user.is_staff):
            end_sessions(user_id, reason="standing_changed" if user.is_active else "disabled")
        return user

    return txn.run(work, using=settings.ACCOUNTS_DB)


def set_password(user: User, password: str, *, keep: str | None = None) -> None:
    """Set a password and end every sign-in of somebody, except the one named `keep`. Raises NotFound."""
    user.set_password(password)

    def work() -> None:
        _keep_password(user)
        end_sessions(user.pk, reason="password_changed", except_=keep)

    txn.run(work, using=settings.ACCOUNTS_DB)


def _keep_password(user: User) -> None:
    if not User.objects.filter(pk=user.pk).update(password=user.password):
        raise NotFound


def forget_password(user: User, *, keep: str | None = None) -> None:
    """Somebody's password opens nothing any more, and their sign-ins end, except the one named `keep`."""
    user.set_unusable_password()

    def work() -> None:
        _keep_password(user)
        end_sessions(user.pk, reason="password_changed", except_=keep)

    txn.run(work, using=settings.ACCOUNTS_DB)


def _clean_email(email: str | None) -> str | None:
    if not email:
        return None
    try:
        validate_email(email)
    except ValidationError as fault:
        raise Invalid.field("email", fault.messages[0]) from fault
    return email.lower()


def _insert(user: User) -> None:
    user._state.adding = True  # also when MongoDB met another writer and this is the second try
    user.save(force_insert=True)
    record(state_of(user, UserCreated))


@contextmanager
def _clash_is_invalid(sentence: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Invalid.field("username", sentence) from error
