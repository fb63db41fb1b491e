"""Deleting one message: a tombstone keeps its number."""

import uuid

from django.conf import settings

from messaging import checks, limits, permissions, queries
from messaging.models import Action, Kind, Membership, Message, User
from messaging.services import removals
from messaging.services.message_change import MessageChange, changing_by_house, changing_message


def delete_message(person: User, *, message_id: uuid.UUID | str, reason: object = "", by_house: bool = False) -> None:
    """Delete one's own message for good, or remove somebody else's, which can be undone for a day; twice is once.

    Moderators remove messages of people strictly below them and of those who are no members any more. `by_house`
    whoever runs this Chatterbox deletes any, for good, also what is kept of a removed one and of what was reported, and
    as many as they want. Raises NotFound, Invalid, TooLong, Forbidden, RateLimited.
    """
    reason = checks.clean_reason(reason)
    if by_house:
        with changing_by_house(person, message_id) as change:
            was_there = change.message.deleted_at is None
            if was_there:
                _empty(change)
            if removals.forget(change.message) or was_there:
                change.note(Action.HOUSE_DELETED, reason=reason)
        return
    found = queries.message_for(person, message_id)
    if found.message.deleted_at is not None:
        return
    limits.take("edits" if _is_theirs(found.message, person) else "moderation", person.id)
    with changing_message(person, found) as change:
        if change.message.deleted_at is not None:
            return
        if _is_theirs(change.message, person):
            _empty(change)
        else:
            _remove(change, reason)


def _is_theirs(message: Message, person: User) -> bool:
    """Whether somebody wrote a message: what the house notes is nobody's own."""
    return message.author_id == person.id and message.kind == Kind.TEXT


def _empty(change: MessageChange) -> None:
    removals.empty([change.message], change.person.id, change.now)
    change.save("deleted", *removals.FIELDS)


def _remove(change: MessageChange, reason: str) -> None:
    """Who has gone from the party is below everybody."""
    permissions.insist(change.me, "delete_message")
    rows = Membership.objects.using(settings.MESSAGING_DB)
    author = rows.filter(party=change.topic.party_id, user=change.message.author_id).first()
    if author is not None and not change.is_mine:
        permissions.insist_above(change.me, author)
    removals.remove([change.message], change.person.id, change.now)
    change.save("deleted", *removals.FIELDS)
    change.note(Action.MESSAGE_DELETED, reason=reason, kept={"role": author.role} if author else None)
