"""Our copies of parties and memberships. The higher version wins, so events may come twice or late."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import MembershipCopy, PartyCopy


def save_party_copy(*, party_id: UUID, name: str, owner_id: UUID, version: int) -> None:
    _save(PartyCopy, party_id, version, name=name, owner_id=owner_id, deleted=False)


def forget_party_copy(*, party_id: UUID, version: int) -> None:
    """A marker stays, so that news from before the deletion can't bring the party back."""
    _save(PartyCopy, party_id, version, name="", owner_id=None, deleted=True)


def save_membership_copy(*, party_id: UUID, user_id: UUID, role: str, joined_at: datetime, version: int) -> None:
    of = {"party_id": party_id, "user_id": user_id, "role": role, "joined_at": joined_at}
    _save(MembershipCopy, _membership(party_id, user_id), version, deleted=False, **of)


def forget_membership_copy(*, party_id: UUID, user_id: UUID, version: int) -> None:
    of = {"party_id": party_id, "user_id": user_id, "role": "", "joined_at": None}
    _save(MembershipCopy, _membership(party_id, user_id), version, deleted=True, **of)


def _membership(party_id: UUID, user_id: UUID) -> str:
    return f"{party_id}/{user_id}"


def _save(model: type[PartyCopy] | type[MembershipCopy], pk: Any, version: int, **values: Any) -> None:
    """Bring a copy up to `version`, unless it is there or further. Runs in the consumer's transaction."""
    rows: Any = model._default_manager.filter(pk=pk)
    if not rows.filter(version__lt=version).update(version=version, **values) and not rows.exists():
        model._default_manager.create(pk=pk, version=version, **values)
