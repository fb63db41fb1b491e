from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from events.commands import kafka_servers, start_metrics
from events.databases import databases
from events.kafka import KafkaSender
from events.lease import LeaseKeeper
from events.relay import Aside, relay_batch
from events.workers import stop_on_signals, take_turns, work


class Command(BaseCommand):
    help = "Send events from the outbox to Kafka, as the only process that does so for this database."

    def handle(self, *args: Any, **options: Any) -> None:
        servers = kafka_servers()
        relays = [Relay(servers, using) for using in databases().values()]
        start_metrics()
        try:
            work("relay_events", lambda: take_turns(relay.step for relay in relays), stop_on_signals())
        finally:
            for relay in relays:
                relay.close()


class Relay:
    """Relays one outbox while the lease is ours."""

    def __init__(self, servers: list[str], using: str) -> None:
        self.using = using
        self.lease = LeaseKeeper("relay", using)
        self.aside = Aside()
        self.send = KafkaSender(servers, prefix=settings.KAFKA_PREFIX, while_waiting=self.lease.keep)

    def step(self) -> bool:
        return self.lease.keep() and relay_batch(self.send, self.using, self.aside) > 0

    def close(self) -> None:
        self.send.close()
        self.lease.give_up()
