"""Who may do what in a party: one function decides."""

from typing import Final

from events.errors import Forbidden
from messaging.models import Membership, Role

RANK: Final = {Role.OWNER: 3, Role.ADMIN: 2, Role.MODERATOR: 1, Role.MEMBER: 0}

#: The lowest role that may do each thing.
LOWEST: Final[dict[str, Role]] = {
    "create_invite": Role.MEMBER,
    "create_topic": Role.MEMBER,
    "post": Role.MEMBER,
    "post_announcement": Role.MODERATOR,
    "mention_all": Role.MODERATOR,
    "skip_slow_mode": Role.MODERATOR,
}


def may(membership: Membership, action: str) -> bool:
    """Whether this member's role is enough for `action`."""
    return RANK[Role(membership.role)] >= RANK[LOWEST[action]]


def insist(membership: Membership, action: str) -> None:
    """Raise Forbidden unless this member may do `action`."""
    if not may(membership, action):
        raise Forbidden
