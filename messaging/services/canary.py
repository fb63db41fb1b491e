"""What the canary writes: its place, its message, its beats. Nothing of it is told to anybody but its own socket."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from events import txn
from events.ids import new_id
from events.jobs import BEATS_KEPT, delete_in_pieces
from events.times import now
from events.tokens import Claims
from messaging import positions
from messaging.models import (
    CANARY_PARTY,
    CANARY_TOPIC,
    CANARY_USER,
    CanaryBeat,
    Membership,
    Message,
    Party,
    Role,
    Topic,
    User,
)
from messaging.services.sessions import take_ticket

NAME: Final = "canary"
#: Longest life of a socket of the canary: it lasts for one message.
SOCKET_LIVES: Final = timedelta(minutes=1)


def begin_beat(beat_id: uuid.UUID, started_at: datetime) -> tuple[User, int]:
    """The row of a beat that is under way; who posts, and the `rev` that its topic is at.

    What the canary wants to be there is made at the first beat.
    """
    db = settings.MESSAGING_DB
    with txn.atomic(db):
        topic = Topic.objects.using(db).select_related("maker").filter(id=CANARY_TOPIC).first() or _make_place()
        CanaryBeat.objects.using(db).create(id=beat_id, started_at=started_at)
    return topic.maker, topic.last_rev


def _make_place() -> Topic:
    """A person, a party and a topic, without an event, a note or an invite. Two processes at once make one of each."""
    db, moment = settings.MESSAGING_DB, now()
    person, _ = User.objects.using(db).get_or_create(
        id=CANARY_USER, defaults={"username": NAME, "display_name": "Canary", "version": 1}
    )
    given = {"maker": person, "client_id": NAME, "name": NAME, "created_at": moment}
    party, _ = Party.objects.using(db).get_or_create(
        id=CANARY_PARTY, defaults={**given, "owner": person, "member_count": 1}
    )
    Membership.objects.using(db).get_or_create(
        party=party, user=person, defaults={"role": Role.OWNER, "joined_at": moment}
    )
    topic, _ = Topic.objects.using(db).get_or_create(
        id=CANARY_TOPIC, defaults={**given, "party": party, "position": positions.between(None, None)}
    )
    return topic


def canary_ticket(person: User) -> str:
    """A ticket for a socket of the canary, which has no account and so no token."""
    until = now() + SOCKET_LIVES
    claims = Claims(
        user_id=person.id,
        ses=f"{NAME}-{new_id()}",
        expires_at=until,
        signed_until=until,
        auth_time=int(now().timestamp()),
        amr=(),
        username=person.username,
        display_name=person.display_name,
        avatar_url="",
        is_staff=False,
        locale="",
        zoneinfo="",
        version=person.version,
    )
    return take_ticket(claims)


def note_answer(beat_id: str, ages: dict[str, int | None]) -> None:
    """Accounts has heard of a beat. The first answer counts; one to a beat that is forgotten is nothing."""
    beats = CanaryBeat.objects.using(settings.MESSAGING_DB).filter(id=beat_id, came_at=None)
    beats.update(came_at=now(), ages=ages)


def save_beats(beats: Sequence[CanaryBeat]) -> None:
    """What was found out about beats, also of those whose row could not be begun."""
    CanaryBeat.objects.using(settings.MESSAGING_DB).bulk_create(
        beats,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["shown_ms", "round_ms", "missing", "unknown", "saved_at"],
    )


def forget_beats(using: str) -> int:
    """Delete beats that are a day old, with their messages and all that hangs on those. Returns how many rows."""
    end = now() - BEATS_KEPT
    messages = Message.objects.using(using).filter(topic_id=CANARY_TOPIC, created_at__lt=end)
    beats = CanaryBeat.objects.using(using).filter(started_at__lt=end)
    return delete_in_pieces(messages.order_by("n")) + delete_in_pieces(beats.order_by("pk"))
