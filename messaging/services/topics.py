"""Opening topics, changing them, and putting them away."""

import uuid
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.catalogue import TopicCreated
from events.errors import ChatterboxError, Forbidden, Invalid
from events.ids import new_id
from events.times import iso
from messaging import checks, limits, permissions, queries, shapes
from messaging.models import Action, Kind, Membership, Topic, TopicMember, User
from messaging.server_frames import TopicChange
from messaging.services import told
from messaging.services.changes import PartyChange, changing_topic
from messaging.services.moderation import insist_not_too_fast
from messaging.services.once import make_once
from messaging.services.save import Archived, NewMessage, Saved, save_messages
from messaging.services.topic_order import last_place

#: People whom a new private topic may begin with, besides its maker.
MOST_FIRST: Final = 500
#: Longest wait between two messages of one person, in seconds.
SLOWEST: Final = 21_600
#: What only moderators decide, even in a topic that somebody else has made.
FOR_MODERATORS: Final = frozenset({"announcement", "slow_mode_s"})


class TooManyTopics(ChatterboxError):
    code = "limit_reached"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("This party has as many topics as there can be. Delete one first.")


def create_topic(
    person: User,
    *,
    party_id: uuid.UUID | str,
    client_id: object,
    name: object,
    description: object = "",
    announcement: bool = False,
    private: bool = False,
    member_ids: Sequence[object] = (),
) -> tuple[shapes.TopicShape, bool]:
    """A topic at the end of the party's list, and whether it is new; a private one with its maker and `member_ids`.

    Raises NotFound, Forbidden, TimedOut, Invalid, Blank, TooLong, ClientIdReused, TooManyTopics, RateLimited.
    """
    membership = queries.party_for(person, party_id)
    permissions.insist(membership, "create_topic")
    topic = Topic(
        maker=person,
        client_id=checks.clean_client_id(client_id),
        name=checks.clean_name(name),
        description=checks.clean_description(description),
        announcement=announcement,
        private=private,
    )
    first = _clean_first(member_ids, private=private)
    rows = Topic.objects.using(settings.MESSAGING_DB)
    earlier = make_once(person, membership, topic.client_id, rows, lambda change: _make(change, topic, first))
    if earlier is not None:
        return queries.topic_shape_for(person, earlier.id), False
    return shapes.topic_shape(topic), True


def _clean_first(member_ids: Sequence[object], *, private: bool) -> set[uuid.UUID]:
    if member_ids and not private:
        raise Invalid.field("member_ids", _("Only a private topic has members of its own."))
    if len(member_ids) > MOST_FIRST:
        raise Invalid.field("member_ids", _("At most %(most)s people.") % {"most": MOST_FIRST})
    return {checks.clean_id(each, "member_ids") for each in member_ids}


def _make(change: PartyChange, topic: Topic, first: set[uuid.UUID]) -> None:
    db = settings.MESSAGING_DB
    permissions.insist(change.me, "create_topic")
    if topic.announcement:
        permissions.insist(change.me, "post_announcement")
    if Topic.objects.using(db).filter(party=change.party, deleted_at=None).count() >= queries.MOST_TOPICS:
        raise TooManyTopics
    _insist_members(change, first)
    topic.party, topic.created_at = change.party, change.now
    topic.position = last_place(change, private=topic.private)
    topic.save(using=db, force_insert=True)
    limits.take("topics", change.me.user_id)  # after the insert, which finds a repeat out: that is always answered
    if topic.private:
        inside = [TopicMember(topic=topic, user_id=user_id) for user_id in {*first, change.me.user_id}]
        TopicMember.objects.using(db).bulk_create(inside)
    change.record(told.of_topic(TopicCreated, topic, change.next_version()))
    change.show_topic(topic, "topic_added" if topic.private else "topic_created")


def _insist_members(change: PartyChange, user_ids: set[uuid.UUID]) -> None:
    if user_ids:
        rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=change.party, user__in=user_ids)
        if rows.count() != len(user_ids):
            raise Invalid.field("member_ids", _("Somebody among these is not a member of the party."))


def update_topic(person: User, *, topic_id: uuid.UUID | str, changes: Mapping[str, object]) -> shapes.TopicShape:
    """Another `name`, `description`, `announcement` or `slow_mode_s` (seconds); a new name is said in the topic.

    Raises NotFound, Forbidden, TimedOut, Archived, Invalid, Blank, TooLong, RateLimited.
    """
    insist_not_too_fast(person)
    if "private" in changes:
        raise Invalid.field("private", _("Who may see a topic is decided when it is opened."))
    with changing_topic(person, topic_id) as (change, topic):
        permissions.insist_looks_after(change.me, topic)
        if FOR_MODERATORS & changes.keys() and not permissions.may(change.me, "manage_topic"):
            raise Forbidden
        wanted = _clean(changes)
        before = {name: getattr(topic, name) for name in wanted if getattr(topic, name) != wanted[name]}
        if before:
            if topic.archived_at is not None:
                raise Archived
            _update(change, topic, before, {name: wanted[name] for name in before})
    return queries.topic_shape_for(person, topic.id)


def _clean(changes: Mapping[str, object]) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if "name" in changes:
        wanted["name"] = checks.clean_name(changes["name"])
    if "description" in changes:
        wanted["description"] = checks.clean_description(changes["description"])
    if "announcement" in changes:
        if not isinstance(changes["announcement"], bool):
            raise Invalid.field("announcement", _("Yes or no is wanted."))
        wanted["announcement"] = changes["announcement"]
    if "slow_mode_s" in changes:
        wanted["slow_mode_s"] = _clean_wait(changes["slow_mode_s"])
    return wanted


def _clean_wait(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= SLOWEST:
        raise Invalid.field("slow_mode_s", _("A whole number of seconds, up to %(most)s.") % {"most": SLOWEST})
    return value


def _update(change: PartyChange, topic: Topic, before: dict[str, Any], after: dict[str, Any]) -> None:
    for name, value in after.items():
        setattr(topic, name, value)
    change.note(Action.TOPIC_UPDATED, topic=topic, before=before, after=after)
    if "name" in after:
        say(topic, change.me.user, {"what": "renamed", "of": "topic", "user_id": None, "name": topic.name})
    change.save_topic(topic, "topic_updated", *after)


def say(topic: Topic, person: User, system: dict[str, Any]) -> None:
    """A note in a topic whose row is locked: what `person` has just done."""
    note = NewMessage(
        author=person,
        topic_id=topic.id,
        client_id=str(new_id()),
        kind=Kind.SYSTEM,
        system=system | {"by_id": str(person.id)},
    )
    outcome = save_messages([note])[0]
    if isinstance(outcome, Saved):
        topic.last_n, topic.last_rev = outcome.message.n, outcome.message.rev


def archive_topic(person: User, *, topic_id: uuid.UUID | str) -> shapes.TopicShape:
    """Make a topic read-only and take it out of the way; twice is once. Raises NotFound, Forbidden, TimedOut."""
    return _set_archived(person, topic_id, is_archived=True)


def restore_topic(person: User, *, topic_id: uuid.UUID | str) -> shapes.TopicShape:
    """Take a topic out of the archive; twice is once. Raises NotFound, Forbidden, TimedOut."""
    return _set_archived(person, topic_id, is_archived=False)


def _set_archived(person: User, topic_id: uuid.UUID | str, *, is_archived: bool) -> shapes.TopicShape:
    insist_not_too_fast(person)
    with changing_topic(person, topic_id) as (change, topic):
        permissions.insist_looks_after(change.me, topic)
        before = topic.archived_at
        if (before is not None) != is_archived:
            topic.archived_at = change.now if is_archived else None
            action = Action.TOPIC_ARCHIVED if is_archived else Action.TOPIC_RESTORED
            what: TopicChange = "topic_archived" if is_archived else "topic_restored"
            shown: list[dict[str, Any]] = [{"archived_at": iso(moment)} for moment in (before, topic.archived_at)]
            change.note(action, topic=topic, before=shown[0], after=shown[1])
            change.save_topic(topic, what, "archived_at")
    return queries.topic_shape_for(person, topic.id)
