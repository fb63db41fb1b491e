"""Changing how a party is called, described and shown."""

import uuid
from typing import Any, Final

from events.ids import new_id
from messaging import checks, permissions, presence, shapes
from messaging.models import Action, Kind, Party, User
from messaging.services.changes import PartyChange, changing_party
from messaging.services.moderation import insist_not_too_fast
from messaging.services.save import NewMessage, save_messages

#: Stands for what was not given, and so stays as it is.
KEEP: Final = object()


def update_party(
    person: User, *, party_id: uuid.UUID | str, name: object = KEEP, description: object = KEEP
) -> shapes.PartyShape:
    """Another name or description; the system topic says how the party is called now.

    Raises NotFound, Forbidden, TimedOut, Invalid, Blank, TooLong, RateLimited.
    """
    insist_not_too_fast(person)
    with changing_party(person, party_id) as change:
        permissions.insist(change.me, "update_party")
        party = change.party
        before = (party.name, party.description)
        party.name = party.name if name is KEEP else checks.clean_name(name)
        party.description = party.description if description is KEEP else checks.clean_description(description)
        if party.name != before[0]:
            change.note(Action.PARTY_RENAMED, before={"name": before[0]}, after={"name": party.name})
            _say_renamed(party, person)
        if party.description != before[1]:
            texts: list[dict[str, Any]] = [{"description": text} for text in (before[1], party.description)]
            change.note(Action.PARTY_DESCRIBED, before=texts[0], after=texts[1])
        if (party.name, party.description) != before:
            change.save_party()
    return shape_of(change)


def shape_of(change: PartyChange) -> shapes.PartyShape:
    """The party after a change, as the one who has changed it sees it."""
    return shapes.party_shape(change.me, presence.store().count(change.party.id))


def _say_renamed(party: Party, person: User) -> None:
    if party.system_topic_id is None:
        return
    system = {"what": "renamed", "of": "party", "user_id": None, "by_id": str(person.id), "name": party.name}
    note = NewMessage(
        author=person, topic_id=party.system_topic_id, client_id=str(new_id()), kind=Kind.SYSTEM, system=system
    )
    save_messages([note])
