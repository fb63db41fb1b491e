"""Who may do what in a party, and who may make one."""

from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy

from events.errors import Forbidden
from messaging.models import Membership, Role, User

#: PARTY_CREATION when it is not for staff alone.
EVERYBODY: Final = "all"

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


class PartiesByStaff(Forbidden):
    code = "staff_only"
    sentence = gettext_lazy("New parties are made by staff here. Ask whoever runs this Chatterbox for one.")


def may_create_party(person: User) -> bool:
    """Setting PARTY_CREATION."""
    return settings.PARTY_CREATION == EVERYBODY or bool(person.is_staff)


def may_start_party() -> bool:
    """Whether a stranger may come in and make a party at once."""
    return settings.PARTY_CREATION == EVERYBODY and settings.SIGNUP == "open"


def insist_on_creating(person: User) -> None:
    """Raise PartiesByStaff unless this person may make parties."""
    if not may_create_party(person):
        raise PartiesByStaff


def may(membership: Membership, action: str) -> bool:
    """Whether this member's role is enough for `action`."""
    return RANK[Role(membership.role)] >= RANK[LOWEST[action]]


def insist(membership: Membership, action: str) -> None:
    """Raise Forbidden unless this member may do `action`."""
    if not may(membership, action):
        raise Forbidden
