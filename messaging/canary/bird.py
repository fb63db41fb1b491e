"""The canary's own process: a beat every INTERVAL seconds, whatever is missing."""

import logging
import time
import uuid
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from datetime import datetime
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import close_old_connections

from events.errors import ChatterboxError, is_outage
from events.ids import new_id
from events.outages import first_line
from events.times import now
from messaging import queries, services
from messaging.bus import bus
from messaging.canary import CHANNEL, ENOUGH, INTERVAL, ROUND_WITHIN, SHOWN_WITHIN, looks, rounds
from messaging.canary.beats import Beat, packed, row_of
from messaging.canary.components import (
    ACCOUNTS_CONSUMER,
    ACCOUNTS_RELAY,
    CANARY,
    FRONT,
    KAFKA,
    MONGODB,
    POSTGRESQL,
    RELAY,
    WEB,
    components,
)
from messaging.canary.live import TEXT, NotShown, post_and_see
from messaging.models import CANARY_TOPIC, User

log = logging.getLogger(__name__)

#: Seconds that one question to the database may take, and after which a look at a server is not waited for.
QUESTION, LOOKED_WITHIN = 4.0, 7.0
#: Beats that wait to be saved while PostgreSQL is away: those of a day.
MOST_UNSAVED: Final = 5760
#: Those that are saved by one statement.
PIECE: Final = 500

T = TypeVar("T")


class Unanswered(Exception):
    """The database did not answer, or not in time."""


class Database:
    """One thread that asks the database, so that one which hangs holds up nothing else."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="canary-database")
        self._stuck: Future[Any] | None = None

    def ask(self, call: Callable[[], T], seconds: float = QUESTION) -> T:
        """The answer of `call`. Raises Unanswered, for whatever the call raises; a fault of ours is logged."""
        if self._stuck is not None and not self._stuck.done():
            raise Unanswered("it still hangs")
        asked = self._thread.submit(_fresh, call)
        try:
            return asked.result(seconds)
        except TooLate:
            self._stuck = asked
            raise Unanswered(f"no answer within {seconds:.0f} s") from None
        except Exception as error:  # drivers raise what they like
            if not is_outage(error) and not isinstance(error, ChatterboxError):
                log.exception("canary_failed")
            raise Unanswered(first_line(error)) from error


def _fresh(call: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return call()
    except BaseException:
        close_old_connections()
        raise


class Bird:
    """`step` makes a beat when it is time; nothing that is missing ends it."""

    def __init__(self) -> None:
        self._database = Database()
        self._looks = ThreadPoolExecutor(4, thread_name_prefix="canary-looks")
        self._unsaved: deque[Beat] = deque(maxlen=MOST_UNSAVED)
        self._next = time.monotonic()

    def step(self) -> bool:
        """A beat, if it is time for one; there is never more to do at once."""
        moment = time.monotonic()
        if moment >= self._next:
            self._next += INTERVAL * (1 + (moment - self._next) // INTERVAL)
            if not self._another_beats():
                self.tell(self.beat())
        return False

    def _another_beats(self) -> bool:
        """Whether another canary has just begun a beat. Without a database nobody knows, and each beats."""
        try:
            newest = self._database.ask(queries.newest_beat_at)
        except Unanswered:
            return False
        # One of the time to come is that of a clock which was ahead: whoever waited for it would be silent until then.
        return newest is not None and -ENOUGH < (now() - newest).total_seconds() < ENOUGH

    def beat(self) -> Beat:
        """Send a message on both ways and look at every server; what was found."""
        beat_id, started_at = new_id(), now()
        pending = self._start_looks()
        one = _OneBeat(self._database, beat_id, started_at)
        one.post()
        one.found |= {name: there for look in pending for name, there in _seen(look).items()}
        one.await_answer()
        return one.judged()

    def tell(self, beat: Beat) -> None:
        """On the bus, and in a row as soon as there is a database for it."""
        bus().publish([(CHANNEL, packed(beat))])
        self._unsaved.append(beat)
        log.info("canary_beat", extra={"shown_ms": beat.shown_ms, "round_ms": beat.round_ms, "missing": beat.missing})
        try:
            while self._unsaved:
                piece = list(self._unsaved)[:PIECE]
                self._database.ask(lambda piece=piece: services.save_beats([row_of(one) for one in piece]))  # type: ignore[misc]
                for _ in piece:
                    self._unsaved.popleft()
        except Unanswered as lost:
            log.warning("canary_unsaved", extra={"beats": len(self._unsaved), "fault": str(lost)})

    def _start_looks(self) -> list[Future[looks.Found]]:
        wanted = [looks.look_at_front]
        if settings.REDIS_URL:
            wanted.append(looks.look_at_redis)
        if settings.KAFKA_SERVERS:
            wanted += [looks.look_at_kafka, looks.look_at_accounts]
        return [self._looks.submit(look) for look in wanted]


def _seen(look: Future[looks.Found]) -> looks.Found:
    """What it found; nothing of what answers drop by drop, which no timeout of a single read ends."""
    try:
        return look.result(LOOKED_WITHIN)
    except TooLate:
        return {}


class _OneBeat:
    """One beat on its way. `found` grows; what nobody has found anything of is not known."""

    def __init__(self, database: Database, beat_id: uuid.UUID, started_at: datetime) -> None:
        self.database, self.id, self.started_at = database, beat_id, started_at
        self.found: dict[str, bool | None] = {CANARY: True}
        self.posted: float | None = None  # monotonic
        self.shown_ms: int | None = None
        self.answer: rounds.Answer | None = None

    def post(self) -> None:
        """Over a socket; else by the same service from here, so that the second way is looked at all the same."""
        try:
            person, rev = self.database.ask(lambda: services.begin_beat(self.id, self.started_at))
            ticket = self.database.ask(lambda: services.canary_ticket(person))
            self.found |= self.database.ask(rounds.look_at_jobs)
            self.found[POSTGRESQL] = True
        except Unanswered as lost:
            log.warning("canary_database", extra={"fault": str(lost)})
            self.found[POSTGRESQL] = False
            return
        try:
            self.posted, seconds = post_and_see(ticket, self.id, rev, SHOWN_WITHIN)
            self.shown_ms = round(seconds * 1000)
        except NotShown as why:
            log.warning("canary_not_shown", extra={"fault": str(why)})
            self._post_from_here(person)

    def _post_from_here(self, person: User) -> None:
        """It may have been posted before: the same client_id is the same message."""
        posted = time.monotonic()
        command = {"topic_id": CANARY_TOPIC, "client_id": str(self.id), "text": TEXT}
        try:
            self.database.ask(lambda: services.post_message(person, **command))  # type: ignore[arg-type]
            self.posted = posted
        except Unanswered as lost:
            fault = lost.__cause__
            self.found[POSTGRESQL] = isinstance(fault, ChatterboxError) and fault.code != "unavailable"
            log.warning("canary_not_posted", extra={"fault": str(lost)})

    def await_answer(self) -> None:
        """Wait for the answer by events, unless it can't come; then find out who has not done their part."""
        if self.posted is None:
            return
        within = 0.0 if self.found.get(KAFKA) is False else ROUND_WITHIN
        posted, deadline = self.posted, time.monotonic() + within
        try:
            self.answer = self.database.ask(lambda: rounds.await_answer(self.id, posted, deadline), within + QUESTION)
            if self.answer is not None:
                self.found |= rounds.found_by(self.answer)
            elif within:
                missing = self.database.ask(lambda: rounds.find_who_is_missing(self.id, self.started_at), ROUND_WITHIN)
                self.found |= missing
        except Unanswered as lost:
            log.warning("canary_database", extra={"fault": str(lost)})
            self.found[POSTGRESQL] = False

    def judged(self) -> Beat:
        self._excuse()
        if self.shown_ms is None and all(self.found.get(name) is not False for name in (FRONT, WEB, POSTGRESQL)):
            self.found[WEB] = False  # it is alive, and does not do its work
        known = components()
        return Beat(
            id=str(self.id),
            at=self.started_at.timestamp(),
            shown_ms=self.shown_ms,
            round_ms=self.answer.round_ms if self.answer else None,
            missing=tuple(name for name in known if self.found.get(name) is False),
            unknown=tuple(name for name in known if self.found.get(name) is None),
        )

    def _excuse(self) -> None:
        """Who can't work without a server that is away is not at fault."""
        if self.found.get(MONGODB) is False:
            for name in (ACCOUNTS_CONSUMER, ACCOUNTS_RELAY):
                if self.found.get(name) is False:
                    self.found[name] = None
        if self.found.get(KAFKA) is False and self.found.get(RELAY) is False:
            self.found[RELAY] = None
