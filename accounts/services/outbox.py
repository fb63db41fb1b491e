"""From rows to events: the version of somebody, which orders what is told about them, and what is told."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F

from accounts.models import User
from events import outbox
from events.catalogue import Event, UserCreated
from events.errors import NotFound
from events.times import iso

SOURCE = "accounts"


def record(*events: Event) -> None:
    outbox.record(*events, source=SOURCE, using=settings.ACCOUNTS_DB)


def person(user_id: UUID) -> User:
    """The row of somebody. Raises NotFound when there is no such person, as when they were deleted a moment ago."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound
    return user


def step(user_id: UUID, *, by: int = 1, **changes: Any) -> User:
    """The row of somebody with `changes`, its version moved on by the number of events that are to be recorded.

    From here to the commit the row is locked (on MongoDB the later writer has to start again), so versions have no
    gaps and their order is the order of commits. Raises NotFound when there is no such person.
    """
    if not User.objects.filter(pk=user_id).update(version=F("version") + by, **changes):
        raise NotFound
    return person(user_id)


def state_of(user: User, kind: type[UserCreated]) -> UserCreated:
    """user:created or user:updated with all that others may know of somebody."""
    return kind(
        version=user.version,
        user_id=str(user.pk),
        username=user.username,
        display_name=user.display_name,
        avatar_url=user.avatar_url,
        is_staff=user.is_staff,
        locale=user.locale,
        zoneinfo=user.zoneinfo,
        created_at=iso(user.date_joined),
    )
