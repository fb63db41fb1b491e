"""What accounts does when messaging tells of parties and memberships. Handlers may run twice or late."""

from datetime import datetime
from uuid import UUID

from accounts import services
from accounts.models import MembershipCopy, PartyCopy
from events.catalogue import (
    CanaryPosted,
    MemberCreated,
    MemberDeleted,
    MemberEvent,
    MemberUpdated,
    PartyCreated,
    PartyDeleted,
    PartyUpdated,
)
from events.registry import handles, handles_batch

APP = "accounts"

PartyFact = PartyCreated | PartyUpdated | PartyDeleted
MemberFact = MemberCreated | MemberUpdated | MemberDeleted


@handles_batch(PartyCreated, PartyUpdated, PartyDeleted, MemberCreated, MemberUpdated, MemberDeleted, app=APP)
def on_parties(events: list[PartyFact | MemberFact]) -> None:
    """Parties before their members, since a party's end is theirs: messaging tells of no more than that."""
    services.save_party_copies(_party(event) for event in events if not isinstance(event, MemberEvent))
    services.save_membership_copies(_membership(event) for event in events if isinstance(event, MemberEvent))
    services.end_memberships(UUID(event.party_id) for event in events if isinstance(event, PartyDeleted))


def _party(event: PartyFact) -> PartyCopy:
    party_id = UUID(event.party_id)
    if isinstance(event, PartyDeleted):
        return services.party_marker(party_id=party_id, version=event.version)
    return services.party_copy(
        party_id=party_id, version=event.version, name=event.party_name, owner_id=UUID(event.owner_id)
    )


def _membership(event: MemberFact) -> MembershipCopy:
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
