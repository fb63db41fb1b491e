"""Keeping somebody out of a party, whatever invite they hold."""

import uuid

from django.conf import settings

from events.errors import Forbidden, NotFound
from events.times import iso
from messaging import checks, permissions, shapes
from messaging.models import Action, Ban, Role, User
from messaging.services import purges
from messaging.services.changes import PartyChange, changing_party
from messaging.services.moderation import insist_not_too_fast, key_of, member_below, take_out


def ban_person(
    person: User,
    *,
    party_id: uuid.UUID | str,
    user_id: uuid.UUID | str,
    reason: object = "",
    delete_hours: object = None,
) -> shapes.BanShape:
    """Keep somebody out, member or not, and delete what they wrote in the last hours; a ban that is there stays, and
    what they wrote goes all the same.

    Raises NotFound, Forbidden, Invalid, TooLong, RateLimited.
    """
    insist_not_too_fast(person)
    key, reason, hours = key_of(user_id), checks.clean_reason(reason), checks.clean_hours(delete_hours)
    db, purge = settings.MESSAGING_DB, None
    with changing_party(person, party_id) as change:
        permissions.insist(change.me, "ban")
        if key == person.id:
            raise Forbidden
        user = User.objects.using(db).filter(id=key, deleted_at=None).first()
        if user is None:
            raise NotFound
        rows = Ban.objects.using(db).select_related("user", "by")
        ban = rows.filter(party=change.party, user=user).first()
        if ban is None:
            ban, role = _ban(change, user, reason)
            purge = purges.want_purge(change, user, hours, reason, role=role)
        elif purges.has_something(change, user, hours):
            # Whatever they were once: who has gone from the party is below everybody.
            purge = purges.want_purge(change, user, hours, reason, role=Role.MEMBER.value)
    purges.begin(purge)
    return shapes.ban_shape(ban)


def unban_person(person: User, *, party_id: uuid.UUID | str, user_id: uuid.UUID | str) -> None:
    """Let somebody join again; who is not banned: nothing happens. Raises NotFound, Forbidden, RateLimited."""
    insist_not_too_fast(person)
    key = key_of(user_id)
    with changing_party(person, party_id) as change:
        permissions.insist(change.me, "ban")
        rows = Ban.objects.using(settings.MESSAGING_DB).select_related("user")
        ban = rows.filter(party=change.party, user=key).first()
        if ban is not None:
            before = {"reason": ban.reason, "by_id": str(ban.by_id), "created_at": iso(ban.created_at)}
            change.note(Action.UNBANNED, user=ban.user, before=before)
            ban.delete(using=settings.MESSAGING_DB)


def _ban(change: PartyChange, user: User, reason: str) -> tuple[Ban, str]:
    """The ban, and the role that the person has had."""
    member = member_below(change, user.id)
    role = member.role if member else Role.MEMBER.value
    ban = Ban(party=change.party, user=user, by=change.me.user, reason=reason, created_at=change.now)
    ban.save(using=settings.MESSAGING_DB, force_insert=True)
    kept = {"ban": str(ban.id), "member": take_out(change, member) if member else None}
    change.note(
        Action.BANNED,
        user=user,
        before={"role": role if member else None},
        after={"banned": True},
        kept=kept,
        reason=reason,
    )
    return ban, role
