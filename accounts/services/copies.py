"""Our copies of parties and memberships. The higher version wins, so events may come twice or late.

What is gone stays as a marker, so that news from before can't bring it back. The end of a party is told once for all
its members: nothing happens in it after that, so whatever comes of one of them is old.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import MembershipCopy, PartyCopy
from events import txn
from events.copies import save_newer

#: Memberships that are ended at once, and parties that are looked at: MongoDB gives an operation little time.
PIECE: Final = 500


def save_party_copies(parties: Iterable[PartyCopy]) -> None:
    save_newer(parties, settings.ACCOUNTS_DB)


def save_membership_copies(memberships: Iterable[MembershipCopy]) -> None:
    save_newer(ended_with_party(memberships), settings.ACCOUNTS_DB)


def ended_with_party(memberships: Iterable[MembershipCopy]) -> list[MembershipCopy]:
    """Memberships as they are to be kept: markers of those whose party is gone."""
    rows = list(memberships)
    parties = {row.party_id for row in rows if not row.deleted}
    gone: set[UUID] = set(_gone().filter(pk__in=parties).values_list("pk", flat=True))
    return [
        membership_marker(party_id=row.party_id, user_id=row.user_id, version=row.version)
        if row.party_id in gone
        else row
        for row in rows
    ]


def end_memberships(party_ids: Iterable[UUID]) -> int:
    """End memberships of parties that are gone, PIECE at most; returns how many. `empty_parties` ends the others."""
    living = MembershipCopy.objects.filter(party_id__in=list(party_ids), deleted=False)
    keys = list(living.values_list("pk", flat=True)[:PIECE])
    rows = MembershipCopy.objects.filter(pk__in=keys)
    return rows.update(deleted=True, role="", joined_at=None) if keys else 0


def empty_parties() -> int:
    """End what memberships parties that are gone still have, PIECE at most; returns how many rows it touched.

    A party that has none left is noted, and not looked at again. All come here, also those that `end_memberships` has
    emptied: a transaction beside that of the party's end, which did not see it, may have saved another membership.
    """

    def work() -> int:
        parties = list(_gone().filter(emptied=None).values_list("pk", flat=True)[:PIECE])
        ended = end_memberships(parties)
        noted = PartyCopy.objects.filter(pk__in=parties).update(emptied=True) if ended < PIECE else 0
        return ended + noted

    return txn.run(work, using=settings.ACCOUNTS_DB)


def _gone() -> QuerySet[PartyCopy]:
    """Parties whose end was told. What a resync has forgotten has version 0, and may be told of again."""
    return PartyCopy.objects.filter(deleted=True, version__gt=0)


def party_copy(*, party_id: UUID, version: int, name: str, owner_id: UUID) -> PartyCopy:
    """A party as it is told, not saved yet."""
    return PartyCopy(id=party_id, version=version, name=name, owner_id=owner_id)


def party_marker(*, party_id: UUID, version: int) -> PartyCopy:
    """What is left of a party that is gone."""
    return PartyCopy(id=party_id, version=version, deleted=True)


def membership_copy(*, party_id: UUID, user_id: UUID, version: int, role: str, joined_at: datetime) -> MembershipCopy:
    """A membership as it is told, not saved yet."""
    key = f"{party_id}/{user_id}"
    return MembershipCopy(id=key, party_id=party_id, user_id=user_id, version=version, role=role, joined_at=joined_at)


def membership_marker(*, party_id: UUID, user_id: UUID, version: int) -> MembershipCopy:
    """What is left of a membership that has ended."""
    key = f"{party_id}/{user_id}"
    return MembershipCopy(id=key, party_id=party_id, user_id=user_id, version=version, deleted=True)
