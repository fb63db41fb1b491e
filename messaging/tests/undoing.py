"""A party where there is much to lose, everything that can be undone, and what may stand against it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, NamedTuple

from events.times import iso, now
from messaging import services
from messaging.models import (
    AuditEntry,
    Invite,
    Membership,
    Message,
    MessageRevision,
    Party,
    Reaction,
    ReadMarker,
    Role,
    Topic,
    TopicMember,
    User,
)
from messaging.services.changes import changing_party


class Scene(NamedTuple):
    """bo has everything that somebody can have in a party."""

    ada: User
    bo: User
    eve: User
    party: Party
    topic: Topic
    invite: Invite


def build(ada: User, bo: User, eve: User, party: Party, topic: Topic, invite: Invite, post: Callable) -> Scene:
    private, _ = services.create_topic(ada, party_id=party.id, client_id="t2", name="secret")
    Topic.objects.filter(id=private.id).update(private=True)
    for person in (ada, bo):
        TopicMember.objects.create(topic_id=private.id, user=person)
    Membership.objects.filter(user=bo).update(
        role=Role.MODERATOR, timeout_until=now() + timedelta(hours=1), joined_at=now() - timedelta(days=3)
    )
    ReadMarker.objects.filter(user=bo).update(level="mentions")
    services.offer_party(ada, party_id=party.id, user_id=str(bo.id))
    first = post(ada, topic, text="first").message
    Membership.objects.filter(user=bo).update(timeout_until=None)
    said = post(bo, topic, text="@ada look", reply_to=first.id).message
    post(bo, Topic.objects.get(id=private.id), text="psst")
    Membership.objects.filter(user=bo).update(timeout_until=now() + timedelta(hours=1))
    message = Message.objects.get(id=said.id)
    Reaction.objects.create(message=message, user=ada, emoji="🎉", created_at=now())
    shown = [{"emoji": "🎉", "count": 1, "user_ids": [str(ada.id)]}]
    Message.objects.filter(id=message.id).update(reactions=shown, pinned_at=now(), edited_at=now())
    MessageRevision.objects.create(message=message, by=bo, text="@ada", created_at=now(), ended_at=now())
    return Scene(ada, bo, eve, party, topic, invite)


def archive(scene: Scene) -> None:
    """As the topics' own service does it."""
    with changing_party(scene.ada, scene.party.id) as change:
        topic = change.topic(scene.topic.id)
        topic.archived_at = change.now
        change.save_topic(topic, "topic_archived", "archived_at")
        change.note("topic_archived", topic=topic, after={"archived_at": iso(change.now)})


def member(scene: Scene, **given: Any) -> None:
    services.update_member(scene.ada, party_id=scene.party.id, user_id=scene.bo.id, **given)


#: Every action that can be undone, with the ways in which it is done.
ACTS: Final[dict[str, tuple[str, Callable[[Scene], Any]]]] = {
    "kick": ("member_kicked", lambda s: services.kick_member(s.ada, party_id=s.party.id, user_id=s.bo.id)),
    "ban": ("member_banned", lambda s: services.ban_person(s.ada, party_id=s.party.id, user_id=s.bo.id)),
    "ban of no member": ("member_banned", lambda s: services.ban_person(s.ada, party_id=s.party.id, user_id=s.eve.id)),
    "role": ("role_changed", lambda s: member(s, role="admin")),
    "timeout": ("member_timed_out", lambda s: member(s, timeout_until=iso(now() + timedelta(days=1)))),
    "end of a timeout": ("member_timed_out", lambda s: member(s, timeout_until=None)),
    "bulk deletion": (
        "messages_deleted",
        lambda s: services.ban_person(s.ada, party_id=s.party.id, user_id=s.bo.id, delete_hours=5),
    ),
    "archive": ("topic_archived", archive),
}


def latest(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).latest("id")


def ban_anew(scene: Scene) -> None:
    services.unban_person(scene.ada, party_id=scene.party.id, user_id=scene.bo.id)
    services.ban_person(scene.ada, party_id=scene.party.id, user_id=scene.bo.id)


def come_anew(scene: Scene) -> None:
    """Out and in again, with the very role that they were given."""
    services.leave_party(scene.bo, party_id=scene.party.id)
    services.join_party(scene.bo, code=scene.invite.code)
    member(scene, role="admin")


def archive_anew(scene: Scene) -> None:
    Topic.objects.filter(id=scene.topic.id).update(archived_at=now() + timedelta(seconds=1))


#: What may have happened since.
SINCE: Final[dict[str, tuple[str, Callable[[Scene], Any]]]] = {
    "joined again": ("kick", lambda s: services.join_party(s.bo, code=s.invite.code)),
    "banned since": ("kick", lambda s: services.ban_person(s.ada, party_id=s.party.id, user_id=s.bo.id)),
    "gone since": ("kick", lambda s: User.objects.filter(id=s.bo.id).update(deleted_at=now())),
    "unbanned since": ("ban", lambda s: services.unban_person(s.ada, party_id=s.party.id, user_id=s.bo.id)),
    "unbanned and banned anew": ("ban", ban_anew),
    "another role": ("role", lambda s: member(s, role="member")),
    "role, and left": ("role", lambda s: services.leave_party(s.bo, party_id=s.party.id)),
    "role, and joined anew": ("role", come_anew),
    "another timeout": ("timeout", lambda s: member(s, timeout_until=iso(now() + timedelta(days=2)))),
    "timeout ended": ("timeout", lambda s: member(s, timeout_until=None)),
    "restored by hand": ("archive", lambda s: Topic.objects.filter(id=s.topic.id).update(archived_at=None)),
    "restored and archived anew": ("archive", archive_anew),
    "topic deleted": ("archive", lambda s: Topic.objects.filter(id=s.topic.id).update(deleted_at=now())),
    "author gone": ("bulk deletion", lambda s: User.objects.filter(id=s.bo.id).update(deleted_at=now())),
}
