"""Members leave, are given roles and timeouts, and are removed."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from events.errors import Forbidden, Invalid
from events.times import iso
from messaging import checks, permissions, presence, shapes
from messaging.models import Action, Membership, Role, User
from messaging.permissions import RANK
from messaging.services import purges
from messaging.services.changes import PartyChange, changing_party
from messaging.services.moderation import insist_not_too_fast, key_of, member_below, take_out
from messaging.services.party_settings import KEEP
from messaging.services.transfers import OwnerMustTransfer

SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(days=28)
#: What a request may take on its way, so that whoever asks for just a minute gets it.
ON_ITS_WAY: Final = timedelta(seconds=2)


def leave_party(person: User, *, party_id: uuid.UUID | str) -> None:
    """End one's own membership. Raises NotFound, and OwnerMustTransfer for the owner."""
    with changing_party(person, party_id) as change:
        if change.party.owner_id == person.id:
            raise OwnerMustTransfer
        change.remove_member(change.me)


def update_member(
    person: User,
    *,
    party_id: uuid.UUID | str,
    user_id: uuid.UUID | str,
    role: object = KEEP,
    timeout_until: object = KEEP,
    reason: object = "",
) -> shapes.MemberShape:
    """Another role, a timeout until a time (None ends it), or both at once.

    Raises NotFound, Invalid, TooLong, RateLimited, and Forbidden for people who are not strictly below, and roles.
    """
    insist_not_too_fast(person)
    key, reason = key_of(user_id), checks.clean_reason(reason)
    with changing_party(person, party_id) as change:
        for action, given in (("set_role", role), ("timeout", timeout_until)):
            if given is not KEEP:
                permissions.insist(change.me, action)
        member = change.member(key)
        permissions.insist_above(change.me, member)
        changed = _set_role(change, member, role, reason) if role is not KEEP else []
        if timeout_until is not KEEP:
            changed += _set_timeout(change, member, timeout_until, reason)
        if changed:
            change.save_member(member, *changed)
    return shapes.member_shape(member, presence.store().states(member.party_id, [key])[key])


def kick_member(
    person: User,
    *,
    party_id: uuid.UUID | str,
    user_id: uuid.UUID | str,
    reason: object = "",
    delete_hours: object = None,
) -> None:
    """End somebody's membership, and delete what they wrote in the last hours. Somebody who is none: nothing happens.

    Raises NotFound, Forbidden, Invalid, TooLong, RateLimited.
    """
    insist_not_too_fast(person)
    key, reason, hours = key_of(user_id), checks.clean_reason(reason), checks.clean_hours(delete_hours)
    purge = None
    with changing_party(person, party_id) as change:
        permissions.insist(change.me, "kick")
        member = member_below(change, key)
        if member is not None:
            kept = take_out(change, member)
            change.note(Action.KICKED, user=member.user, before={"role": member.role}, kept=kept, reason=reason)
            purge = purges.want_purge(change, member.user, hours, reason, role=member.role)
    purges.begin(purge)


def _set_role(change: PartyChange, member: Membership, role: object, reason: str) -> list[str]:
    if not isinstance(role, str) or role not in Role.values:
        raise Invalid.field("role", _("One of these is wanted: %(roles)s.") % {"roles": ", ".join(Role.values)})
    if RANK[Role(role)] >= RANK[Role(change.me.role)]:
        raise Forbidden(_("You can give only roles below your own."))
    if role == member.role:
        return []
    change.note(
        Action.ROLE_CHANGED,
        user=member.user,
        before={"role": member.role},
        after={"role": role},
        kept={"id": str(member.id)},
        reason=reason,
    )
    member.role = role
    return ["role"]


def _set_timeout(change: PartyChange, member: Membership, given: object, reason: str) -> list[str]:
    until = None if given is None else _until(given, change.now)
    if until == member.timeout_until:
        return []
    shown: list[dict[str, Any]] = [{"timeout_until": iso(moment)} for moment in (member.timeout_until, until)]
    change.note(
        Action.TIMED_OUT,
        user=member.user,
        before=shown[0],
        after=shown[1],
        kept={"id": str(member.id)},
        reason=reason,
    )
    member.timeout_until = until
    return ["timeout_until"]


def _until(given: object, moment: datetime) -> datetime:
    until = checks.clean_moment(given, "timeout_until")
    if not moment + SHORTEST - ON_ITS_WAY <= until <= moment + LONGEST:
        raise Invalid.field("timeout_until", _("A timeout lasts from 1 minute to 28 days."))
    return until
