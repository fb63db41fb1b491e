"""Leases: of several processes exactly one does a piece of work, and another goes on soon after it dies.

No clocks are compared. Whoever wants a lease watches the row; when its holder has not renewed it for as long as the
lease lasts, by the watcher's own stopwatch, one conditional update takes it over. It works on all three databases,
needs no lock, and a stopped holder notices at its next renewal that the row is no longer its own.
"""

import logging
import os
import secrets
import socket
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import F, QuerySet

from events.models import Lease
from events.times import now

log = logging.getLogger(__name__)

#: Seconds after which a silent holder counts as dead.
SECONDS = 3.0


def holder_name() -> str:
    """A name that no other process has, and that tells an operator which this is."""
    instance = settings.INSTANCE or socket.gethostname()
    return f"{instance[:80]}:{os.getpid()}:{secrets.token_hex(4)}"


class LeaseKeeper:
    """One process's claim to the lease `name` in the database `using`."""

    def __init__(self, name: str, using: str, seconds: float = SECONDS) -> None:
        self.name = name
        self.using = using
        self.seconds = seconds
        self.holder = holder_name()
        self._renewed: float | None = None  # by our stopwatch; None when it is not ours
        self._seen: tuple[str, int] | None = None
        self._seen_since = 0.0

    def keep(self) -> bool:
        """Whether the lease is ours: renewed in time, free, or its holder silent for too long.

        Call it at least every `seconds`, before each piece of work; it asks the database three times in that span.
        """
        if self._renewed is not None and time.monotonic() - self._renewed < self.seconds / 3:
            return True
        return self._renew() or self._take()

    def give_up(self) -> None:
        """Let another take it at once. Without a database it runs out by itself."""
        if self._renewed is None:
            return
        self._renewed = None
        try:
            self._rows().filter(holder=self.holder).delete()
        except DatabaseError as error:
            log.warning("lease_left", extra={"lease": self.name, "holder": self.holder, "fault": str(error)})

    def _rows(self) -> QuerySet[Lease]:
        return Lease.objects.using(self.using).filter(name=self.name)

    def _expiry(self) -> datetime:
        return now() + timedelta(seconds=self.seconds)

    def _renew(self) -> bool:
        if self._renewed is None:
            return False
        asked = time.monotonic()
        if self._rows().filter(holder=self.holder).update(beats=F("beats") + 1, expires_at=self._expiry()):
            self._renewed = asked
            return True
        self._renewed = None
        log.warning("lease_lost", extra={"lease": self.name, "holder": self.holder})
        return False

    def _take(self) -> bool:
        asked = time.monotonic()
        row, created = Lease.objects.using(self.using).get_or_create(
            name=self.name, defaults={"holder": self.holder, "expires_at": self._expiry()}
        )
        if not created and not self._is_silent(row, asked):
            return False
        if not created and not self._take_over(row):
            return False
        self._renewed, self._seen = asked, None
        log.info("lease_taken", extra={"lease": self.name, "holder": self.holder})
        return True

    def _is_silent(self, row: Lease, asked: float) -> bool:
        if self._seen != (row.holder, row.beats):
            self._seen, self._seen_since = (row.holder, row.beats), asked
        return asked - self._seen_since >= self.seconds

    def _take_over(self, row: Lease) -> bool:
        same = self._rows().filter(holder=row.holder, beats=row.beats)
        return bool(same.update(holder=self.holder, beats=0, expires_at=self._expiry()))
