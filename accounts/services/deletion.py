"""Deleting an account: all that accounts holds about somebody, in one transaction, and the word for messaging."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.queries import OwnedParty, owned_parties
from accounts.services.avatars import forget_avatars
from accounts.services.mails import forget_mails
from accounts.services.outbox import record, step
from accounts.services.sign_ins import end_sessions
from events import outbox, txn
from events.catalogue import UserDeleted
from events.errors import ChatterboxError


class OwnerMustTransfer(ChatterboxError):
    """Somebody owns parties, which would be left without an owner; `parties` are some of them."""

    code = "owner_must_transfer"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("Hand over or delete the parties that you own first.")

    def __init__(self, parties: Sequence[OwnedParty]) -> None:
        self.parties = parties
        names = ", ".join(party.name for party in parties)
        super().__init__(
            ngettext(
                "You own the party %(names)s. Hand it over or delete it first.",
                "You own parties: %(names)s. Hand them over or delete them first.",
                len(parties),
            )
            % {"names": names}
        )

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"parties": [{"id": str(party.id), "name": party.name} for party in self.parties]}


class StaffStay(ChatterboxError):
    """Somebody is staff: with their row would go every line that they wrote in the audit log."""

    code = "staff_stay"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy(
        "Staff can't delete their account, because what they did would go from the log with it. "
        "First an administrator has to make you staff no more."
    )


def insist_on_no_staff(user: User) -> None:
    """Raise StaffStay for whoever is."""
    if user.is_staff or user.is_superuser:
        raise StaffStay


def delete_account(user_id: UUID, *, delete_messages: bool) -> None:
    """Delete somebody: a session:revoked for each sign-in, one user:deleted, then every row and file about them.

    `delete_messages`: what they wrote goes as well, else it stays as that of a deleted user. Raises NotFound,
    StaffStay, and OwnerMustTransfer while they own parties; where our copy is late, messaging passes those on.
    """

    def work() -> None:
        owned = owned_parties(user_id)
        if owned:
            raise OwnerMustTransfer(owned)
        end_sessions(user_id, reason="deleted")
        user = step(user_id)
        insist_on_no_staff(user)  # as they are now: whoever makes them staff writes to the same row
        resync = outbox.forget_states(user_id, using=settings.ACCOUNTS_DB)
        name, version = str(user_id), user.version
        record(UserDeleted(version=version, user_id=name, delete_messages=delete_messages, snapshot=resync))
        forget_avatars(user_id)
        forget_mails(user_id)
        LogEntry.objects.filter(object_id=str(user_id)).update(object_repr="")
        User.objects.filter(pk=user_id).delete()

    txn.run(work, using=settings.ACCOUNTS_DB)
