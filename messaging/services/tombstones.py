"""What is left of somebody who deleted their account: their messages, under no name, and nothing else."""

import uuid
from typing import Final

from django.conf import settings
from django.db.models import Case, Value, When

from events.errors import NotFound
from messaging.models import Action, Ban, Membership, Role, Ticket, TopicMember, User
from messaging.services.changes import PartyChange, changing_party

#: Who follows an owner that is gone: the highest role, and of those who has been there longest.
_RANK: Final = Case(When(role=Role.ADMIN, then=Value(0)), When(role=Role.MODERATOR, then=Value(1)), default=Value(2))


def leave_everywhere(user_id: uuid.UUID) -> None:
    """End all memberships of somebody who is gone, and what is said of them. Twice is the same as once.

    Accounts asks for one's parties before it deletes; where its copy was late, ownership goes on to another.
    """
    db = settings.MESSAGING_DB
    TopicMember.objects.using(db).filter(user=user_id).delete()
    Ban.objects.using(db).filter(user=user_id).delete()
    Ticket.objects.using(db).filter(claims__user_id=str(user_id)).delete()
    rows = Membership.objects.using(db).filter(user=user_id).order_by("party_id").select_related("user")
    for membership in list(rows):
        _leave(membership.user, membership.party_id)


def _leave(person: User, party_id: uuid.UUID) -> None:
    try:
        with changing_party(person, party_id) as change:
            change.remove_member(change.me)
            if change.party.owner_id == person.id:
                _pass_on(change)
    except NotFound:
        return  # they were removed this moment


def _pass_on(change: PartyChange) -> None:
    """Give the party another owner; a party without anybody keeps the one it had."""
    party = change.party
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=party).select_related("user")
    follower = rows.order_by(_RANK, "joined_at", "id").first()
    party.heir = None
    if follower is None:
        return
    before = {"owner_id": str(party.owner_id), "role": follower.role}
    follower.party, follower.role, follower.timeout_until = party, Role.OWNER, None
    change.save_member(follower, "role", "timeout_until")
    party.owner = follower.user
    after = {"owner_id": str(party.owner_id), "role": follower.role}
    change.note(Action.OWNERSHIP_PASSED, user=follower.user, before=before, after=after)
    change.save_party()
