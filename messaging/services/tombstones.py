"""What is left of somebody who deleted their account: their messages, under no name, and nothing else."""

import uuid
from typing import Final

from django.conf import settings
from django.db.models import Case, Value, When

from events import txn
from events.catalogue import Event, MemberDeleted, MemberUpdated, PartyUpdated
from events.times import iso
from messaging import realtime
from messaging.models import Membership, Party, Role, Ticket, TopicMember
from messaging.services.parties import next_version, record

#: Who follows an owner that is gone: the highest role, and of those who has been there longest.
_RANK: Final = Case(When(role=Role.ADMIN, then=Value(0)), When(role=Role.MODERATOR, then=Value(1)), default=Value(2))


def leave_everywhere(user_id: uuid.UUID) -> None:
    """End all memberships of somebody who is gone. Twice is the same as once.

    Accounts asks for one's parties before it deletes; where its copy was late, ownership goes on to another.
    """
    db = settings.MESSAGING_DB
    TopicMember.objects.using(db).filter(user=user_id).delete()
    Ticket.objects.using(db).filter(claims__user_id=str(user_id)).delete()
    parties = Membership.objects.using(db).filter(user=user_id).order_by("party_id").values_list("party_id", flat=True)
    for party_id in list(parties):
        _leave(party_id, user_id)


def _leave(party_id: uuid.UUID, user_id: uuid.UUID) -> None:
    db = settings.MESSAGING_DB
    party = Party.objects.using(db).select_for_update().get(id=party_id)
    membership = Membership.objects.using(db).select_related("user").filter(party=party, user=user_id).first()
    if membership is None:
        return
    membership.delete(using=db)
    party.member_count -= 1
    party.rev += 1
    party.acl += 1
    told: list[Event] = [MemberDeleted(version=next_version(party), party_id=str(party.id), user_id=str(user_id))]
    if party.owner_id == user_id:
        told += _pass_on(party)
    party.save(using=db, update_fields=["owner", "member_count", "rev", "acl", "version"])
    record(party, *told)
    txn.on_commit(db, lambda: realtime.announce_left(party, membership))


def _pass_on(party: Party) -> list[Event]:
    """Give the party another owner; a party without anybody keeps the one it had."""
    db = settings.MESSAGING_DB
    heir = Membership.objects.using(db).filter(party=party).order_by(_RANK, "joined_at", "id").first()
    if heir is None:
        return []
    heir.role = Role.OWNER
    heir.save(using=db, update_fields=["role"])
    party.owner_id = heir.user_id
    return [
        MemberUpdated(
            version=next_version(party),
            party_id=str(party.id),
            user_id=str(heir.user_id),
            role=heir.role,
            joined_at=iso(heir.joined_at),
        ),
        PartyUpdated(
            version=next_version(party),
            party_id=str(party.id),
            party_name=party.name,
            owner_id=str(party.owner_id),
            created_at=iso(party.created_at),
        ),
    ]
