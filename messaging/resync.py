"""The two sides of messaging in a resync: it owns parties and memberships, and keeps a copy of users."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet

from events import kinds, outbox, txn
from events.catalogue import (
    Event,
    MemberUpdated,
    PartyUpdated,
    UserCreated,
    UserDeleted,
    UserUpdated,
)
from events.ids import moment_of, new_id
from events.kinds import Copy, Original, State
from events.resync import keep_copy, replace_rows
from events.times import iso, now
from messaging import services
from messaging.models import CANARY_PARTY, CANARY_USER, Membership, Party, User
from messaging.services import told

APP: Final = "messaging"
PAGE: Final = 200
#: What accounts tells of somebody.
FIELDS: Final = ("username", "display_name", "avatar_url", "is_staff", "locale", "zoneinfo")


def register() -> None:
    kinds.originals[kinds.PARTIES] = Original(
        kind=kinds.PARTIES, app=APP, count=_count, tell=tell_parties, states=party_states
    )
    keep_copy(
        Copy(
            kind=kinds.USERS,
            app=APP,
            events=(UserCreated, UserUpdated, UserDeleted),
            put=put,
            living=living,
            forget=forget,
            states=user_states,
        )
    )


def _parties() -> QuerySet[Party]:
    """Those that accounts is to know of: all but the canary's."""
    return Party.objects.filter(deleted_at=None).exclude(id=CANARY_PARTY)


def _memberships() -> QuerySet[Membership]:
    return Membership.objects.exclude(party_id=CANARY_PARTY)


def _people() -> QuerySet[User]:
    """Those whom accounts has told us of: all but the canary."""
    return User.objects.filter(deleted_at=None).exclude(id=CANARY_USER)


def _count() -> int:
    return _parties().count() + _memberships().count()


def tell_parties(resync: str) -> Iterator[int]:
    """Record every party and its members again, each party in a transaction of its own, under its lock."""
    rows = _parties().filter(pk__lt=new_id()).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:PAGE])
    while ids:
        for party_id in ids:
            yield txn.run(lambda party_id=party_id: _tell(party_id, resync), using=settings.MESSAGING_DB)  # type: ignore[misc]
        ids = list(rows.filter(pk__gt=ids[-1]).values_list("pk", flat=True)[:PAGE])


def _tell(party_id: uuid.UUID, resync: str) -> int:
    db = settings.MESSAGING_DB
    party = Party.objects.using(db).select_for_update(no_key=True).filter(id=party_id, deleted_at=None).first()
    if party is None:
        return 0
    party.version += 1
    party.save(using=db, update_fields=["version"])
    count = 1
    outbox.record(told.of_party(PartyUpdated, party, party.version, snapshot=resync), source=APP, using=db)
    members = Membership.objects.using(db).filter(party=party).order_by("pk")
    page = list(members[:PAGE])
    while page:
        states = (told.of_member(MemberUpdated, member, party.version, snapshot=resync) for member in page)
        outbox.record(*states, source=APP, using=db)
        count += len(page)
        page = list(members.filter(pk__gt=page[-1].pk)[:PAGE])
    return count


def party_states() -> Iterator[State]:
    for party in _parties().order_by("pk").iterator():
        yield str(party.id), [party.name, str(party.owner_id)]
    for member in _memberships().order_by("pk").iterator():
        yield f"{member.party_id}/{member.user_id}", [member.role, iso(member.joined_at)]


def user_states() -> Iterator[State]:
    for key, *values in _people().order_by("pk").values_list("pk", *FIELDS).iterator():
        yield str(key), values


def put(events: Sequence[Event]) -> None:
    replace_rows([_row(event) for event in events], settings.MESSAGING_DB)


def _row(event: Any) -> User:
    person = User(id=uuid.UUID(event.user_id), version=event.version)
    if isinstance(event, UserDeleted):
        person.deleted_at = now()
        return person
    for name in FIELDS:
        setattr(person, name, getattr(event, name))
    return person


def living() -> Iterator[tuple[str, datetime]]:
    for key in _people().values_list("pk", flat=True).iterator():
        yield str(key), moment_of(key)


def forget(keys: Iterable[str]) -> None:
    """Leave markers, as if their deletion had been told."""
    for key in keys:
        with txn.atomic(settings.MESSAGING_DB):
            services.delete_user_copy(uuid.UUID(key), 0)
            services.want_erasure(uuid.UUID(key), messages=False)  # nobody has told us that they are to go
