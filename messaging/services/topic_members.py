"""Who is inside a private topic. Rank gives no access; an owner may come in, which is written down and said."""

import uuid

from django.conf import settings
from django.utils.translation import gettext as _

from events.catalogue import TopicUpdated
from events.errors import Conflict, NotFound
from events.ids import parse_id
from events.times import iso
from messaging import permissions, presence, realtime, shapes
from messaging.models import Action, Membership, ReadMarker, Topic, TopicMember, User
from messaging.services.changes import PartyChange, changing_party, changing_topic
from messaging.services.moderation import insist_not_too_fast, key_of
from messaging.services.topics import say


def add_topic_member(person: User, *, topic_id: uuid.UUID | str, user_id: uuid.UUID | str) -> shapes.MemberShape:
    """Let a member of the party into a private topic; who is inside stays so. An owner may let in themself.

    Raises NotFound, Forbidden, TimedOut, RateLimited, Conflict for a topic that all members see.
    """
    insist_not_too_fast(person)
    key = key_of(user_id)
    hidden = _hidden_from_owner(person, topic_id) if key == person.id else None
    if hidden is not None:
        member = _add_owner(person, hidden)
    else:
        with changing_topic(person, topic_id) as (change, topic):
            permissions.insist_looks_after(change.me, topic)
            _insist_private(topic)
            member = change.member(key)
            if not change.is_inside(topic, key):
                _let_in(change, topic, member)
                _tell_added(change, topic, member)
                change.note(Action.TOPIC_MEMBER_ADDED, user=member.user, topic=topic)
    return shapes.member_shape(member, presence.store().states(member.party_id, [key])[key])


def remove_topic_member(person: User, *, topic_id: uuid.UUID | str, user_id: uuid.UUID | str) -> None:
    """Take somebody out of a private topic, or leave it; who is not inside stays out. Their sockets lose it.

    Raises NotFound, Forbidden, TimedOut, RateLimited, Conflict for a topic that all members see.
    """
    insist_not_too_fast(person)
    key = key_of(user_id)
    with changing_topic(person, topic_id) as (change, topic):
        if key != person.id:
            permissions.insist_looks_after(change.me, topic)
        _insist_private(topic)
        if change.is_inside(topic, key):
            _remove(change, topic, change.member(key))


def _insist_private(topic: Topic) -> None:
    if not topic.private:
        raise Conflict(_("All members of the party are in this topic."))


def _hidden_from_owner(person: User, topic_id: uuid.UUID | str) -> Topic | None:
    """A private topic of a party that the person owns, which they are not inside."""
    key = parse_id(topic_id)
    if key is None:
        return None
    rows = Topic.objects.using(settings.MESSAGING_DB).filter(id=key, private=True, deleted_at=None)
    return rows.filter(party__owner=person).exclude(members__user=person).first()


def _add_owner(person: User, hidden: Topic) -> Membership:
    with changing_party(person, hidden.party_id) as change:
        rows = Topic.objects.using(settings.MESSAGING_DB).select_for_update(of=("self",), no_key=True)
        topic = rows.filter(id=hidden.id, deleted_at=None).first()
        if topic is None or not permissions.may(change.me, "see_private_topics"):
            raise NotFound
        topic.party = change.party
        if not change.is_inside(topic, person.id):
            _let_in(change, topic, change.me)
            change.note(Action.OWNER_ADDED, user=person, topic=topic)
            say(topic, person, {"what": "owner_added", "user_id": str(person.id), "name": person.display_name})
            _tell_added(change, topic, change.me)
    return change.me


def _let_in(change: PartyChange, topic: Topic, member: Membership) -> None:
    TopicMember(topic=topic, user_id=member.user_id).save(using=settings.MESSAGING_DB, force_insert=True)
    _record(change, topic)


def _tell_added(change: PartyChange, topic: Topic, member: Membership) -> None:
    """Whatever was said before somebody came is read, as far as they are concerned."""
    marker, _new = ReadMarker.objects.using(settings.MESSAGING_DB).update_or_create(
        topic=topic, user=member.user, defaults={"read_n": topic.last_n}
    )
    rev = change.move_my_revs([member.user_id])[member.user_id]
    change.afterwards(lambda: realtime.announce_topic_added(topic, marker, rev))


def _remove(change: PartyChange, topic: Topic, member: Membership) -> None:
    TopicMember.objects.using(settings.MESSAGING_DB).filter(topic=topic, user=member.user_id).delete()
    _record(change, topic)
    change.lock_access()
    heads = change.move_my_revs([member.user_id])
    change.afterwards(lambda: realtime.announce_topic_removed(topic, heads))
    if member.user_id != change.me.user_id:
        change.note(Action.TOPIC_MEMBER_REMOVED, user=member.user, topic=topic)


def _record(change: PartyChange, topic: Topic) -> None:
    """Who may see the topic has changed, and with that nothing else of it."""
    change.record(
        TopicUpdated(
            version=change.next_version(),
            party_id=str(change.party.id),
            topic_id=str(topic.id),
            private=True,
            created_at=iso(topic.created_at),
        )
    )
