import time
from typing import Any, Final

from django.core.management.base import BaseCommand

from accounts import services
from events.commands import start_metrics
from events.workers import stop_on_signals, work

#: Seconds to the next look: somebody waits for a code.
IDLE: Final = 0.5
#: Seconds between two notes that it works.
NOTE: Final = 5.0


class Command(BaseCommand):
    help = "Send the mails that wait. Several may run: each mail is taken by one."

    def handle(self, *args: Any, **options: Any) -> None:
        start_metrics()
        work("send_mails", Round(), stop_on_signals(), idle=IDLE)


class Round:
    """One look for mails. It notes now and then that it went well, which it does not while no mail server answers."""

    def __init__(self) -> None:
        self._noted: float | None = None

    def __call__(self) -> bool:
        busy = services.send_due_mails()
        moment = time.monotonic()
        if self._noted is None or moment - self._noted >= NOTE:
            services.note_postman()
            self._noted = moment
        return busy
