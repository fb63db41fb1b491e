"""The two sides of accounts in a resync: it owns users, and keeps copies of parties and memberships."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.db.models import F

from accounts import services
from accounts.models import MembershipCopy, PartyCopy, User
from accounts.services.outbox import record, state_of
from events import kinds, txn
from events.catalogue import (
    Event,
    MemberCreated,
    MemberDeleted,
    MemberUpdated,
    PartyCreated,
    PartyDeleted,
    PartyUpdated,
    UserUpdated,
)
from events.ids import moment_of, new_id
from events.kinds import Copy, Original, State
from events.resync import keep_copy, replace_rows
from events.times import iso

APP: Final = "accounts"
PAGE: Final = 200
#: What messaging is told of somebody.
FIELDS: Final = ("username", "display_name", "avatar_url", "is_staff", "locale", "zoneinfo")


def register() -> None:
    kinds.originals[kinds.USERS] = Original(
        kind=kinds.USERS, app=APP, count=User.objects.count, tell=tell_users, states=user_states
    )
    keep_copy(
        Copy(
            kind=kinds.PARTIES,
            app=APP,
            events=(PartyCreated, PartyUpdated, PartyDeleted, MemberCreated, MemberUpdated, MemberDeleted),
            put=put,
            living=living,
            forget=forget,
            states=party_states,
        )
    )


def tell_users(resync: str) -> Iterator[int]:
    """Record everybody's state again, a page in a transaction each. A new version keeps it in order with changes."""
    rows = User.objects.filter(pk__lt=new_id()).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:PAGE])
    while ids:
        yield txn.run(lambda ids=ids: _tell(ids, resync), using=settings.ACCOUNTS_DB)  # type: ignore[misc]
        ids = list(rows.filter(pk__gt=ids[-1]).values_list("pk", flat=True)[:PAGE])


def _tell(ids: list[Any], resync: str) -> int:
    """Returns how many of them are still there."""
    people = User.objects.filter(pk__in=ids)
    people.update(version=F("version") + 1)
    states = [msgspec.structs.replace(state_of(user, UserUpdated), snapshot=resync) for user in people]
    record(*states)
    return len(states)


def user_states() -> Iterator[State]:
    for key, *values in User.objects.order_by("pk").values_list("pk", *FIELDS).iterator():
        yield str(key), values


def party_states() -> Iterator[State]:
    for party in PartyCopy.objects.filter(deleted=False).order_by("pk").iterator():
        yield str(party.pk), [party.name, str(party.owner_id)]
    for member in MembershipCopy.objects.filter(deleted=False).order_by("pk").iterator():
        yield member.pk, [member.role, iso(member.joined_at)]


def put(events: Sequence[Event]) -> None:
    rows = [_row(event) for event in events]
    replace_rows((row for row in rows if isinstance(row, PartyCopy)), settings.ACCOUNTS_DB)
    # After the parties, as in the shadow: one may have ended since its members were told.
    memberships = services.ended_with_party(row for row in rows if isinstance(row, MembershipCopy))
    replace_rows(memberships, settings.ACCOUNTS_DB)


def _row(event: Any) -> PartyCopy | MembershipCopy:
    party_id, version = UUID(event.party_id), event.version
    match event:
        case PartyDeleted():
            return services.party_marker(party_id=party_id, version=version)
        case PartyCreated():
            owner = UUID(event.owner_id)
            return services.party_copy(party_id=party_id, version=version, name=event.party_name, owner_id=owner)
        case MemberDeleted():
            return services.membership_marker(party_id=party_id, user_id=UUID(event.user_id), version=version)
        case _:
            return services.membership_copy(
                party_id=party_id,
                user_id=UUID(event.user_id),
                version=version,
                role=event.role,
                joined_at=datetime.fromisoformat(event.joined_at),
            )


def living() -> Iterator[tuple[str, datetime]]:
    for key in PartyCopy.objects.filter(deleted=False).values_list("pk", flat=True).iterator():
        yield str(key), moment_of(key)
    members = MembershipCopy.objects.filter(deleted=False)
    for name, party_id, joined_at in members.values_list("pk", "party_id", "joined_at").iterator():
        yield name, joined_at or moment_of(party_id)


def forget(keys: Iterable[str]) -> None:
    """Leave markers of version 0: whatever messaging says later counts."""
    names = [key.split("/") for key in keys]
    parties = [services.party_marker(party_id=UUID(ids[0]), version=0) for ids in names if len(ids) == 1]
    members = [
        services.membership_marker(party_id=UUID(ids[0]), user_id=UUID(ids[1]), version=0)
        for ids in names
        if len(ids) == 2
    ]
    replace_rows(parties, settings.ACCOUNTS_DB)
    replace_rows(members, settings.ACCOUNTS_DB)
