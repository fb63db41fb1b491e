from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from events import metrics
from events.commands import kafka_servers, start_metrics
from events.databases import databases
from events.kafka import KafkaReceiver
from events.records import Record
from events.registry import topics_of
from events.workers import stop_on_signals, take_turns, work


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
    """Applies what arrives for one service; a batch is kept until it is applied, then its offsets are committed."""

    def __init__(self, servers: list[str], app: str, using: str) -> None:
        self.app = app
        self.using = using
        prefix = settings.KAFKA_PREFIX
        self.receiver = KafkaReceiver(servers, group=prefix + app, topics=topics_of(app), prefix=prefix)
        self.batch: list[Record] = []

    def step(self) -> bool:
        self.batch = self.batch or self.receiver.receive()
        if not self.batch:
            return False
        metrics.timed_apply(self.batch, self.app, self.using)
        self.receiver.commit()
        self.batch = []
        return True

    def close(self) -> None:
        self.receiver.close()
