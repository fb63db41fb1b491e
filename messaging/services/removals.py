"""What goes with a message that is deleted: its words, and everything that hangs on it. Its number stays."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from messaging.models import Mention, Message, MessageRevision, Reaction

#: What a deleted message has no more.
BLANK: Final[dict[str, Any]] = {
    "text": "",
    "html": "",
    "mentions": [],
    "mention_all": None,
    "reply_to": None,
    "reactions": [],
    "pinned_at": None,
    "edited_at": None,
}
#: What changes in a message that is deleted.
FIELDS: Final = (*BLANK, "deleted_at", "deleted_by")


def empty(messages: Sequence[Message], by: uuid.UUID, moment: datetime) -> None:
    """Make tombstones of messages, whose FIELDS are then to be saved; what hangs on them is deleted."""
    db = settings.MESSAGING_DB
    for message in messages:
        for name, value in BLANK.items():
            setattr(message, name, value)
        message.deleted_at, message.deleted_by_id = moment, by
    for rows in (Mention, Reaction, MessageRevision):
        rows._default_manager.using(db).filter(message__in=messages).delete()
