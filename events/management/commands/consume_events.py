import time
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from events import metrics
from events.commands import kafka_servers, start_metrics
from events.consumer import Applier
from events.databases import databases
from events.kafka import KafkaReceiver
from events.records import Record
from events.registry import topics_of
from events.workers import stop_on_signals, take_turns, work

#: Seconds that a consumer waits for records at most.
WAIT: Final = 0.5


class Command(BaseCommand):
    help = "Apply events from Kafka to the services of this profile. Several processes share the work."

    def handle(self, *args: Any, **options: Any) -> None:
        servers = kafka_servers()
        consumers = [Consumer(servers, app, using) for app, using in databases().items() if topics_of(app)]
        if not consumers:
            raise CommandError("No service of this profile applies any events.")
        start_metrics(lag=True)
        try:
            # Without idling: a consumer waits for records by itself.
            work("consume_events", lambda: take_turns(each.step for each in consumers), stop_on_signals(), idle=0)
        finally:
            for consumer in consumers:
                consumer.close()


class Consumer:
    """Applies what arrives for one service; a batch is kept until it was taken, then its offsets are committed.

    Not those of events that are held because they fail: whoever comes after us gets them again.
    """

    def __init__(self, servers: list[str], app: str, using: str) -> None:
        prefix = settings.KAFKA_PREFIX
        self.receiver = KafkaReceiver(servers, group=prefix + app, topics=topics_of(app), prefix=prefix)
        self.applier = Applier(app, using)
        self.batch: list[Record] = []

    def step(self) -> bool:
        self.applier.tend()
        if not self.batch:
            self.batch = self._more()
        if self.batch:
            metrics.timed_apply(self.applier.take, self.batch, self.applier.app)
        busy, self.batch = bool(self.batch), []
        if self.applier.waiting:
            self.applier.keep_only(self.receiver.ours())
        self.receiver.commit(self.applier.held)
        return busy

    def _more(self) -> list[Record]:
        left = self.applier.seconds_left()
        wait = WAIT if left is None else min(WAIT, left)
        if self.applier.has_room:
            return self.receiver.receive(wait)
        time.sleep(wait)
        return []

    def close(self) -> None:
        self.receiver.close()
