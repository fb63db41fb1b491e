"""Undoing a kick, a role and a timeout."""

import uuid
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from events.catalogue import MemberCreated
from events.errors import Conflict, Forbidden
from events.times import iso
from messaging import permissions, realtime
from messaging.models import Action, AuditEntry, Ban, Membership, Role, Topic, TopicMember, User
from messaging.permissions import RANK
from messaging.services import told
from messaging.services.undo.registry import Undoer, undoes
from messaging.shapes import RestoreShape

#: What becomes of an offer of the ownership, and of who made it.
_OWNERSHIP: Final = (
    Action.OWNERSHIP_OFFERED,
    Action.OWNERSHIP_ACCEPTED,
    Action.OWNERSHIP_WITHDRAWN,
    Action.OWNERSHIP_DECLINED,
    Action.OWNERSHIP_PASSED,
)


def bring_back(undoer: Undoer, kept: dict[str, Any]) -> None:
    """A member whom `moderation.take_out` took out is one again, with everything that they had.

    An offer of the ownership comes back only by the owner, who has not thought of another since.
    """
    user, change = undoer.entry.user, undoer.change
    assert user is not None  # noqa: S101 - who comes back is somebody
    db, party = settings.MESSAGING_DB, change.party
    member = Membership(
        id=uuid.UUID(kept["id"]),
        party=party,
        user=user,
        role=kept["role"],
        rev=kept["rev"] + 2,  # the frame that said "removed" took the next one
        timeout_until=datetime.fromisoformat(kept["timeout_until"]) if kept["timeout_until"] else None,
        joined_at=datetime.fromisoformat(kept["joined_at"]),
    )
    member.save(using=db, force_insert=True)
    party.member_count += 1
    _let_into_topics(user, kept["topics"])
    change.record(told.of_member(MemberCreated, member, change.next_version()))
    change.tell_party(lambda seen: realtime.announce_joined(member, seen))
    if kept["heir"] and _may_offer_again(undoer):
        party.heir = user
        change.save_party()


def _may_offer_again(undoer: Undoer) -> bool:
    rows = AuditEntry.objects.using(settings.MESSAGING_DB).filter(party=undoer.change.party, id__gt=undoer.entry.id)
    is_owner = permissions.may(undoer.change.me, "transfer_party")
    return is_owner and not rows.filter(action__in=_OWNERSHIP).exists()


def _let_into_topics(user: User, kept: list[list[str]]) -> None:
    db = settings.MESSAGING_DB
    topics = Topic.objects.using(db).filter(id__in=[topic_id for _key, topic_id in kept], deleted_at=None)
    there = set(map(str, topics.values_list("id", flat=True)))
    rows = [
        TopicMember(id=uuid.UUID(key), topic_id=uuid.UUID(topic_id), user=user)
        for key, topic_id in kept
        if topic_id in there
    ]
    TopicMember.objects.using(db).bulk_create(rows, ignore_conflicts=True)


def insist_may_come_back(undoer: Undoer) -> None:
    """Raise Conflict when somebody is a member again, or has deleted their account."""
    if undoer.member() is not None:
        raise Conflict(_("%(name)s has joined again since.") % {"name": undoer.name()})
    if undoer.entry.user is None or undoer.entry.user.deleted_at is not None:
        raise Conflict(_("They have deleted their account since."))


def insist_role_below(undoer: Undoer, role: str) -> None:
    """Raise Forbidden unless the role that comes back is strictly below."""
    if RANK[Role(role)] >= RANK[Role(undoer.change.me.role)]:
        raise Forbidden(_("You can give only roles below your own."))


@undoes(Action.KICKED)
class Kick(Undoer):
    permission = "kick"

    def restores(self) -> list[RestoreShape]:
        sentence = _("%(name)s is a member again, as before.") % {"name": self.name()}
        return [RestoreShape("role", None, self.entry.before["role"], sentence)]

    def insist_unchanged(self) -> None:
        insist_may_come_back(self)
        rows = Ban.objects.using(settings.MESSAGING_DB).filter(party=self.change.party, user=self.entry.user_id)
        if rows.exists():
            raise Conflict(_("%(name)s has been banned since.") % {"name": self.name()})

    def undo(self) -> None:
        bring_back(self, self.entry.kept)


@undoes(Action.ROLE_CHANGED)
class RoleChange(Undoer):
    permission = "set_role"

    def insist_allowed(self) -> None:
        super().insist_allowed()
        insist_role_below(self, self.entry.before["role"])

    def restores(self) -> list[RestoreShape]:
        role = self.entry.before["role"]
        sentence = _("%(name)s is %(role)s again.") % {"name": self.name(), "role": Role(role).label}
        return [RestoreShape("role", self.entry.after["role"], role, sentence)]

    def insist_unchanged(self) -> None:
        if self.same_member().role != self.entry.after["role"]:
            raise Conflict(_("%(name)s has another role by now.") % {"name": self.name()})

    def undo(self) -> None:
        member = self.same_member()
        member.role = self.entry.before["role"]
        self.change.save_member(member, "role")


@undoes(Action.TIMED_OUT)
class Timeout(Undoer):
    permission = "timeout"

    def restores(self) -> list[RestoreShape]:
        then, given = self.entry.before["timeout_until"], self.entry.after["timeout_until"]
        sentence = _("%(name)s can write again.") if then is None else _("The timeout of %(name)s is as it was.")
        return [RestoreShape("timeout_until", given, then, sentence % {"name": self.name()})]

    def insist_unchanged(self) -> None:
        if iso(self.same_member().timeout_until) != self.entry.after["timeout_until"]:
            raise Conflict(_("The timeout of %(name)s is another by now.") % {"name": self.name()})

    def undo(self) -> None:
        member, then = self.same_member(), self.entry.before["timeout_until"]
        member.timeout_until = datetime.fromisoformat(then) if then else None
        self.change.save_member(member, "timeout_until")
