from typing import Any, Final

from django.core.management.base import BaseCommand

from events.commands import start_metrics
from events.workers import stop_on_signals, work
from messaging.canary.bird import Bird

#: Seconds to the next look whether it is time for a beat.
IDLE: Final = 0.2


class Command(BaseCommand):
    help = "Post a message that nobody sees every 15 seconds, and say what is missing when it does not arrive."

    def handle(self, *args: Any, **options: Any) -> None:
        bird = Bird()
        start_metrics()
        work("canary", bird.step, stop_on_signals(), idle=IDLE)
