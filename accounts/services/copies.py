"""Our copies of parties and memberships. The higher version wins, so events may come twice or late.

What is gone stays as a marker, so that news from before can't bring it back.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.models import MembershipCopy, PartyCopy
from events.copies import save_newer


def save_party_copies(parties: Iterable[PartyCopy]) -> None:
    save_newer(parties, settings.ACCOUNTS_DB)


def save_membership_copies(memberships: Iterable[MembershipCopy]) -> None:
    save_newer(memberships, settings.ACCOUNTS_DB)


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
