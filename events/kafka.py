"""Events over Kafka: the only file that produces and consumes. No Kafka transactions: both ends are databases."""

import contextlib
import logging
import time
import uuid
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from events import failpoints
from events.brokers import client_settings
from events.models import OutboxEvent
from events.outages import DependencyLost, first_line
from events.records import Record
from events.relay import Receipt

log = logging.getLogger(__name__)

#: Largest record that is sent, in bytes of key and value; brokers take 1,048,588 by default.
MAX_BYTES: Final = 1_000_000
#: Seconds that a batch may take until it counts as unanswered.
SEND_SECONDS: Final = 10
#: Seconds that a question about topics and offsets may take.
METADATA_SECONDS: Final = 3
#: Records that are handed to a consumer at once.
BATCH: Final = 500

#: Why a sender stops whose lease is gone.
TAKEN: Final = "another process sends now"

#: Broker's answers that no repetition changes.
_PERMANENT: Final = frozenset(
    {KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_MSG, KafkaError.INVALID_RECORD, KafkaError._INVALID_ARG}
)


#: What `flush` raises when a producer can't go on, as after a broker came back without its data: a report that is
#: called meanwhile finds the one set, and makes the other of it.
_FATAL: Final = (KafkaException, SystemError)


class _Traced(msgspec.Struct):
    """The part of an envelope that travels as a header, too."""

    traceparent: str


class KafkaSender:
    """Sends rows of an outbox and waits for the broker's acknowledgement: call it with a batch.

    Idempotent and gapless: records of a partition are acknowledged in order, and whatever is unanswered at the end
    is taken back together with the producer. `while_waiting` is called about once a second meanwhile; when it says
    False, another sends now, and we don't go on.
    """

    def __init__(
        self, servers: Sequence[str], *, prefix: str = "", while_waiting: Callable[[], object] = lambda: None
    ) -> None:
        self.servers = ",".join(servers)
        self.prefix = prefix
        self.while_waiting = while_waiting
        self._producer: Producer | None = None
        self._partitions: dict[str, int] = {}

    def __call__(self, rows: Sequence[OutboxEvent]) -> Receipt:
        """Send rows in this order. Raises DependencyLost when Kafka can't be reached, or another sends by now.

        In a process that stood still, rows waited that would come after newer ones.
        """
        if self.while_waiting() is False:
            raise DependencyLost(TAKEN)
        try:
            receipt = self._send(self._connected(), rows)
        except BaseException:
            self.close()  # or what it has would be sent later, when nobody waits for it
            raise
        if receipt.lost:
            self.close()
        return receipt

    def _send(self, producer: Producer, rows: Sequence[OutboxEvent]) -> Receipt:
        receipt = Receipt()
        stuck: set[tuple[str, str]] = set()
        for row in rows:
            if row.aggregate in stuck:
                continue
            fault = self._produce(producer, row, receipt)
            if fault:
                receipt.refused[row.id] = fault
            if fault or receipt.lost:
                stuck.add(row.aggregate)
        failpoints.hit("after_send")
        try:
            self._flush(producer, receipt)
        except _FATAL as error:
            receipt.lost = f"Kafka: {first_line(error.__cause__ or error)}"
        return receipt

    def close(self) -> None:
        """Forget the producer, and with it whatever it has not sent."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            producer.purge()
            with contextlib.suppress(*_FATAL):
                producer.flush(1)

    def _connected(self) -> Producer:
        if self._producer is None:
            producer = Producer(self._settings())
            self._partitions = _partitions(producer, self.servers, self.while_waiting)
            self._producer = producer
        return self._producer

    def _settings(self) -> dict[str, Any]:
        return {
            **client_settings([self.servers]),
            "client.id": "chatterbox-relay",
            "enable.idempotence": True,
            "acks": "all",
            # Longer than SEND_SECONDS, so that we take back what is late as a whole instead of letting single
            # records of a partition expire before others.
            "delivery.timeout.ms": 3 * SEND_SECONDS * 1000,
            "linger.ms": 5,
            "reconnect.backoff.max.ms": 1000,
            "compression.type": "lz4",
            "message.max.bytes": MAX_BYTES,
            "error_cb": lambda error: None,
        }

    def _produce(self, producer: Producer, row: OutboxEvent, receipt: Receipt) -> str:
        """Hand a row to the producer. Returns why it can't ever be sent, or nothing."""
        value, key = row.payload.encode(), row.key.encode()
        if len(value) + len(key) > MAX_BYTES - 1000:
            return f"too large: {len(value)} bytes"
        try:
            traceparent = msgspec.json.decode(value, type=_Traced).traceparent
        except msgspec.DecodeError as error:
            return f"not an envelope: {error}"
        partitions = self._partitions.get(self.prefix + row.aggregatetype)
        if partitions is None:
            receipt.missing.add(row.aggregatetype)
            receipt.lost = f"Kafka topic {row.aggregatetype} is missing; `manage.py events create-topics` makes it"
            return ""
        try:
            producer.produce(
                self.prefix + row.aggregatetype,
                value=value,
                key=key,
                partition=zlib.crc32(row.aggregateid.encode()) % partitions,
                headers={"ce_id": str(row.id), "ce_type": row.type, "traceparent": traceparent},
                on_delivery=_report(row.id, receipt),
            )
        except (BufferError, KafkaException) as error:
            receipt.lost = f"Kafka: {first_line(error)}"
        return ""

    def _flush(self, producer: Producer, receipt: Receipt) -> None:
        deadline = time.monotonic() + SEND_SECONDS
        while producer.flush(1):
            if self.while_waiting() is False:
                receipt.lost = TAKEN
                return
            if time.monotonic() > deadline:
                receipt.lost = f"Kafka at {self.servers}: no acknowledgement within {SEND_SECONDS} s"
                return


def _place(record: Record) -> tuple[str, int]:
    """Topic and partition of a record."""
    topic, partition, _ = record.place.rsplit("/", 2)
    return topic, int(partition)


def _report(row_id: uuid.UUID, receipt: Receipt) -> Callable[[KafkaError | None, Message], None]:
    def on_delivery(error: KafkaError | None, message: Message) -> None:
        if error is None:
            receipt.acknowledged.add(row_id)
        elif error.code() in _PERMANENT:
            receipt.refused[row_id] = error.str()
        else:
            receipt.lost = receipt.lost or f"Kafka: {error.str()}"

    return on_delivery


def _partitions(
    client: Producer | Consumer, servers: str, while_waiting: Callable[[], object] = lambda: None
) -> dict[str, int]:
    """Number of partitions of every topic. Raises DependencyLost."""
    for attempt in range(METADATA_SECONDS):
        try:
            topics = client.list_topics(timeout=1).topics
        except KafkaException as error:
            if attempt + 1 == METADATA_SECONDS:
                raise DependencyLost(f"Kafka at {servers}: {error.args[0].str()}") from error
            if while_waiting() is False:
                raise DependencyLost(TAKEN) from error
        else:
            return {name: len(topic.partitions) for name, topic in topics.items()}
    raise AssertionError("unreachable")


class KafkaReceiver:
    """Hands out records of topics in batches; several of one `group` share the partitions."""

    def __init__(self, servers: Sequence[str], *, group: str, topics: Sequence[str], prefix: str = "") -> None:
        self.servers = ",".join(servers)
        self.topics = [prefix + topic for topic in topics]
        self.prefix = prefix
        self.group = group
        self._consumer: Consumer | None = None
        self._committed: dict[tuple[str, int], int] = {}
        self._trouble = ""
        self._was_gone = False

    def receive(self, seconds: float = 0.5) -> list[Record]:
        """What has arrived, at most BATCH records; waits at most `seconds` for the first. Raises DependencyLost."""
        consumer = self._subscribed()
        first = consumer.poll(seconds)
        if first is None:
            self._look_for_trouble(consumer)
            return []
        messages = [first, *consumer.consume(BATCH - 1, timeout=0.01)]
        return [self._record(message) for message in messages if self._is_sound(message)]

    def commit(self, held: Iterable[Record] = ()) -> None:
        """Say that everything received was applied, but what is `held`, from which on it will come again.

        When it can't be said, it is received again: that does no harm.
        """
        if self._consumer is None:
            return
        try:
            offsets = self._offsets(self._consumer, held)
            if offsets:
                self._consumer.commit(offsets=offsets, asynchronous=False)
                self._committed |= {(one.topic, one.partition): one.offset for one in offsets}
        except KafkaException as error:
            log.warning("offsets_not_committed", extra={"fault": error.args[0].str()})

    def _offsets(self, consumer: Consumer, held: Iterable[Record]) -> list[TopicPartition]:
        """Where to go on in each partition, as far as it has moved."""
        first: dict[tuple[str, int], int] = {}
        for record in held:
            place, offset = _place(record), int(record.place.rpartition("/")[2])
            first[place] = min(offset, first.get(place, offset))
        found = []
        for at in consumer.position(consumer.assignment()):
            offset = min(at.offset, first.get((at.topic.removeprefix(self.prefix), at.partition), at.offset))
            if offset >= 0 and self._committed.get((at.topic, at.partition)) != offset:
                found.append(TopicPartition(at.topic, at.partition, offset))
        return found

    def ours(self) -> Callable[[Record], bool]:
        """Tells records of partitions that are ours to read at this moment from others."""
        assigned = self._consumer.assignment() if self._consumer is not None else []
        places = {(one.topic.removeprefix(self.prefix), one.partition) for one in assigned}
        return lambda record: _place(record) in places

    def close(self) -> None:
        """Leave the group at once, so that others take over."""
        if self._consumer is not None:
            self._consumer.close()
            self._consumer = None
            self._committed = {}

    def _subscribed(self) -> Consumer:
        if self._consumer is None:
            consumer = Consumer(self._settings())
            try:
                missing = set(self.topics) - set(_partitions(consumer, self.servers))
                if missing:
                    raise DependencyLost(
                        f"Kafka topics {', '.join(sorted(missing))} are missing; "
                        "`manage.py events create-topics` makes them"
                    )
            except DependencyLost:
                consumer.close()
                raise
            consumer.subscribe(self.topics)
            self._consumer = consumer
        return self._consumer

    def _settings(self) -> dict[str, Any]:
        return {
            **client_settings([self.servers]),
            "group.id": self.group,
            "client.id": f"chatterbox-{self.group}",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "partition.assignment.strategy": "cooperative-sticky",
            "session.timeout.ms": 6_000,
            "heartbeat.interval.ms": 2_000,
            # Bounds what lies in memory unread.
            "queued.max.messages.kbytes": 16_384,
            "fetch.max.bytes": 8_388_608,
            "fetch.wait.max.ms": 100,
            "reconnect.backoff.max.ms": 1000,
            "error_cb": self._on_error,
        }

    def _on_error(self, error: KafkaError) -> None:
        self._trouble = error.str()
        self._was_gone = self._was_gone or error.code() == KafkaError._ALL_BROKERS_DOWN

    def _look_for_trouble(self, consumer: Consumer) -> None:
        """Nothing came, and there were errors: find out whether Kafka is gone. Raises DependencyLost.

        When no broker had been there, begin anew. They may have come back without their data: a consumer of before that
        joins while the topics are missing is given none of their partitions, for good (librdkafka 2.16.1), and what it
        has committed means nothing there.
        """
        if self._trouble:
            _partitions(consumer, self.servers)
            self._trouble = ""
            if self._was_gone:
                self._was_gone = False
                self.close()

    def _is_sound(self, message: Message) -> bool:
        error = message.error()
        if error is not None:
            self._trouble = error.str()
            log.warning("kafka_error", extra={"fault": first_line(KafkaException(error))})
        return error is None

    def _record(self, message: Message) -> Record:
        headers = dict(message.headers() or ())
        traceparent = headers.get("traceparent") or b""
        topic = (message.topic() or "").removeprefix(self.prefix)
        return Record(
            value=message.value(),
            place=f"{topic}/{message.partition()}/{message.offset()}",
            traceparent=traceparent.decode("ascii", "replace") if isinstance(traceparent, bytes) else traceparent,
        )
