"""Any history of changes, told with delays and repetitions, ends in copies that equal their sources."""

import os
import random
import secrets
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from accounts.models import MembershipCopy, PartyCopy
from events.catalogue import (
    Event,
    MemberCreated,
    MemberDeleted,
    MemberUpdated,
    PartyCreated,
    PartyDeleted,
    PartyUpdated,
    UserCreated,
    UserDeleted,
    UserUpdated,
)
from events.consumer import apply_batch
from events.ids import new_id
from events.outbox import row_of
from events.records import Record
from messaging.models import User

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])

AT = "2026-11-24T10:17:15.042Z"
STEPS = 40


class Source:
    """Users, parties and members that change by chance; every change goes up by a version and leaves an event."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.versions: dict[str, int] = {}
        self.users: dict[str, str | None] = {}
        self.parties: dict[str, str | None] = {}
        self.members: dict[tuple[str, str], str | None] = {}
        self.events: list[Event] = []

    def step(self) -> None:
        change = self.rng.choice([self._sign_up, self._rename, self._leave_for_good, *[self._party, self._member] * 2])
        change()

    def _next(self, aggregate: str) -> int:
        self.versions[aggregate] = self.versions.get(aggregate, 0) + 1
        return self.versions[aggregate]

    def _name(self) -> str:
        return f"name{self.rng.randint(0, 999)}"

    def _sign_up(self) -> None:
        self._save_user(UserCreated, str(new_id()))

    def _rename(self) -> None:
        living = [user for user, name in self.users.items() if name is not None]
        if living:
            self._save_user(UserUpdated, self.rng.choice(living))

    def _save_user(self, kind: type[UserCreated], user: str) -> None:
        name = self.users[user] = self._name()
        shown: dict[str, Any] = {
            "display_name": name,
            "avatar_url": "",
            "is_staff": False,
            "locale": "",
            "zoneinfo": "",
        }
        self.events.append(kind(user_id=user, version=self._next(user), username=name, created_at=AT, **shown))

    def _leave_for_good(self) -> None:
        living = [user for user, name in self.users.items() if name is not None]
        if living and self.rng.random() < 0.3:
            user = self.rng.choice(living)
            self.users[user] = None
            self.events.append(UserDeleted(user_id=user, version=self._next(user), delete_messages=False))

    def _party(self) -> None:
        living = [party for party, name in self.parties.items() if name is not None]
        if len(living) < 3:
            self._save_party(PartyCreated, str(new_id()))
        elif self.rng.random() < 0.2:
            party = self.rng.choice(living)
            self.parties[party] = None
            for key in self.members:
                if key[0] == party:
                    self.members[key] = None
            self.events.append(PartyDeleted(party_id=party, version=self._next(party)))
        else:
            self._save_party(PartyUpdated, self.rng.choice(living))

    def _save_party(self, kind: type[PartyCreated], party: str) -> None:
        name = self.parties[party] = self._name()
        self.events.append(
            kind(party_id=party, version=self._next(party), party_name=name, owner_id=str(new_id()), created_at=AT)
        )

    def _member(self) -> None:
        living = [party for party, name in self.parties.items() if name is not None]
        if not (living and self.users):
            return
        key = (self.rng.choice(living), self.rng.choice(list(self.users)))
        party, user = key
        if self.members.get(key) and self.rng.random() < 0.4:
            self.members[key] = None
            self.events.append(MemberDeleted(party_id=party, user_id=user, version=self._next(party)))
            return
        kind = MemberUpdated if self.members.get(key) else MemberCreated
        role = self.members[key] = self.rng.choice(["admin", "moderator", "member"])
        self.events.append(kind(party_id=party, user_id=user, version=self._next(party), role=role, joined_at=AT))


def tell(events: list[Event], rng: random.Random) -> None:
    """Deliver events late, repeatedly and in batches of any size, to both services."""
    records = [Record(row_of(event, source="test").payload.encode(), f"test/0/{n}") for n, event in enumerate(events)]
    again = rng.sample(records, len(records) // 3)
    # Each is late by a time of its own, so that neighbours change places and some come long after all others.
    delayed = sorted(records + again, key=lambda record: records.index(record) + rng.expovariate(1 / 8))
    while delayed:
        size = rng.randint(1, 30)
        batch, delayed = delayed[:size], delayed[size:]
        apply_batch(batch, "messaging", settings.MESSAGING_DB)
        apply_batch(batch, "accounts", settings.ACCOUNTS_DB)


@pytest.mark.parametrize("histories", [20, pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(900)])])
def test_copies_equal_their_sources_after_any_history(histories):
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**31))
    for number in range(histories):
        print(f"SEED={seed + number}")
        rng = random.Random(seed + number)
        source = Source(rng)
        for _ in range(STEPS):
            source.step()

        tell(source.events, rng)

        compare(source)


def compare(source: Source) -> None:
    """All that the copies say of this history's entities."""
    people = User.objects.filter(id__in=source.users).values_list("id", "username", "version", "deleted_at")
    assert {str(key): (name if gone is None else None, version) for key, name, version, gone in people} == {
        user: (name, source.versions[user]) for user, name in source.users.items()
    }
    parties = PartyCopy.objects.filter(id__in=source.parties).values_list("id", "name", "deleted")
    assert {str(key): None if deleted else name for key, name, deleted in parties} == source.parties
    ours = [UUID(party) for party in source.parties]
    members = MembershipCopy.objects.filter(party_id__in=ours).values_list("party_id", "user_id", "role", "deleted")
    assert {(str(party), str(user)): None if deleted else role for party, user, role, deleted in members} == (
        source.members
    )
