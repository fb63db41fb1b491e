"""Deleting a party: at once nobody sees it any more, and then everything in it goes bit by bit.

The rows of the party and its topics stay, without a word, so that the client_ids of both stay taken.
"""

import uuid

from django.conf import settings
from django.utils.translation import gettext as _

from events import txn
from events.catalogue import PartyDeleted
from events.errors import Invalid
from messaging import permissions, realtime
from messaging.models import (
    AuditEntry,
    Ban,
    Membership,
    Message,
    Party,
    Purge,
    ReadMarker,
    Report,
    Topic,
    TopicMember,
    User,
)
from messaging.services import pieces
from messaging.services.changes import PartyChange, changing_party
from messaging.services.icons import forget_icons
from messaging.services.message_change import lock_topics
from messaging.services.pieces import delete_some


def delete_party(person: User, *, party_id: uuid.UUID | str, confirm: object) -> None:
    """End a party for everybody; `confirm` is its name. Raises NotFound, Forbidden, Invalid."""
    with changing_party(person, party_id) as change:
        permissions.insist(change.me, "delete_party")
        if confirm != change.party.name:
            raise Invalid.field("confirm", _("Type the name of the party as it is, to say that you mean it."))
        end_party(change)


def end_party(change: PartyChange) -> None:
    """Inside a change of a party: it is none any more, for anybody."""
    db, party = settings.MESSAGING_DB, change.party
    party.deleted_at, party.heir, party.member_count = change.now, None, 0
    topics = Topic.objects.using(db).filter(party=party, deleted_at=None)
    # Whoever is posting holds the topic's row and is waited for; whoever comes later finds it deleted.
    lock_topics(topics.values_list("id", flat=True))
    topics.update(deleted_at=change.now)
    Membership.objects.using(db).filter(party=party).delete()
    forget_icons(party.id)
    change.lock_access()
    change.record(PartyDeleted(version=change.next_version(), party_id=str(party.id)))
    change.tell_party(realtime.announce_party_deleted)


def deleted_parties() -> list[uuid.UUID]:
    """Deleted parties that are not erased yet, the longest deleted first."""
    rows = Party.objects.using(settings.MESSAGING_DB).filter(deleted_at__isnull=False).exclude(name="")
    return list(rows.order_by("deleted_at").values_list("id", flat=True)[: pieces.PIECE])


def erase_party_some(party_id: uuid.UUID) -> int:
    """Erase some of what a deleted party had; the number of rows, 0 when it is over.

    Whoever else is at the same one waits for the row.
    """
    db = settings.MESSAGING_DB
    with txn.atomic(db):
        rows = Party.objects.using(db).select_for_update(no_key=True).filter(id=party_id, deleted_at__isnull=False)
        party = rows.exclude(name="").first()
        if party is None:
            return 0
        return _erase_messages(party) or _erase_rest(party) or _blank(party)


def _erase_messages(party: Party) -> int:
    """Topic by topic, so that an index answers; a message takes with it what hangs on it."""
    db = settings.MESSAGING_DB
    for topic_id in Topic.objects.using(db).filter(party=party, last_n__gt=0).values_list("id", flat=True):
        erased = delete_some(Message.objects.using(db).filter(topic=topic_id).order_by("n"))
        if erased:
            return erased
        Topic.objects.using(db).filter(id=topic_id).update(last_n=0)
    return 0


def _erase_rest(party: Party) -> int:
    """Invites stay, as the party does: their codes and client_ids are taken for ever, and say nothing."""
    db = settings.MESSAGING_DB
    return (
        delete_some(ReadMarker.objects.using(db).filter(topic__party=party))
        or delete_some(TopicMember.objects.using(db).filter(topic__party=party))
        or delete_some(Report.objects.using(db).filter(party=party))
        or delete_some(Ban.objects.using(db).filter(party=party))
        or delete_some(Purge.objects.using(db).filter(party=party))
        or delete_some(AuditEntry.objects.using(db).filter(party=party).order_by("-id"))
    )


def _blank(party: Party) -> int:
    db = settings.MESSAGING_DB
    blanked = Topic.objects.using(db).filter(party=party).update(name="", description="")
    return blanked + Party.objects.using(db).filter(id=party.id).update(name="", description="", icon_url="")
