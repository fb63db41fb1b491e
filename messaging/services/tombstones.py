"""What is left of somebody who deleted their account: their messages, under no name, and nothing else."""

import uuid
from typing import Final

from django.conf import settings
from django.db.models import Case, Value, When

from events.errors import NotFound
from messaging.models import Action, Ban, Membership, Role, TopicMember, User
from messaging.services.changes import PartyChange, changing_party
from messaging.services.party_ends import end_party
from messaging.services.pieces import delete_some

#: Who follows an owner that is gone: the highest role, and of those who has been there longest.
_RANK: Final = Case(When(role=Role.ADMIN, then=Value(0)), When(role=Role.MODERATOR, then=Value(1)), default=Value(2))


def leave_everywhere(user_id: uuid.UUID) -> None:
    """End all memberships of somebody who is gone, and what is said of them. Twice is the same as once.

    Each party in a transaction of its own, under its lock: nobody else waits for another party than theirs.
    """
    while leave_some(user_id):
        pass


def leave_some(user_id: uuid.UUID) -> int:
    """Leave the next party, and once there is none, forget some of what else is said of them; 0 when it is over.

    Whoever kicks, bans or lets in holds the party's row before any that is deleted here, and so do we.
    """
    db = settings.MESSAGING_DB
    rows = Membership.objects.using(db).filter(user=user_id, party__deleted_at=None).select_related("user")
    membership = rows.order_by("party_id").first()
    if membership is not None:
        _leave(membership.user, membership.party_id)
        return 1
    topics = TopicMember.objects.using(db).filter(user=user_id)
    return delete_some(topics) or delete_some(Ban.objects.using(db).filter(user=user_id))


def _leave(person: User, party_id: uuid.UUID) -> None:
    try:
        with changing_party(person, party_id) as change:
            change.remove_member(change.me)
            if change.party.owner_id == person.id:
                _pass_on(change)
    except NotFound:
        return  # they were removed this moment


def _pass_on(change: PartyChange) -> None:
    """Give the party another owner. A party without anybody ends: nobody could look after whoever came by an invite.

    Accounts asks for one's parties before it deletes; this is for when its copy was late.
    """
    party = change.party
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=party, user__deleted_at=None)
    follower = rows.select_related("user").order_by(_RANK, "joined_at", "id").first()
    party.heir = None
    if follower is None:
        end_party(change)
        return
    before = {"owner_id": str(party.owner_id), "role": follower.role}
    follower.party, follower.role, follower.timeout_until = party, Role.OWNER, None
    change.save_member(follower, "role", "timeout_until")
    party.owner = follower.user
    after = {"owner_id": str(party.owner_id), "role": follower.role}
    change.note(Action.OWNERSHIP_PASSED, user=follower.user, before=before, after=after)
    change.save_party()
