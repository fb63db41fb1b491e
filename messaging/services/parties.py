"""Writing parties."""

from http import HTTPStatus

import msgspec
from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import outbox, txn
from events.catalogue import Event, MemberCreated, PartyCreated, TopicCreated
from events.errors import ChatterboxError, NotFound
from events.times import now
from messaging import checks, invites, limits, permissions, positions, presence, queries, realtime, shapes
from messaging.models import Invite, Membership, Party, Role, Topic, User
from messaging.services import told

GENERAL = "general"


class TooManyParties(ChatterboxError):
    code = "limit_reached"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("You are in as many parties as one person can be. Leave one first.")


class NewParty(msgspec.Struct, frozen=True):
    """What making a party answers: the party, its first topic and its first invite."""

    party: shapes.PartyShape
    topics: list[shapes.TopicShape]
    invite: shapes.InviteShape
    again: bool = False


def create_party(person: User, *, client_id: object, name: object, by_house: bool = False) -> NewParty:
    """A party with the topic `general` and a first invite; its maker is its owner.

    Asked again with the same `client_id` it answers with the party of the first time. Raises Invalid, Blank, TooLong,
    NotFound when that one is deleted or left by now, TooManyParties, and, unless it is made for them `by_house`,
    RateLimited, and PartiesByStaff where PARTY_CREATION says so.
    """
    client_id, name = checks.clean_client_id(client_id), checks.clean_name(name)
    party = _made_before(person, client_id)
    if party is None:
        if not by_house:
            permissions.insist_on_creating(person)
        insist_room(person)
        if not by_house:
            limits.take("parties", person.id)
        try:
            with txn.atomic(settings.MESSAGING_DB):
                party = _make(person, client_id, name)
            return _answer(person, party)
        except IntegrityError:  # the same command at the same moment was first
            party = _made_before(person, client_id)
            if party is None:
                raise
    return _answer(person, party, again=True)


def insist_room(person: User) -> None:
    """Raise TooManyParties for somebody who is in as many as one answer holds."""
    if Membership.objects.using(settings.MESSAGING_DB).filter(user=person).count() >= queries.MOST_PARTIES:
        raise TooManyParties


def record(party: Party, *events: Event) -> None:
    """Write events of a party to the outbox, in the transaction that holds its row."""
    outbox.record(*events, source="messaging", using=settings.MESSAGING_DB)


def next_version(party: Party) -> int:
    """The party's next version. The row is locked, and `save` comes later in the same transaction."""
    party.version += 1
    return party.version


def _made_before(person: User, client_id: str) -> Party | None:
    return Party.objects.using(settings.MESSAGING_DB).filter(maker=person, client_id=client_id).first()


def _make(person: User, client_id: str, name: str) -> Party:
    db, moment = settings.MESSAGING_DB, now()
    party = Party(owner=person, maker=person, client_id=client_id, name=name, created_at=moment, member_count=1)
    topic = Topic(
        party=party,
        maker=person,
        client_id=f"general-{party.id}",
        name=GENERAL,
        description=_("For everything and everybody."),
        position=positions.between(None, None),
        created_at=moment,
    )
    membership = Membership(party=party, user=person, role=Role.OWNER, joined_at=moment)
    events = (
        told.of_party(PartyCreated, party, next_version(party)),
        told.of_member(MemberCreated, membership, next_version(party)),
        told.of_topic(TopicCreated, topic, next_version(party)),
    )
    party.save(using=db, force_insert=True)
    topic.save(using=db, force_insert=True)
    membership.save(using=db, force_insert=True)
    invites.new_invite(party, person, client_id=f"first-{party.id}").save(using=db, force_insert=True)
    Party.objects.using(db).filter(id=party.id).update(system_topic=topic)
    record(party, *events)
    txn.on_commit(db, lambda: realtime.announce_joined(membership))
    return party


def _answer(person: User, party: Party, *, again: bool = False) -> NewParty:
    db = settings.MESSAGING_DB
    membership = Membership.objects.using(db).select_related("party").filter(party=party, user=person).first()
    invites_made = Invite.objects.using(db).select_related("maker").filter(maker=person, client_id=f"first-{party.id}")
    invite = invites_made.first()
    if membership is None or invite is None:
        raise NotFound
    topics = Topic.objects.using(db).filter(party=party, private=False, deleted_at=None).order_by("position")[:1]
    return NewParty(
        party=shapes.party_shape(membership, presence.store().count(party.id)),
        topics=[shapes.topic_shape(topic) for topic in topics],
        invite=shapes.invite_shape(invite, invites.url_of(invite)),
        again=again,
    )
