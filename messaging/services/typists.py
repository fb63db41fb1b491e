"""Saying that somebody is typing: nothing is written, but only those are shown who may write."""

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from events.errors import ChatterboxError, NotFound
from messaging import queries, realtime
from messaging.models import User
from messaging.services.save import insist_may_write


class Typing(NamedTuple):
    """Somebody types in a topic."""

    person: User
    topic_id: uuid.UUID


def say_typing(signs: Sequence[Typing]) -> list[ChatterboxError | None]:
    """Show of each of these people to the others in the topic that they are typing, in three queries at most.

    Answers for each sign what keeps it from being shown: NotFound, Archived, TimedOut or AnnouncementOnly, as who could
    not post is not shown as typing.
    """
    seats = queries.seats({sign.topic_id for sign in signs}, {sign.person.id for sign in signs})
    refusals = [_refusal(seats.get((sign.topic_id, sign.person.id))) for sign in signs]
    allowed = [
        (sign.topic_id, sign.person.id, seats[sign.topic_id, sign.person.id].topic.party.acl)
        for sign, refusal in zip(signs, refusals, strict=True)
        if refusal is None
    ]
    if allowed:
        realtime.announce_typing(allowed)
    return refusals


def _refusal(seat: queries.Seat | None) -> ChatterboxError | None:
    if seat is None:
        return NotFound()
    try:
        insist_may_write(seat.membership, seat.topic)
    except ChatterboxError as error:
        return error
    return None
