"""Which actions can be undone, and by what."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _

from events.errors import Conflict, NotFound
from messaging import permissions
from messaging.models import AuditEntry, Membership, Role
from messaging.services.changes import PartyChange
from messaging.shapes import RestoreShape


class Undoer:
    """Undoes one entry of the audit log. `permission` is what doing it takes, a name in `permissions.LOWEST`."""

    permission: ClassVar[str]

    def __init__(self, change: PartyChange, entry: AuditEntry) -> None:
        self.change, self.entry = change, entry

    def insist_allowed(self) -> None:
        """Raise Forbidden unless `change.me` may do what was done, to whom it was done."""
        permissions.insist(self.change.me, self.permission)
        if self.entry.user_id is not None:
            permissions.insist_above(self.change.me, self.member() or Membership(role=self.role_then()))

    def restores(self) -> list[RestoreShape]:
        """What it brings back, from the entry alone: the same before and after."""
        raise NotImplementedError

    def insist_unchanged(self) -> None:
        """Raise Conflict that names what has changed since."""
        raise NotImplementedError

    def undo(self) -> Callable[[], Any] | None:
        """Do it, in the transaction of the change; what is to be done after the commit, or None."""
        raise NotImplementedError

    # What most of them ask

    def member(self) -> Membership | None:
        """The one it was done to, if they are a member now."""
        try:
            return self.change.member(self.entry.user_id) if self.entry.user_id else None
        except NotFound:
            return None

    def role_then(self) -> str:
        """The role that they had, for somebody who is no member now."""
        return str(self.entry.before.get("role") or self.entry.kept.get("role") or Role.MEMBER.value)

    def name(self) -> str:
        """What the one it was done to is called."""
        user = self.entry.user
        return user.display_name if user is not None and user.deleted_at is None else _("Deleted user")

    def same_member(self) -> Membership:
        """The same membership as then. Raises Conflict for somebody who has left, or come anew."""
        member = self.member()
        if member is None:
            raise Conflict(_("%(name)s is no member any more.") % {"name": self.name()})
        if str(member.id) != self.entry.kept.get("id"):
            raise Conflict(_("%(name)s has left and joined again since.") % {"name": self.name()})
        return member


_undoers: Final[dict[str, type[Undoer]]] = {}


def undoes(action: str) -> Callable[[type[Undoer]], type[Undoer]]:
    """Register a class as the undoer of `action`. Raises ValueError when there is one."""

    def register(undoer: type[Undoer]) -> type[Undoer]:
        if action in _undoers:
            raise ValueError(f"There is an undoer of {action} already.")
        _undoers[action] = undoer
        return undoer

    return register


def undoer_of(action: str) -> type[Undoer] | None:
    """The undoer of an action, None for what can't be undone."""
    return _undoers.get(action)
