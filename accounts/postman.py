"""Who sends the mails that wait: `manage.py send_mails` in production, a thread of the one process in `local`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from accounts import services
from accounts.services.mails import posted
from events.workers import Background

#: Seconds that the thread may take to end.
PATIENCE: Final = 10.0


@contextmanager
def running() -> Iterator[None]:
    """Send mails in a thread of this process meanwhile; it wakes at each that is posted here."""
    thread = Background("postman", services.send_due_mails, posted)
    thread.start()
    try:
        yield
    finally:
        thread.stop(PATIENCE)
