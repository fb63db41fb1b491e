"""Members of a party, for somebody who is in it."""

import uuid

from django.conf import settings
from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Value,
    When,
)
from django.db.models.functions import Lower

from events.errors import NotFound
from events.ids import parse_id
from messaging import presence, shapes
from messaging.models import (
    Membership,
    Topic,
    TopicMember,
)
from messaging.permissions import RANK
from messaging.queries.pages import PAGE, offset_of


def members_of(
    membership: Membership, *, cursor: str | None = None, limit: int = PAGE, topic: Topic | None = None
) -> tuple[list[shapes.MemberShape], str | None]:
    """A page of a party's members, or those of them who see `topic`, by role then name, and the cursor of the next.

    Raises BadCursor.
    """
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id).select_related("user")
    if topic is not None and topic.private:
        rows = rows.filter(Exists(TopicMember.objects.filter(topic=topic, user=OuterRef("user"))))
    rank = Case(*(When(role=role, then=Value(-rank)) for role, rank in RANK.items()), output_field=IntegerField())
    start = offset_of(cursor)
    page = list(rows.order_by(rank, Lower("user__display_name"), "user_id")[start : start + limit + 1])
    states = presence.store().states(membership.party_id, [row.user_id for row in page[:limit]])
    items = [shapes.member_shape(row, states[row.user_id]) for row in page[:limit]]
    return items, str(start + limit) if len(page) > limit else None


def member_for(membership: Membership, user_id: uuid.UUID | str) -> shapes.MemberShape:
    """Another member of the same party. Raises NotFound."""
    key = parse_id(user_id)
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id).select_related("user")
    row = rows.filter(user=key).first() if key else None
    if row is None:
        raise NotFound
    return shapes.member_shape(row, presence.store().states(row.party_id, [row.user_id])[row.user_id])
