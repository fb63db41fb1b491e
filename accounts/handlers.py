"""What accounts does when messaging tells of parties and memberships. Handlers may run twice or late."""

from datetime import datetime
from uuid import UUID

from accounts import services
from accounts.models import MembershipCopy, PartyCopy
from events.catalogue import (
    CanaryPosted,
    MemberCreated,
    MemberDeleted,
    MemberUpdated,
    PartyCreated,
    PartyDeleted,
    PartyUpdated,
)
from events.registry import handles, handles_batch

APP = "accounts"


@handles_batch(PartyCreated, PartyUpdated, PartyDeleted, app=APP)
def on_parties(events: list[PartyCreated | PartyUpdated | PartyDeleted]) -> None:
    services.save_party_copies(map(_party, events))


def _party(event: PartyCreated | PartyUpdated | PartyDeleted) -> PartyCopy:
    party_id = UUID(event.party_id)
    if isinstance(event, PartyDeleted):
        return services.party_marker(party_id=party_id, version=event.version)
    return services.party_copy(
        party_id=party_id, version=event.version, name=event.party_name, owner_id=UUID(event.owner_id)
    )


@handles_batch(MemberCreated, MemberUpdated, MemberDeleted, app=APP)
def on_members(events: list[MemberCreated | MemberUpdated | MemberDeleted]) -> None:
    services.save_membership_copies(map(_membership, events))


def _membership(event: MemberCreated | MemberUpdated | MemberDeleted) -> MembershipCopy:
    party_id, user_id = UUID(event.party_id), UUID(event.user_id)
    if isinstance(event, MemberDeleted):
        return services.membership_marker(party_id=party_id, user_id=user_id, version=event.version)
    return services.membership_copy(
        party_id=party_id,
        user_id=user_id,
        version=event.version,
        role=event.role,
        joined_at=datetime.fromisoformat(event.joined_at),
    )


@handles(CanaryPosted, app=APP)
def on_canary_posted(event: CanaryPosted) -> None:
    posted_at = datetime.fromisoformat(event.posted_at)
    services.answer_beat(beat_id=event.beat_id, version=event.version, posted_at=posted_at)
