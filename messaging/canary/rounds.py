"""The second way: by events to accounts and back. Where an answer is missing, who has not done their part is found."""

import time
import uuid
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings

from events import jobs
from events.catalogue import CANARY, CanaryPosted
from events.ids import first_id_of
from events.lag import lag
from events.models import OutboxEvent
from events.outages import DependencyLost
from messaging.canary import LIFELESS
from messaging.canary.components import (
    ACCOUNTS_CONSUMER,
    ACCOUNTS_JOBS,
    ACCOUNTS_RELAY,
    CONSUMER,
    JOBS,
    KAFKA,
    MAILS,
    MONGODB,
    RELAY,
)
from messaging.canary.looks import Found
from messaging.models import CanaryBeat

#: Seconds between two looks for the answer: what `round_ms` is exact to.
PAUSE: Final = 0.05
#: By so much the clock of the process that saves the post may be behind the canary's.
SKEW: Final = timedelta(minutes=1)
#: All whose part an answer needs, where there is a broker.
TAKE_PART: Final = (RELAY, ACCOUNTS_CONSUMER, ACCOUNTS_RELAY, CONSUMER)


class Answer(NamedTuple):
    """Milliseconds since the post, and how long accounts' workers have been silent, in ms by name."""

    round_ms: int
    ages: dict[str, int | None]


def await_answer(beat_id: uuid.UUID, posted: float, deadline: float) -> Answer | None:
    """The answer to a beat that was posted at `posted`, or None at `deadline` (both monotonic)."""
    rows = CanaryBeat.objects.using(settings.MESSAGING_DB).filter(id=beat_id).exclude(came_at=None)
    while True:
        ages = rows.values_list("ages", flat=True).first()
        if ages is not None:
            return Answer(round((time.monotonic() - posted) * 1000), ages)
        if time.monotonic() >= deadline:
            return None
        time.sleep(PAUSE)


def found_by(answer: Answer) -> Found:
    """What an answer tells of those who took part, and of accounts' other workers."""
    workers = {ACCOUNTS_JOBS: answer.ages.get("jobs"), MAILS: answer.ages.get("mails")}
    alive = {name: age is not None and age < LIFELESS * 1000 for name, age in workers.items()}
    return dict.fromkeys((*TAKE_PART, KAFKA, MONGODB), True) | alive


def find_who_is_missing(beat_id: uuid.UUID, started_at: datetime) -> Found:
    """For a beat without an answer: how far it has come, and by how much the consumers are behind.

    That accounts' side is at fault is only a guess while MongoDB is away; whoever calls knows.
    """
    made = OutboxEvent.objects.using(settings.MESSAGING_DB).filter(
        pk__gte=first_id_of(started_at - SKEW), type=CanaryPosted.name, key=str(beat_id)
    )
    waiting = made.values_list("waiting", flat=True).first()
    if waiting is None:
        return {}  # it was not posted
    if waiting:
        return {RELAY: False}
    try:
        behind = {app: _behind(app) for app in ("accounts", "messaging")}
    except DependencyLost:
        return {RELAY: True, KAFKA: False}
    found = {RELAY: True, ACCOUNTS_CONSUMER: not behind["accounts"], CONSUMER: not behind["messaging"]}
    return found if any(behind.values()) else found | {ACCOUNTS_RELAY: False}


def _behind(app: str) -> int:
    """Records of the canary that a service's consumers have not taken. Raises DependencyLost."""
    prefix: str = settings.KAFKA_PREFIX
    if not settings.KAFKA_SERVERS:
        return 0
    return sum(lag(settings.KAFKA_SERVERS, prefix + app, [prefix + CANARY]).values())


def look_at_jobs() -> Found:
    """Whether anybody does messaging's housekeeping."""
    silence = jobs.silence_of("events.sign_of_life", settings.MESSAGING_DB)
    return {JOBS: silence is not None and silence.total_seconds() < LIFELESS}
