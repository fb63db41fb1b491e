"""One thread of a web process that hears of the canary's beats, so that `/status` has to ask nobody.

Beats come on the bus at once, and in rows every few seconds: with one of the two servers away they still come. Those
two it looks at itself as well. With both away it hears nothing, and says so.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from datetime import datetime, timedelta
from typing import Any, Final

import redis
from django.conf import settings

from events.outages import first_line
from events.times import now
from messaging import queries
from messaging.bus import bus
from messaging.canary import CHANNEL
from messaging.canary.beats import Beat, beat_of, unpacked
from messaging.canary.components import POSTGRESQL, REDIS, WEB
from messaging.canary.history import DAY, Gap, History
from messaging.database import ask
from messaging.listeners import Signals

log = logging.getLogger(__name__)

#: Seconds between two looks, and that one may take.
LOOK: Final = 5.0
WITHIN: Final = 4.0
#: Gaps of its own that it remembers.
MOST_GAPS: Final = 500
#: Rows that were saved so long before the newest that was read are read again: they may have been committed later.
AGAIN: Final = timedelta(seconds=10)


class Watch:
    """What a process has heard, and what it sees itself: `sees` has True or False by component."""

    def __init__(self, **sees: bool) -> None:
        self.history = History()
        self.sees = sees
        self.began = time.monotonic()
        #: What it has found away itself, between two beats or longer.
        self.gaps: deque[Gap] = deque(maxlen=MOST_GAPS)
        #: What `canary.status` has made of it, and when (monotonic).
        self.told: tuple[float, Any] = (0.0, None)
        self._since: datetime | None = None
        self._hanging: asyncio.Future[list[Beat]] | None = None

    async def run(self) -> None:
        listener = bus().listen(self.hear, lambda: None)
        await listener.subscribe(CHANNEL)
        while True:
            try:
                await self.look()
            except Exception:
                # Nobody starts this thread again, so it outlives faults of ours as well.
                log.exception("canary_watch_failed")
            await asyncio.sleep(LOOK)

    def hear(self, signals: Signals) -> None:
        """Beats that were published."""
        beats = [unpacked(data) for channel, data in signals if channel == CHANNEL]
        self.history.add([beat for beat in beats if beat is not None], time.time())

    async def look(self) -> None:
        """Read what was saved since the last look, and see who answers."""
        self.note(POSTGRESQL, await self._read(), time.time())
        if settings.REDIS_URL:
            self.note(REDIS, await asyncio.get_running_loop().run_in_executor(None, _redis_answers), time.time())

    def note(self, name: str, there: bool, moment: float) -> None:
        """What a look at a server has found."""
        self.sees[name] = there
        current = next((gap for gap in self.gaps if gap.ended_at is None and gap.missing == [name]), None)
        if not there and current is None:
            self.gaps.append(Gap(began_at=moment, ended_at=None, missing=[name]))
        elif there and current is not None:
            current.ended_at = moment

    async def _read(self) -> bool:
        """Whether PostgreSQL has answered. A question that hangs is waited for, not asked again."""
        if self._hanging is None or self._hanging.done():
            self._hanging = asyncio.ensure_future(ask(self._saved))
        await asyncio.wait([self._hanging], timeout=WITHIN)
        if not self._hanging.done():
            return False
        fault = self._hanging.exception()
        if fault is not None:
            log.warning("canary_watch", extra={"fault": first_line(fault)})
            return False
        self.history.add(self._hanging.result(), time.time())
        return True

    def _saved(self) -> list[Beat]:
        since = self._since or now() - timedelta(seconds=DAY)
        rows = queries.beats_since(since - AGAIN)
        if rows:
            self._since = rows[-1].saved_at
        return [beat_of(row) for row in rows]


def _redis_answers() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


#: A web process that is asked is there.
_watch: Final = Watch(**{WEB: True})
_started: Final = threading.Event()


def watch() -> Watch:
    """This process's."""
    return _watch


def start() -> None:
    """Start the thread, once per process. It ends with the process."""
    if not _started.is_set():
        _started.set()
        _watch.began = time.monotonic()
        threading.Thread(target=lambda: asyncio.run(_watch.run()), name="canary-watch", daemon=True).start()
