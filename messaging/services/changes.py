"""Changing a party, its members and topics: under which lock, with which numbers, and who is told.

Locks are taken in one order: the party's row first, then topics by id. Whoever holds the party's row decides about its
members and topics; whoever holds a topic's row about its messages.

They are locked without their keys (`no_key`): a new row that refers to one of them, as an entry of the audit log does
to its party, is checked by the commit, and would else wait there for who waits for us.
"""

import copy
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.models import F

from events import outbox, txn
from events.catalogue import (
    Event,
    MemberDeleted,
    MemberUpdated,
    PartyUpdated,
    TopicUpdated,
)
from events.errors import NotFound
from events.ids import parse_id
from events.times import now
from messaging import queries, realtime
from messaging.models import AuditEntry, Membership, Message, Party, Role, Topic, TopicMember, User
from messaging.server_frames import MyChange, TopicChange
from messaging.services import told


class PartyChange:
    """One change of a party by one of its members, under the lock of the party's row.

    What is told through it goes into the outbox with the party's versions, and to the screens after the commit.
    `me` is the membership of who does it, as it is under the lock.
    """

    def __init__(self, party: Party, me: Membership) -> None:
        self.party, self.me, self.now = party, me, now()
        self._events: list[Event] = []
        self._after: list[Callable[[], None]] = []

    def next_version(self) -> int:
        """The party's next version, for one event."""
        self.party.version += 1
        return self.party.version

    def record(self, event: Event) -> None:
        """Have an event in the outbox; its version came from `next_version`."""
        self._events.append(event)

    def afterwards(self, tell: Callable[[], None]) -> None:
        """Have something told after the commit."""
        self._after.append(tell)

    def tell_party(self, announce: Callable[..., None], *about: Any) -> None:
        """Have something that all members may see told after the commit: the party's next rev."""
        self.party.rev += 1
        seen = copy.copy(self.party)
        self.afterwards(lambda: announce(seen, *about))

    def lock_access(self) -> None:
        """Somebody loses access to something: whoever serves it asks again who may see it."""
        self.party.acl += 1

    # Members

    def member(self, user_id: uuid.UUID | str) -> Membership:
        """Another member, with the person. Raises NotFound."""
        key = parse_id(user_id)
        rows = Membership.objects.using(settings.MESSAGING_DB).select_related("user").filter(party=self.party)
        found = rows.filter(user=key).first() if key else None
        if found is None:
            raise NotFound
        found.party = self.party
        return found

    def save_member(self, membership: Membership, *fields: str) -> None:
        """A member's role or timeout is another now: saved, recorded and shown to all."""
        membership.save(using=settings.MESSAGING_DB, update_fields=list(fields))
        self.record(told.of_member(MemberUpdated, membership, self.next_version()))
        self.tell_party(realtime.announce_member, membership)

    def remove_member(self, membership: Membership) -> None:
        """A member is none any more, nor inside any private topic. Their sockets lose the party."""
        db = settings.MESSAGING_DB
        TopicMember.objects.using(db).filter(topic__party=self.party, user=membership.user_id).delete()
        rows = Membership.objects.using(db).filter(id=membership.id)
        # Reading moves it without the party's lock, and what is told last has the last number.
        membership.rev = rows.select_for_update().values_list("rev", flat=True).get()
        rows.delete()
        self.party.member_count -= 1
        self.lock_access()
        self.record(
            MemberDeleted(version=self.next_version(), party_id=str(self.party.id), user_id=str(membership.user_id))
        )
        self.tell_party(realtime.announce_left, membership)
        self.afterwards(lambda: realtime.announce_removed(membership))
        if self.party.heir_id == membership.user_id:
            self.party.heir = None
            self.save_party()

    # The party and its topics

    def save_party(self) -> None:
        """The party's name, owner, description or icon is another now: recorded and shown to all."""
        self.record(told.of_party(PartyUpdated, self.party, self.next_version()))
        self.tell_party(realtime.announce_party)

    def topic(self, topic_id: uuid.UUID | str) -> Topic:
        """A topic of the party that `me` may see, locked. Raises NotFound."""
        key = parse_id(topic_id)
        rows = Topic.objects.using(settings.MESSAGING_DB).select_for_update(of=("self",), no_key=True)
        found = rows.filter(id=key, party=self.party, deleted_at=None).first() if key else None
        if found is None or (found.private and not self.is_inside(found, self.me.user_id)):
            raise NotFound
        found.party = self.party
        return found

    def is_inside(self, topic: Topic, user_id: uuid.UUID) -> bool:
        """Whether somebody is among the members of a private topic."""
        return TopicMember.objects.using(settings.MESSAGING_DB).filter(topic=topic, user=user_id).exists()

    def save_topic(self, topic: Topic, what: TopicChange, *fields: str) -> None:
        """A topic is another now: saved, recorded and shown to whom it may be; `what` is a word of the protocol."""
        topic.save(using=settings.MESSAGING_DB, update_fields=list(fields))
        self.record(told.of_topic(TopicUpdated, topic, self.next_version()))
        self.show_topic(topic, what)

    def show_topic(self, topic: Topic, what: MyChange) -> None:
        """Tell of a topic: all members of the party, or of a private one its own members alone."""
        if not topic.private:
            self.tell_party(realtime.announce_topic, topic, what)
            return
        heads = self.move_my_revs(self.insiders(topic))
        self.afterwards(lambda: realtime.announce_private_topic(topic, heads, what))

    def insiders(self, topic: Topic) -> list[uuid.UUID]:
        """The members of a private topic."""
        rows = TopicMember.objects.using(settings.MESSAGING_DB).filter(topic=topic).order_by("user_id")
        return list(rows.values_list("user_id", flat=True))

    def move_my_revs(self, user_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
        """Members' own numbers go one up, because of something that others do not see: user id -> rev."""
        rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=self.party, user__in=user_ids)
        rows.update(rev=F("rev") + 1)
        return dict(rows.values_list("user_id", "rev"))

    # The log

    def note(
        self,
        action: str,
        *,
        user: User | None = None,
        topic: Topic | None = None,
        message: Message | None = None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        kept: dict[str, Any] | None = None,
        reason: str = "",
        undoes: AuditEntry | None = None,
    ) -> AuditEntry:
        """Write into the party's audit log who did what to whom; `kept` is what undoing it takes."""
        entry = AuditEntry(
            party=self.party,
            actor_id=self.me.user_id,
            action=action,
            user=user,
            topic=topic,
            message_id=message.id if message else None,
            before=before or {},
            after=after or {},
            kept=kept or {},
            reason=reason,
            undoes=undoes,
            created_at=self.now,
        )
        entry.save(using=settings.MESSAGING_DB, force_insert=True)
        return entry

    def finish(self) -> None:
        """Save the party's row and the events, and have the rest told after the commit."""
        db = settings.MESSAGING_DB
        self.party.save(using=db)
        outbox.record(*self._events, source="messaging", using=db)
        for tell in self._after:
            txn.on_commit(db, tell)


@contextmanager
def changing_party(person: User, party_id: uuid.UUID | str, *, by_house: bool = False) -> Iterator[PartyChange]:
    """Change a party as one of its members, in one transaction. Raises NotFound when the person is none.

    `by_house`: as whoever runs this Chatterbox, who has the rights of an owner and need be no member.
    """
    db = settings.MESSAGING_DB
    key = parse_id(party_id)
    with txn.atomic(db):
        locked = Party.objects.using(db).select_for_update(no_key=True)
        party = locked.filter(id=key, deleted_at=None).first() if key else None
        rows = Membership.objects.using(db).filter(party=party, user=person)
        me = rows.first() if party is not None else None
        if by_house and party is not None:
            me = Membership(party=party, user=person, role=Role.OWNER)
        if party is None or me is None:
            raise NotFound
        me.party, me.user = party, person
        change = PartyChange(party, me)
        yield change
        change.finish()


@contextmanager
def changing_topic(person: User, topic_id: uuid.UUID | str) -> Iterator[tuple[PartyChange, Topic]]:
    """Change a topic that the person may see, under the locks of its party and its own. Raises NotFound."""
    opened = queries.topic_for(person, topic_id)
    with changing_party(person, opened.topic.party_id) as change:
        yield change, change.topic(opened.topic.id)
