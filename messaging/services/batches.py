"""Saving batches on one thread's connection, so that whatever happens each post gets an answer of its own.

One bad post does not spoil the others, a held topic does not hold up other topics, and a lost connection is made again.
Every way out is tried a bounded number of times, and nothing is tried after SAVE_WITHIN.
"""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Final

from django.conf import settings
from django.db import connections
from psycopg.errors import LockNotAvailable

from events.errors import RateLimited, Unavailable, is_outage
from events.outages import first_line
from messaging import limits, realtime
from messaging.services import scene_sql, writer_metrics
from messaging.services.posts import NewMessage, Outcome, Saved
from messaging.services.save import save_messages

log = logging.getLogger(__name__)

#: Posts of one transaction.
MOST_AT_ONCE: Final = 256
#: Seconds after which what is left of a batch is not tried any more.
SAVE_WITHIN: Final = 5.0

_PROBE: Final = "SELECT id FROM messaging_topic WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED"


class TopicHeld(Exception):
    """Somebody else holds the topic's row; the post was not saved, and may be tried again."""


Answer = Outcome | Exception


class Saver:
    """Saves batches; used by one thread."""

    def __init__(self) -> None:
        self._trips = scene_sql.trips()
        self._deadline = 0.0

    def save(self, batch: Sequence[NewMessage]) -> list[Answer]:
        """Save and announce; what became of each post, in order: an outcome, TopicHeld or what is to be raised."""
        self._deadline = time.monotonic() + SAVE_WITHIN
        _count(batch)
        return self._attempt(batch)

    def close(self) -> None:
        self._trips.drop()

    def _attempt(self, batch: Sequence[NewMessage], *, connected: bool = False, probed: bool = False) -> list[Answer]:
        """`connected` and `probed`: that was the remedy for an attempt before, so it is none for this one."""
        if time.monotonic() > self._deadline:
            return _all(batch, Unavailable)
        try:
            outcomes = scene_sql.save(batch, self._trips)
        except Exception as error:  # whatever it is, each post is to be answered
            return self._after(error, batch, connected, probed)
        _announce(outcomes)
        return list(outcomes)

    def _after(self, error: Exception, batch: Sequence[NewMessage], connected: bool, probed: bool) -> list[Answer]:
        if isinstance(error.__cause__, LockNotAvailable):
            return _all(batch, TopicHeld) if probed else self._past_the_held(batch, connected)
        if self._trips.is_lost():
            log.warning("writer_without_database", extra={"fault": first_line(error), "posts": len(batch)})
            self._trips.drop()
            # If the answer to the commit was all that was lost, they are found to be repeats.
            return _all(batch, Unavailable) if connected else self._attempt(batch, connected=True, probed=probed)
        if len(batch) == 1:
            return [self._alone(batch[0], error)]
        middle = len(batch) // 2
        writer_metrics.halved.inc()
        return [
            *self._attempt(batch[:middle], connected=connected, probed=probed),
            *self._attempt(batch[middle:], connected=connected, probed=probed),
        ]

    def _alone(self, post: NewMessage, fault: Exception) -> Answer:
        """One post by the ORM, after the writer's own statements have failed with it alone."""
        log.warning("writer_falls_back", extra={"fault": first_line(fault)})
        writer_metrics.alone.inc()
        self._trips.forget()  # a migration may have changed what they were prepared for
        try:
            return save_messages([post])[0]
        except Exception as error:  # as above
            if self._trips.is_lost():
                self._trips.drop()
            return Unavailable() if is_outage(error) else error

    def _past_the_held(self, batch: Sequence[NewMessage], connected: bool) -> list[Answer]:
        """Save what is in topics that nobody holds. In one topic there is nothing to choose."""
        ids = {post.topic_id for post in batch}
        free = self._free(ids) if len(ids) > 1 else set()
        writer_metrics.held.inc(len(ids - free))
        rest = [post for post in batch if post.topic_id in free]
        saved = iter(self._attempt(rest, connected=connected, probed=True) if rest else ())
        return [next(saved) if post.topic_id in free else TopicHeld() for post in batch]

    def _free(self, ids: set[uuid.UUID]) -> set[uuid.UUID]:
        """Topics that nobody holds at this moment."""
        try:
            with connections[settings.MESSAGING_DB].cursor() as cursor:
                cursor.execute(_PROBE, [sorted(ids)])
                return {row[0] for row in cursor.fetchall()}
        except Exception as error:  # whatever it is, they wait with the others
            log.warning("writer_without_database", extra={"fault": first_line(error), "posts": len(ids)})
            return set()


def _count(batch: Sequence[NewMessage]) -> None:
    """Count each post that nobody has counted by the rate limit of its author; all in one question."""
    uncounted = [post for post in batch if not post.counted]
    try:
        answers = limits.try_take_many("posts", [(post.author.id, post.topic_id) for post in uncounted])
    except Exception:  # a fault of ours; nobody is held up for it
        log.exception("posts were not counted")
        return
    for post, answer in zip(uncounted, answers, strict=True):
        post.counted = True
        if isinstance(answer, RateLimited):
            post.limited = answer
        else:
            post.allowance = answer


def _announce(outcomes: Sequence[Outcome]) -> None:
    """In number order. The rows are committed, so a fault is logged, and hubs find them by their numbers."""
    saved = [outcome for outcome in outcomes if isinstance(outcome, Saved) and not outcome.again]
    try:
        if saved:
            realtime.announce_messages(saved)
    except Exception:
        log.exception("messages were not announced")


def _all(batch: Sequence[NewMessage], error: Callable[[], Exception]) -> list[Answer]:
    return [error() for _ in batch]
