"""Twice is once: what somebody makes in a party with a `client_id`, they make with it one time."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError
from django.db.models import QuerySet

from events.errors import ClientIdReused
from messaging.models import Invite, Membership, Topic, User
from messaging.services.changes import PartyChange, changing_party

Made = TypeVar("Made", Topic, Invite)


def make_once(
    person: User, membership: Membership, client_id: str, rows: QuerySet[Made], make: Callable[[PartyChange], None]
) -> Made | None:
    """Make something of a party, unless the person did before with this `client_id`: what it is then, else None.

    Raises what `changing_party` and `make` raise, and ClientIdReused for one of another party.
    """
    try:
        with changing_party(person, membership.party_id) as change:
            earlier = _made_before(membership, client_id, rows)
            if earlier is None:
                make(change)
    except IntegrityError:  # asked for another party at this very moment
        earlier = _made_before(membership, client_id, rows)
        if earlier is None:
            raise
    return earlier


def _made_before(membership: Membership, client_id: str, rows: QuerySet[Made]) -> Made | None:
    earlier = rows.filter(maker=membership.user_id, client_id=client_id).first()
    if earlier is not None and earlier.party_id != membership.party_id:
        raise ClientIdReused
    return earlier
