"""A topic's messages as a model in plain words, and as people are shown them, in one form to compare."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from events.errors import ChatterboxError
from messaging import shapes
from messaging.models import User


@dataclasses.dataclass
class Said:
    """A message as the model has it; people by their names."""

    id: str
    n: int
    rev: int
    author: str
    kind: str = "text"
    text: str = ""
    asked: dict[str, Any] = dataclasses.field(default_factory=dict)  # the command that posted it
    mentions: frozenset[str] = frozenset()
    mention_all: bool = False
    reply_to: int | None = None
    reactions: dict[str, list[str]] = dataclasses.field(default_factory=dict)  # emoji -> people, newest first
    pinned: bool = False
    edited: bool = False
    deleted: bool = False

    def empty(self) -> None:
        """Only the number stays."""
        self.text, self.mentions, self.mention_all, self.reply_to = "", frozenset(), False, None
        self.reactions, self.pinned, self.edited, self.deleted = {}, False, False, True

    def react(self, name: str, emoji: str, on: bool) -> bool:
        """Whether that changes anything."""
        people = self.reactions.get(emoji, [])
        if on == (name in people):
            return False
        self.reactions[emoji] = [name, *people] if on else [one for one in people if one != name]
        if not self.reactions[emoji]:
            del self.reactions[emoji]
        return True


def wanted(said: Said, people: Mapping[str, User]) -> dict[str, Any]:
    """What is to be shown of a message."""
    return {
        "id": said.id,
        "n": said.n,
        "rev": said.rev,
        "kind": said.kind,
        "author": said.author,
        "text": said.text,
        "mentions": {str(people[name].id) for name in said.mentions},
        "mention_all": "everyone" if said.mention_all else None,
        "reply_to": said.reply_to,
        "reactions": [
            (emoji, len(who), [str(people[name].id) for name in who]) for emoji, who in said.reactions.items()
        ],
        "pinned": said.pinned,
        "edited": said.edited,
        "deleted": said.deleted,
    }


def seen(message: shapes.MessageShape) -> dict[str, Any]:
    """What is shown of it, in the same form."""
    return {
        "id": message.id,
        "n": message.n,
        "rev": message.rev,
        "kind": message.kind,
        "author": message.author.username,
        "text": message.text,
        "mentions": set(message.mentions),
        "mention_all": message.mention_all,
        "reply_to": message.reply_to.n if message.reply_to else None,
        "reactions": [(one.emoji, one.count, one.user_ids) for one in message.reactions],
        "pinned": message.pinned_at is not None,
        "edited": message.edited_at is not None,
        "deleted": message.deleted_at is not None,
    }


def attempt(command: Callable[..., Any], *given: Any, **named: Any) -> tuple[str | None, Any]:
    """The code of the refusal, and the answer: one of them is None."""
    try:
        return None, command(*given, **named)
    except ChatterboxError as refusal:
        return refusal.code, None
