from typing import Any, Final

from django.core.management.base import BaseCommand

from accounts import services
from events.commands import start_metrics
from events.workers import stop_on_signals, work

#: Seconds to the next look: somebody waits for a code.
IDLE: Final = 0.5


class Command(BaseCommand):
    help = "Send the mails that wait. Several may run: each mail is taken by one."

    def handle(self, *args: Any, **options: Any) -> None:
        start_metrics()
        work("send_mails", services.send_due_mails, stop_on_signals(), idle=IDLE)
