"""What all who look after a party have in common: how often, at whom, and with which traces."""

import uuid
from typing import Any

from django.conf import settings

from events.errors import NotFound
from events.ids import parse_id
from messaging import limits, permissions
from messaging.models import Membership, TopicMember, User
from messaging.services.changes import PartyChange


def insist_not_too_fast(person: User) -> None:
    """Count one act of looking after a party. Raises RateLimited."""
    limits.take("moderation", person.id)


def key_of(user_id: uuid.UUID | str) -> uuid.UUID:
    """The id of a person. Raises NotFound for what is not spelt like one."""
    key = parse_id(user_id)
    if key is None:
        raise NotFound
    return key


def member_below(change: PartyChange, user_id: uuid.UUID) -> Membership | None:
    """A member whom `change.me` may act on, None for somebody who is none. Raises Forbidden."""
    try:
        found = change.member(user_id)
    except NotFound:
        return None
    permissions.insist_above(change.me, found)
    return found


def take_out(change: PartyChange, membership: Membership) -> dict[str, Any]:
    """End a membership; all that it takes to bring it back, as JSON."""
    rows = TopicMember.objects.using(settings.MESSAGING_DB).filter(topic__party=change.party, user=membership.user_id)
    kept = {
        "id": str(membership.id),
        "role": membership.role,
        "timeout_until": membership.timeout_until.isoformat() if membership.timeout_until else None,
        "joined_at": membership.joined_at.isoformat(),
        "heir": change.party.heir_id == membership.user_id,
        "topics": [[str(key), str(topic_id)] for key, topic_id in rows.values_list("id", "topic_id")],
    }
    change.remove_member(membership)
    return kept | {"rev": membership.rev}
