"""Undoing what the audit log tells of: within a day, by who may do it, once, and only while nothing else has changed.

An undoer is a class of one action, registered by `undoes`; it says what it brings back, what stands against it, and
does it.
"""

from messaging.services.undo import bans, members, messages, purges, topics
from messaging.services.undo.entries import NotUndoable, UndoExpired, undo, undo_preview, undoable_until

__all__ = [
    "NotUndoable",
    "UndoExpired",
    "bans",
    "members",
    "messages",
    "purges",
    "topics",
    "undo",
    "undo_preview",
    "undoable_until",
]
