"""Who may do what in a party, and who may make one."""

from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import ChatterboxError, Forbidden
from events.times import now
from messaging.models import Membership, Role, Topic, User

#: PARTY_CREATION when it is not for staff alone.
EVERYBODY: Final = "all"

RANK: Final = {Role.OWNER: 3, Role.ADMIN: 2, Role.MODERATOR: 1, Role.MEMBER: 0}

#: The lowest role that may do each thing; docs/permissions.md is the same table for people, and a test tries each cell.
LOWEST: Final[dict[str, Role]] = {
    "delete_party": Role.OWNER,
    "transfer_party": Role.OWNER,
    "see_private_topics": Role.OWNER,
    "update_party": Role.ADMIN,
    "set_role": Role.ADMIN,
    "delete_topic": Role.ADMIN,
    "kick": Role.MODERATOR,
    "ban": Role.MODERATOR,
    "timeout": Role.MODERATOR,
    "see_bans": Role.MODERATOR,
    "see_audit": Role.MODERATOR,
    "see_reports": Role.MODERATOR,
    "revoke_invite": Role.MODERATOR,
    "manage_topic": Role.MODERATOR,
    "move_topic": Role.MODERATOR,
    "delete_message": Role.MODERATOR,
    "see_revisions": Role.MODERATOR,
    "post_announcement": Role.MODERATOR,
    "mention_all": Role.MODERATOR,
    "skip_slow_mode": Role.MODERATOR,
    "see_invites": Role.MEMBER,
    "create_invite": Role.MEMBER,
    "create_topic": Role.MEMBER,
    "post": Role.MEMBER,
    "react": Role.MEMBER,
    "report": Role.MEMBER,
}

#: What somebody in a timeout may not do; reading, leaving and taking back what is theirs stay open.
WRITING: Final = frozenset({"create_invite", "create_topic", "move_topic", "post", "react", "update_party"})


class TimedOut(ChatterboxError):
    code = "timed_out"
    status = HTTPStatus.FORBIDDEN
    sentence = gettext_lazy("You can read, but not write here for a while.")


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
    """Raise Forbidden unless this member may do `action`, TimedOut for one that writes while they may not write."""
    if not may(membership, action):
        raise Forbidden
    if action in WRITING:
        insist_not_timed_out(membership)


def insist_not_timed_out(membership: Membership) -> None:
    """Raise TimedOut, with the seconds that are left, while this member may not write."""
    if left := _timed_out_for(membership):
        raise TimedOut(retry_after=left)


def is_timed_out(membership: Membership) -> bool:
    return _timed_out_for(membership) > 0


def _timed_out_for(membership: Membership) -> float:
    """Seconds that are left; 0 for who may write."""
    until = membership.timeout_until
    return max(0.0, (until - now()).total_seconds()) if until is not None else 0.0


def is_above(membership: Membership, other: Membership) -> bool:
    """Whether a member may act on another: only on people strictly below."""
    return is_above_role(membership, other.role)


def is_above_role(membership: Membership, role: str) -> bool:
    """Whether a member may act on people of a role, and give it."""
    return RANK[Role(membership.role)] > RANK[Role(role)]


def insist_above(membership: Membership, other: Membership) -> None:
    """Raise Forbidden unless `other` is strictly below."""
    if not is_above(membership, other):
        raise Forbidden(_("You can do that only to people whose role is below yours."))


def looks_after(membership: Membership, topic: Topic) -> bool:
    """Whether a member who may see a topic may change it: moderators, and who has made it."""
    return may(membership, "manage_topic") or topic.maker_id == membership.user_id


def insist_looks_after(membership: Membership, topic: Topic) -> None:
    """Raise Forbidden unless this member may change the topic, TimedOut while they may not write."""
    if not looks_after(membership, topic):
        raise Forbidden
    insist_not_timed_out(membership)
