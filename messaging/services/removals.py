"""What goes with a message that is deleted: its words, and everything that hangs on it. Its number stays.

`empty` is for good. `remove` keeps all of it for as long as it may be undone, and `restore` brings it back as it was.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings

from events import txn
from events.times import now
from messaging.models import Mention, Message, MessageRevision, Purge, Reaction, Report, User
from messaging.services import pieces
from messaging.services.reactions import NAMED

#: How long what a moderator has removed is kept, and may be undone.
KEPT: Final = timedelta(hours=24)
#: How much longer, so that nothing is forgotten under an undo that came in time.
LAST_MINUTE: Final = timedelta(minutes=1)

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
#: What changes in a message that is deleted or restored.
FIELDS: Final = (*BLANK, "deleted_at", "deleted_by")


def empty(messages: Sequence[Message], by: uuid.UUID, moment: datetime) -> None:
    """Make tombstones of messages, whose FIELDS are then to be saved; what hangs on them is deleted."""
    _blank(messages, by, moment)
    for rows in (Mention, Reaction, MessageRevision):
        rows._default_manager.using(settings.MESSAGING_DB).filter(message__in=messages).delete()


def remove(messages: Sequence[Message], by: uuid.UUID, moment: datetime) -> None:
    """Make tombstones of messages, whose FIELDS are then to be saved; all of them is kept for `restore`.

    What they said before edits stays in their revisions as it is.
    """
    db = settings.MESSAGING_DB
    mentions, reactions = _rows_of(Mention, messages), _rows_of(Reaction, messages)
    kept = [
        MessageRevision(
            message=message,
            by_id=by,
            text=message.text,
            html=message.html,
            state=_state(message, mentions.get(message.id, []), reactions.get(message.id, [])),
            created_at=message.edited_at or message.created_at,
            ended_at=moment,
        )
        for message in messages
    ]
    _blank(messages, by, moment)
    MessageRevision.objects.using(db).bulk_create(kept)
    for rows in (Mention, Reaction):
        rows._default_manager.using(db).filter(message__in=messages).delete()


def restore(messages: Sequence[Message]) -> list[Message]:
    """Give removed messages back what `remove` kept; their FIELDS are then to be saved.

    Those of them that it could do, in order; of a message whose words are forgotten nothing comes back. The mentions
    and reactions of people who are gone by now do not come back.
    """
    db = settings.MESSAGING_DB
    rows = MessageRevision.objects.using(db).filter(message__in=messages, state__isnull=False)
    kept = {row.message_id: (row, dict(row.state or {})) for row in rows.order_by("ended_at")}
    restored = [message for message in messages if message.deleted_at is not None and message.id in kept]
    states = [kept[message.id][1] for message in restored]
    replied = _messages_of({state["reply_to"] for state in states if state["reply_to"]})
    gone = _gone_people(states)
    mentions: list[Mention] = []
    reactions: list[Reaction] = []
    for message in restored:
        row, state = kept[message.id]
        _fill(message, row, state, replied, gone)
        mentions += [_mention(message, one) for one in state["mention_rows"] if one["user"] not in gone]
        reactions += [_reaction(message, one) for one in state["reaction_rows"] if one["user"] not in gone]
    Mention.objects.using(db).bulk_create(mentions)
    Reaction.objects.using(db).bulk_create(reactions)
    rows.filter(message__in=restored).delete()
    return restored


def forget(message: Message) -> bool:
    """Forget for good what a deleted message said, so that nobody restores it, nor reads it where it was reported.

    Whether there was anything.
    """
    db = settings.MESSAGING_DB
    kept = [rows._default_manager.using(db).filter(message=message).delete()[0] for rows in (MessageRevision, Report)]
    return any(kept)


def forget_removed() -> int:
    """Forget for good what some removed messages said, once it can't be undone; the number of messages.

    What is on its way back stays until it is there, however long that takes.
    """
    db = settings.MESSAGING_DB
    with txn.atomic(db):
        coming_back = Purge.objects.using(db).filter(restorer__isnull=False)
        until = now() - KEPT - LAST_MINUTE
        expired = MessageRevision.objects.using(db).filter(state__isnull=False, ended_at__lt=until)
        expired = expired.exclude(ended_at__in=coming_back.values("until"))
        ids = list(expired.order_by("ended_at").values_list("message_id", flat=True)[: pieces.PIECE])
        MessageRevision.objects.using(db).filter(message__in=ids).delete()
    return len(ids)


def _blank(messages: Sequence[Message], by: uuid.UUID, moment: datetime) -> None:
    for message in messages:
        for name, value in BLANK.items():
            setattr(message, name, value)
        message.deleted_at, message.deleted_by_id = moment, by


def _rows_of(model: Any, messages: Sequence[Message]) -> dict[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = {}
    for row in model._default_manager.using(settings.MESSAGING_DB).filter(message__in=messages).order_by("id"):
        found.setdefault(row.message_id, []).append(row)
    return found


def _state(message: Message, mentions: Sequence[Mention], reactions: Sequence[Reaction]) -> dict[str, Any]:
    """All of a message that its tombstone has no more, but its words, as JSON."""
    return {
        "renderer": message.renderer,
        "mentions": message.mentions,
        "mention_all": message.mention_all,
        "reply_to": _text(message.reply_to_id),
        "reactions": message.reactions,
        "pinned_at": _text(message.pinned_at),
        "edited_at": _text(message.edited_at),
        "mention_rows": [{"id": str(row.id), "user": _text(row.user_id), "kind": row.kind} for row in mentions],
        "reaction_rows": [
            {"id": str(row.id), "user": str(row.user_id), "emoji": row.emoji, "created_at": _text(row.created_at)}
            for row in reactions
        ],
    }


def _text(value: uuid.UUID | datetime | None) -> str | None:
    """A time keeps its microseconds, which the format of the API drops."""
    return value.isoformat() if isinstance(value, datetime) else str(value) if value else None


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _messages_of(ids: set[str]) -> dict[uuid.UUID, Message]:
    return Message.objects.using(settings.MESSAGING_DB).select_related("author").in_bulk(map(uuid.UUID, ids))


def _gone_people(states: Sequence[dict[str, Any]]) -> set[str]:
    named = {row["user"] for state in states for name in ("mention_rows", "reaction_rows") for row in state[name]}
    rows = User.objects.using(settings.MESSAGING_DB).filter(id__in=named - {None}, deleted_at__isnull=False)
    return set(map(str, rows.values_list("id", flat=True)))


def _fill(
    message: Message,
    kept: MessageRevision,
    state: dict[str, Any],
    replied: dict[uuid.UUID, Message],
    gone: set[str],
) -> None:
    message.text, message.html, message.renderer = kept.text, kept.html, state["renderer"]
    message.mentions = [user_id for user_id in state["mentions"] if user_id not in gone]
    message.mention_all = state["mention_all"]
    message.reply_to = replied.get(uuid.UUID(state["reply_to"])) if state["reply_to"] else None
    message.reactions = _reactions_without(gone, state)
    message.pinned_at, message.edited_at = _time(state["pinned_at"]), _time(state["edited_at"])
    message.deleted_at = message.deleted_by = None


def _reactions_without(gone: set[str], state: dict[str, Any]) -> list[dict[str, Any]]:
    """As the message showed them; who is gone need not be among the few whom it named, so the rows are counted."""
    kept = []
    for one in state["reactions"]:
        rows = [row for row in state["reaction_rows"] if row["emoji"] == one["emoji"]]
        left = [row for row in rows if row["user"] not in gone]
        if len(left) == len(rows):
            kept.append(one)
        elif left:
            people = [row["user"] for row in sorted(left, key=_newest, reverse=True)]
            kept.append({**one, "count": len(people), "user_ids": people[:NAMED]})
    return kept


def _newest(row: dict[str, Any]) -> tuple[datetime, str]:
    return datetime.fromisoformat(row["created_at"]), row["id"]


def _mention(message: Message, row: dict[str, Any]) -> Mention:
    return Mention(
        id=uuid.UUID(row["id"]),
        message=message,
        topic_id=message.topic_id,
        n=message.n,
        user_id=row["user"],
        author_id=message.author_id,
        kind=row["kind"],
    )


def _reaction(message: Message, row: dict[str, Any]) -> Reaction:
    return Reaction(
        id=uuid.UUID(row["id"]),
        message=message,
        user_id=row["user"],
        emoji=row["emoji"],
        created_at=datetime.fromisoformat(row["created_at"]),
    )
