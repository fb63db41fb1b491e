"""What events say of a party, a member and a topic: the same whichever event it is."""

from typing import Any, TypeVar

from events.catalogue import MemberCreated, PartyCreated, TopicCreated
from events.times import iso
from messaging.models import Membership, Party, Topic

PartyFact = TypeVar("PartyFact", bound=PartyCreated)
MemberFact = TypeVar("MemberFact", bound=MemberCreated)
TopicFact = TypeVar("TopicFact", bound=TopicCreated)


def of_party(kind: type[PartyFact], party: Party, version: int, **more: Any) -> PartyFact:
    """The whole state of a party, as its version `version`."""
    return kind(
        version=version,
        party_id=str(party.id),
        party_name=party.name,
        owner_id=str(party.owner_id),
        created_at=iso(party.created_at),
        **more,
    )


def of_member(kind: type[MemberFact], membership: Membership, version: int, **more: Any) -> MemberFact:
    """The whole state of a member; `version` is the party's."""
    return kind(
        version=version,
        party_id=str(membership.party_id),
        user_id=str(membership.user_id),
        role=membership.role,
        joined_at=iso(membership.joined_at),
        **more,
    )


def of_topic(kind: type[TopicFact], topic: Topic, version: int) -> TopicFact:
    """A topic without its name; `version` is the party's."""
    return kind(
        version=version,
        party_id=str(topic.party_id),
        topic_id=str(topic.id),
        private=topic.private,
        created_at=iso(topic.created_at),
    )
