"""Parties, by the person who is in them."""

import uuid
from typing import Final

import msgspec
from django.conf import settings

from events.errors import NotFound
from events.ids import parse_id
from messaging import permissions, presence, shapes
from messaging.models import Membership, User
from messaging.queries.topics import topics_by_party

#: A person may be in so many parties for one answer to hold them. Whoever makes or joins one is refused more.
MOST_PARTIES: Final = 200


def party_for(person: User, party_id: uuid.UUID | str) -> Membership:
    """The person's membership of a party, with the party. Raises NotFound when there is none."""
    key = parse_id(party_id)
    rows = Membership.objects.using(settings.MESSAGING_DB).select_related("party")
    membership = rows.filter(party=key, user=person).first() if key else None
    if membership is None:
        raise NotFound
    return membership


def memberships_of(person: User) -> list[Membership]:
    """All memberships of a person with their parties, in joining order: MOST_PARTIES, unless two joins met."""
    rows = Membership.objects.using(settings.MESSAGING_DB).select_related("party").filter(user=person)
    return list(rows.order_by("joined_at", "id"))


def parties_of(person: User) -> list[shapes.PartyShape]:
    """The person's parties, in joining order."""
    memberships = memberships_of(person)
    counts = presence.store().counts([membership.party_id for membership in memberships])
    return [shapes.party_shape(row, counts.get(row.party_id)) for row in memberships]


def party_shape_for(person: User, party_id: uuid.UUID | str) -> shapes.PartyShape:
    return party_shape_of(party_for(person, party_id))


def party_shape_of(membership: Membership) -> shapes.PartyShape:
    """The party of a membership that is at hand already; asks no database."""
    return shapes.party_shape(membership, presence.store().count(membership.party_id))


def sync(person: User) -> list[shapes.PartyWithTopics]:
    """All parties of a person with their topics: what a client starts from. Archived topics are left out."""
    return [party for _, party in _with_topics(person)]


def places_to_write(person: User) -> list[shapes.PartyWithTopics]:
    """The person's parties with those topics that they may post in; parties without any are left out."""
    places = []
    for membership, party in _with_topics(person):
        announces = permissions.may(membership, "post_announcement")
        topics = [topic for topic in party.topics if announces or not topic.announcement]
        if topics and not permissions.is_timed_out(membership):
            places.append(msgspec.structs.replace(party, topics=topics))
    return places


def _with_topics(person: User) -> list[tuple[Membership, shapes.PartyWithTopics]]:
    memberships = memberships_of(person)
    counts = presence.store().counts([membership.party_id for membership in memberships])
    by_party = topics_by_party(person, [row.party_id for row in memberships])
    return [
        (row, shapes.party_with_topics(row, counts.get(row.party_id), by_party.get(row.party_id, [])))
        for row in memberships
    ]
