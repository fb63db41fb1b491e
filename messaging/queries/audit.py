"""The audit log and the bans of a party, for those who look after it."""

import uuid
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from events.errors import NotFound
from events.ids import parse_id
from messaging import permissions, shapes
from messaging.models import AuditEntry, Ban, Membership, TopicMember, User
from messaging.queries.pages import PAGE, newest_page
from messaging.queries.parties import party_for

#: People that a filter offers.
MOST_ACTORS: Final = 200


def bans_of(
    membership: Membership, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[list[shapes.BanShape], str | None]:
    """A page of a party's bans, newest first, and the cursor of the next. Raises BadCursor."""
    rows = Ban.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id).select_related("user", "by")
    page, following = newest_page(rows, cursor, limit)
    return [shapes.ban_shape(ban) for ban in page], following


def audit_entries(
    membership: Membership,
    *,
    actor: str | None = None,
    action: str | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> tuple[list[AuditEntry], str | None]:
    """A page of what was done in a party, newest first, and the cursor of the next. Raises BadCursor.

    What was done to private topics is told to those inside alone.
    """
    rows = _entries(membership)
    if actor:
        rows = rows.filter(actor=key) if (key := parse_id(actor)) else rows.none()
    if action:
        rows = rows.filter(action=action[:32].replace("\x00", ""))
    return newest_page(rows, cursor, limit)


def audit_actors(membership: Membership) -> list[shapes.UserShape]:
    """Whom the audit log of a party tells of as doing something, by name; at most so many."""
    doers = _entries(membership).order_by().values("actor_id")
    rows = User.objects.using(settings.MESSAGING_DB).filter(id__in=doers).order_by(Lower("display_name"), "id")
    return [shapes.user_shape(user) for user in rows[:MOST_ACTORS]]


def audit_entry_for(person: User, entry_id: uuid.UUID | str) -> tuple[Membership, AuditEntry]:
    """An entry of a party that the person looks after, and they as its member. Raises NotFound for all others."""
    key = parse_id(entry_id)
    if key is None:
        raise NotFound
    rows = AuditEntry.objects.using(settings.MESSAGING_DB).filter(id=key)
    party_id = rows.values_list("party_id", flat=True).first()
    if party_id is None:
        raise NotFound
    membership = party_for(person, party_id)
    entry = _entries(membership).filter(id=key).first()
    if entry is None or not permissions.may(membership, "see_audit"):
        raise NotFound
    return membership, entry


def _entries(membership: Membership) -> "QuerySet[AuditEntry]":
    inside = TopicMember.objects.filter(topic=OuterRef("topic"), user=membership.user_id)
    rows = AuditEntry.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id)
    seen = rows.filter(Q(topic=None) | Q(topic__private=False) | Exists(inside))
    return seen.select_related("actor", "user", "topic", "undone_by")
