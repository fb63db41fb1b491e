"""The rules that all undos share."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events import txn
from events.errors import ChatterboxError
from events.times import now
from messaging import queries
from messaging.models import Action, AuditEntry, Membership, User
from messaging.services.changes import PartyChange, changing_party
from messaging.services.moderation import insist_not_too_fast
from messaging.services.removals import KEPT
from messaging.services.undo.registry import Undoer, undoer_of
from messaging.shapes import UndoShape, audit_shape

#: How long something can be undone.
WINDOW: Final[timedelta] = KEPT


class NotUndoable(ChatterboxError):
    code = "not_undoable"
    status = HTTPStatus.CONFLICT
    sentence = _("This can't be undone.")


class UndoExpired(ChatterboxError):
    code = "undo_expired"
    status = HTTPStatus.GONE
    sentence = _("This was done more than a day ago and can't be undone any more.")


def undoable_until(entry: AuditEntry) -> datetime | None:
    """Until when an entry can be undone, None for one that can't be."""
    return entry.created_at + WINDOW if undoer_of(entry.action) is not None else None


def undo_preview(person: User, entry_id: uuid.UUID | str) -> UndoShape:
    """What undoing an entry would bring back, without doing it.

    Raises NotFound, Forbidden, NotUndoable, UndoExpired, and Conflict that names what has changed since.
    """
    membership, entry = queries.audit_entry_for(person, entry_id)
    with txn.atomic(settings.MESSAGING_DB):
        undoer = _undoer(PartyChange(membership.party, _named(membership, person)), entry)
        if not _is_undone(entry):
            undoer.insist_unchanged()
    return _answer(entry, undoer)


def undo(person: User, entry_id: uuid.UUID | str) -> UndoShape:
    """Undo an entry; one that is undone stays so, with the same answer.

    Raises NotFound, Forbidden, NotUndoable, UndoExpired, RateLimited, and Conflict that names what has changed since.
    """
    insist_not_too_fast(person)
    membership, _entry = queries.audit_entry_for(person, entry_id)
    after: Callable[[], Any] | None = None
    with changing_party(person, membership.party_id) as change:
        # Read again: under the lock of the party, nobody else undoes it at this moment.
        entry = queries.audit_entry_for(person, entry_id)[1]
        undoer = _undoer(change, entry)
        if not _is_undone(entry):
            undoer.insist_unchanged()
            after = undoer.undo()
            change.note(
                Action.UNDONE,
                user=entry.user,
                topic=entry.topic,
                before=entry.after,
                after=entry.before | {"action": entry.action},
                undoes=entry,
            )
    if after is not None:
        after()
    return _answer(queries.audit_entry_for(person, entry_id)[1], undoer)


def _undoer(change: PartyChange, entry: AuditEntry) -> Undoer:
    """What undoes the entry, for somebody who may. Raises Forbidden, NotUndoable, UndoExpired."""
    kind = undoer_of(entry.action)
    if kind is None:
        raise NotUndoable
    undoer = kind(change, entry)
    undoer.insist_allowed()
    if not _is_undone(entry) and entry.created_at + WINDOW <= now():
        raise UndoExpired
    return undoer


def _is_undone(entry: AuditEntry) -> bool:
    return getattr(entry, "undone_by", None) is not None


def _named(membership: Membership, person: User) -> Membership:
    membership.user = person
    return membership


def _answer(entry: AuditEntry, undoer: Undoer) -> UndoShape:
    return UndoShape(audit_shape(entry, undoable_until=undoable_until(entry)), undoer.restores())
