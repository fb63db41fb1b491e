"""Reacting to messages. The rows say who; the message holds what everybody is shown, changed with them."""

import uuid
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy

from events.errors import ChatterboxError
from messaging import checks, limits, permissions, queries, shapes
from messaging.models import Message, Reaction, User
from messaging.services.message_change import changing_message
from messaging.services.save import insist_not_archived

#: Different emoji on one message.
KINDS: Final = 20
#: People whom a message names behind each emoji, newest first.
NAMED: Final = 50


class TooManyKinds(ChatterboxError):
    code = "limit_reached"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("This message has as many different reactions as there can be.")


def add_reaction(person: User, *, message_id: uuid.UUID | str, emoji: object) -> shapes.MessageShape:
    """React to a message; twice is once.

    Raises NotFound, Invalid, MessageGone, TooManyKinds, RateLimited, TimedOut, Archived.
    """
    found = queries.message_for(person, message_id)
    emoji = checks.clean_emoji(emoji)
    limits.take("reactions", person.id)
    with changing_message(person, found) as change:
        change.insist_there()
        permissions.insist(change.me, "react")
        insist_not_archived(change.topic)
        mine = Reaction.objects.using(settings.MESSAGING_DB).filter(message=change.message, user=person, emoji=emoji)
        if not mine.exists():
            _insist_room(change.message, emoji)
            row = Reaction(message=change.message, user=person, emoji=emoji, created_at=change.now)
            row.save(using=settings.MESSAGING_DB, force_insert=True)
            change.message.reactions = _with(change.message.reactions, emoji, person.id)
            change.save("reacted", "reactions")
    return change.shape


def remove_reaction(person: User, *, message_id: uuid.UUID | str, emoji: object) -> None:
    """Take one's reaction off a message; that there is none is fine.

    Raises NotFound, Invalid, RateLimited.
    """
    found = queries.message_for(person, message_id)
    emoji = checks.clean_emoji(emoji)
    limits.take("reactions", person.id)
    with changing_message(person, found) as change:
        mine = Reaction.objects.using(settings.MESSAGING_DB).filter(message=change.message, user=person, emoji=emoji)
        if mine.delete()[0]:
            take_off(change.message, emoji, person.id)
            change.save("unreacted", "reactions")


def take_off(message: Message, emoji: str, user_id: uuid.UUID) -> None:
    """Somebody's reaction is no more: the message is to show so. Its row is deleted already."""
    message.reactions = [one for one in (_less(each, message, emoji, user_id) for each in message.reactions) if one]


def _insist_room(message: Message, emoji: str) -> None:
    kinds = {each["emoji"] for each in message.reactions}
    if emoji not in kinds and len(kinds) >= KINDS:
        raise TooManyKinds


def _with(reactions: list[dict[str, Any]], emoji: str, user_id: uuid.UUID) -> list[dict[str, Any]]:
    """One reaction more: a new emoji comes last, a new person first."""
    found = {each["emoji"]: each for each in reactions}
    before = found.get(emoji, {"count": 0, "user_ids": []})
    people = [str(user_id), *before["user_ids"]][:NAMED]
    found[emoji] = {"emoji": emoji, "count": before["count"] + 1, "user_ids": people}
    return list(found.values())


def _less(reaction: dict[str, Any], message: Message, emoji: str, user_id: uuid.UUID) -> dict[str, Any] | None:
    """What is left of an emoji's reactions without this person; None when that is nothing."""
    if reaction["emoji"] != emoji:
        return reaction
    count = reaction["count"] - 1
    people = [each for each in reaction["user_ids"] if each != str(user_id)]
    if count > len(people) < NAMED:  # there is somebody more to be named
        rows = Reaction.objects.using(settings.MESSAGING_DB).filter(message=message, emoji=emoji)
        people = list(map(str, rows.order_by("-created_at", "-id").values_list("user_id", flat=True)[:NAMED]))
    return {"emoji": emoji, "count": count, "user_ids": people} if count else None
