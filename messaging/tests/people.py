"""People with roles, and what a party and its people are as whole rows."""

from typing import Any

from django.db.models import Model

from events.times import now
from messaging.models import (
    Ban,
    Membership,
    Mention,
    Message,
    MessageRevision,
    Party,
    Reaction,
    ReadMarker,
    Role,
    Topic,
    TopicMember,
    User,
)
from messaging.tests.conftest import make_user

#: What goes forward, also when something is undone.
NUMBERS = {"rev", "version", "acl", "last_rev"}


def member_of(party: Party, username: str, role: str = Role.MEMBER, **fields: Any) -> User:
    """Somebody new who is in the party with a role."""
    user = make_user(username)
    Membership.objects.create(party=party, user=user, role=role, joined_at=now(), **fields)
    Party.objects.filter(id=party.id).update(member_count=Membership.objects.filter(party=party).count())
    return user


def role_of(party: Party, user: User) -> str | None:
    """Their role, None for somebody who is no member."""
    return Membership.objects.filter(party=party, user=user).values_list("role", flat=True).first()


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that an undo may touch, without the numbers that only go forward."""
    kinds: list[type[Model]] = [
        Party,
        Membership,
        Ban,
        Topic,
        TopicMember,
        ReadMarker,
        Message,
        MessageRevision,
        Mention,
        Reaction,
    ]
    return {kind.__name__: [_bare(row) for row in kind._default_manager.order_by("pk").values()] for kind in kinds}


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in row.items()
        if name not in NUMBERS
    }
