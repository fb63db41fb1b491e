"""Pinning messages to their topic, by whoever looks after it."""

import uuid
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.errors import ChatterboxError
from events.ids import new_id
from messaging import limits, permissions, queries, shapes
from messaging.models import Action, Kind, Message, User
from messaging.services.message_change import MessageChange, NotByPeople, changing_message
from messaging.services.save import NewMessage, insist_not_archived, save_messages

#: Pinned messages of one topic.
MOST_PINS: Final = 200


class TooManyPins(ChatterboxError):
    code = "limit_reached"
    status = HTTPStatus.CONFLICT
    sentence = _("This topic has as many pinned messages as there can be. Unpin one first.")


def pin_message(person: User, *, message_id: uuid.UUID | str) -> shapes.MessageShape:
    """Pin a message, and note that in its topic; twice is once.

    Raises NotFound, Forbidden, TimedOut, Archived, MessageGone, NotByPeople, TooManyPins, RateLimited.
    """
    found = queries.message_for(person, message_id)
    permissions.insist_looks_after(found.membership, found.topic)
    limits.take("pins", person.id)
    with changing_message(person, found) as change:
        change.insist_there()
        _insist_may_pin(change)
        if change.message.pinned_at is None:
            _insist_room(change)
            change.message.pinned_at = change.now
            change.save("pinned", "pinned_at")
            change.note(Action.MESSAGE_PINNED)
            save_messages([_pinned_note(change)])
    return change.shape


def unpin_message(person: User, *, message_id: uuid.UUID | str) -> None:
    """Unpin a message; that it is not pinned is fine.

    Raises NotFound, Forbidden, TimedOut, Archived, RateLimited.
    """
    found = queries.message_for(person, message_id)
    permissions.insist_looks_after(found.membership, found.topic)
    limits.take("pins", person.id)
    with changing_message(person, found) as change:
        _insist_may_pin(change)
        if change.message.pinned_at is not None:
            change.message.pinned_at = None
            change.save("unpinned", "pinned_at")
            change.note(Action.MESSAGE_UNPINNED)


def _insist_may_pin(change: MessageChange) -> None:
    permissions.insist_looks_after(change.me, change.topic)
    insist_not_archived(change.topic)
    if change.message.kind != Kind.TEXT:
        raise NotByPeople


def _insist_room(change: MessageChange) -> None:
    pinned = Message.objects.using(settings.MESSAGING_DB).filter(topic=change.topic, pinned_at__isnull=False)
    if pinned[:MOST_PINS].count() >= MOST_PINS:
        raise TooManyPins


def _pinned_note(change: MessageChange) -> NewMessage:
    person, message = change.person, change.message
    system = {
        "what": "pinned",
        "user_id": str(message.author_id),
        "by_id": str(person.id),
        "name": person.display_name,
        "message_id": str(message.id),
        "n": message.n,
    }
    return NewMessage(author=person, topic_id=change.topic.id, client_id=str(new_id()), kind=Kind.SYSTEM, system=system)
