"""What accounts does when messaging tells of parties and memberships. Handlers may run twice or late."""

from datetime import datetime
from uuid import UUID

from accounts import services
from events.catalogue import (
    MemberCreated,
    MemberDeleted,
    MemberUpdated,
    PartyCreated,
    PartyDeleted,
    PartyUpdated,
)
from events.registry import handles

APP = "accounts"


@handles(PartyCreated, PartyUpdated, app=APP)
def on_party(event: PartyCreated) -> None:
    services.save_party_copy(
        party_id=UUID(event.party_id), name=event.party_name, owner_id=UUID(event.owner_id), version=event.version
    )


@handles(PartyDeleted, app=APP)
def on_party_deleted(event: PartyDeleted) -> None:
    services.forget_party_copy(party_id=UUID(event.party_id), version=event.version)


@handles(MemberCreated, MemberUpdated, app=APP)
def on_member(event: MemberCreated) -> None:
    services.save_membership_copy(
        party_id=UUID(event.party_id),
        user_id=UUID(event.user_id),
        role=event.role,
        joined_at=datetime.fromisoformat(event.joined_at),
        version=event.version,
    )


@handles(MemberDeleted, app=APP)
def on_member_deleted(event: MemberDeleted) -> None:
    services.forget_membership_copy(party_id=UUID(event.party_id), user_id=UUID(event.user_id), version=event.version)
