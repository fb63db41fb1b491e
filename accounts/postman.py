"""Who sends the mails that wait: `manage.py send_mails` in production, a thread of the one process in `local`."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connections

from accounts import services
from accounts.services.mails import posted
from events.workers import LAST_PAUSE, Patience

log = logging.getLogger(__name__)

#: Seconds to the next look when nobody wakes the thread, and that it may take to end.
POLL: Final = 5.0
PATIENCE: Final = 10.0


@contextmanager
def running() -> Iterator[None]:
    """Send mails in a thread of this process meanwhile; it wakes at each that is posted here."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=[stop], name="postman", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        posted.set()
        thread.join(PATIENCE)


def _run(stop: threading.Event) -> None:
    patience = Patience("postman")
    try:
        while not stop.is_set():
            posted.clear()
            pause = _step(patience)
            if pause:
                posted.wait(pause)
    finally:
        connections.close_all()


def _step(patience: Patience) -> float:
    """One round. Returns the seconds to the next, 0 when there is more to do."""
    try:
        busy = services.send_due_mails()
    except Exception as error:
        return _pause_after(error, patience)
    patience.reset()
    return 0 if busy else POLL


def _pause_after(error: Exception, patience: Patience) -> float:
    try:
        return patience.after(error)
    except Exception:
        # Nobody starts this thread again, so it outlives faults of ours as well.
        log.exception("worker_failed", extra={"worker": "postman"})
        return LAST_PAUSE
