"""For tests: bring every recorded event where it belongs, now."""

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Protocol

from events.consumer import apply_batch
from events.databases import databases
from events.kafka import KafkaReceiver, KafkaSender
from events.lag import lag
from events.local import LocalSender
from events.models import DeadLetter, OutboxEvent
from events.outages import DependencyLost
from events.registry import topics_of
from events.relay import Receipt, relay_batch
from events.topics import create_topics, delete_topics

#: Rounds after which events that beget events count as endless.
ROUNDS: Final = 50
KAFKA_SECONDS: Final = 20.0


class EventsLeft(AssertionError):
    """Events could not be brought where they belong; it says which."""


class Channel(Protocol):
    """A way from the outboxes to the handlers."""

    def send(self, rows: Sequence[OutboxEvent]) -> Receipt: ...

    def apply(self) -> int:
        """Apply what was sent and has not been applied; how many records came."""


class run_events:
    """`run_events()` drains the outboxes of all services; `with run_events():` does so again at the end of the block.

    Through the same relay and handlers as in production: in-process, or over a real broker inside `over_kafka`.
    Raises EventsLeft when an event was parked or became a dead letter, unless `strict` is false.
    """

    def __init__(self, *, strict: bool = True) -> None:
        self.strict = strict
        drain(strict)

    def __enter__(self) -> "run_events":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            drain(self.strict)


def drain(strict: bool = True) -> None:
    """Relay and apply until nothing is left. Raises EventsLeft."""
    before = _faults()
    for _ in range(ROUNDS):
        relayed = sum([relay_batch(_channel.send, using) for using in databases().values()])
        applied = _channel.apply()
        if not relayed and not applied:
            break
    else:
        raise EventsLeft(f"After {ROUNDS} rounds there were still events.")
    fresh = _faults() - before
    if strict and fresh:
        raise EventsLeft("; ".join(sorted(fresh)))


def _faults() -> set[str]:
    found = set()
    for using in databases().values():
        parked = OutboxEvent.objects.using(using).filter(parked=True)
        found |= {f"{row} is parked: {row.fault or 'it waits behind another'}" for row in parked}
        found |= {f"dead letter {row}: {row.error}\n{row.stack}" for row in DeadLetter.objects.using(using).all()}
    return found


class _InProcess:
    def send(self, rows: Sequence[OutboxEvent]) -> Receipt:
        return LocalSender()(rows)

    def apply(self) -> int:
        return 0  # the sender has


class _OverKafka:
    """A real broker, from the first event on.

    Topics and groups are of its own, so that tests and running services don't hear each other.
    """

    def __init__(self, servers: list[str]) -> None:
        self.servers = servers
        self.prefix = f"test-{secrets.token_hex(6)}."
        self._sender: KafkaSender | None = None
        self._receivers: dict[str, KafkaReceiver] = {}

    def send(self, rows: Sequence[OutboxEvent]) -> Receipt:
        if self._sender is None:
            create_topics(self.servers, self.prefix)
            self._sender = KafkaSender(self.servers, prefix=self.prefix)
        return self._sender(rows)

    def apply(self) -> int:
        if self._sender is None:
            return 0
        return sum([self._apply(app, self._receiver(app)) for app in databases() if topics_of(app)])

    def _receiver(self, app: str) -> KafkaReceiver:
        if app not in self._receivers:
            self._receivers[app] = KafkaReceiver(
                self.servers, group=self.prefix + app, topics=topics_of(app), prefix=self.prefix
            )
        return self._receivers[app]

    def _apply(self, app: str, receiver: KafkaReceiver) -> int:
        """Until the group has committed all that was sent, or KAFKA_SECONDS are over."""
        deadline = time.monotonic() + KAFKA_SECONDS
        count = 0
        while self._is_behind(app):
            if time.monotonic() > deadline:
                raise EventsLeft(f"{app} is behind after {KAFKA_SECONDS} s.")
            records = receiver.receive()
            if records:
                apply_batch(records, app, databases()[app])
                receiver.commit()
            count += len(records)
        return count

    def _is_behind(self, app: str) -> bool:
        topics = [self.prefix + topic for topic in topics_of(app)]
        try:
            return any(lag(self.servers, self.prefix + app, topics).values())
        except DependencyLost:
            return True  # a broker that has just started answers for its groups a little later

    def close(self) -> None:
        for receiver in self._receivers.values():
            receiver.close()
        if self._sender is not None:
            self._sender.close()
            delete_topics(self.servers, self.prefix)


_channel: Channel = _InProcess()


@contextmanager
def over_kafka(servers: list[str]) -> Iterator[None]:
    """Inside, `run_events` goes through KafkaSender, the broker and KafkaReceiver."""
    global _channel
    before, kafka = _channel, _OverKafka(servers)
    _channel = kafka
    try:
        yield
    finally:
        _channel = before
        kafka.close()
