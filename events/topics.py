"""Kafka topics: how many partitions each has, and how long it keeps what."""

import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    ConfigResource,
    NewTopic,
    PartitionMetadata,
    ResourceType,
)
from django.conf import settings

from events.brokers import admin_client
from events.catalogue import CANARY, DEAD_LETTERS, KAFKA_TOPICS, MESSAGES, SESSIONS
from events.outages import DependencyLost

SECONDS: Final = 5.0

_HOUR = 3_600_000  # ms
#: For which the canary's beats are kept where nobody says otherwise.
CANARY_HOURS: Final = 24


class Plan(NamedTuple):
    """How topics are to be made: settings KAFKA_PARTITIONS, KAFKA_REPLICATION and so on.

    Aggregates are spread by `hash % partitions`: with another number an aggregate would change its partition.
    `replication` is brought down to the number of brokers. What is not named in `kept_hours` is compacted, but for the
    canary's beats, each of which has a key of its own: they are kept for a day.
    """

    partitions: int = 6
    replication: int = 3
    kept_hours: Mapping[str, int] = MappingProxyType(
        {SESSIONS: 48, MESSAGES: 7 * 24, DEAD_LETTERS: 30 * 24, CANARY: CANARY_HOURS}
    )
    compact_within_hours: int = 24

    def topics(self) -> dict[str, dict[str, str]]:
        """Settings of each topic; all others are the broker's."""
        compacted = {
            "cleanup.policy": "compact",
            "segment.ms": str(_HOUR),
            "max.compaction.lag.ms": str(self.compact_within_hours * _HOUR),
        }
        kept_hours = {CANARY: CANARY_HOURS, **self.kept_hours}
        return {
            name: {"cleanup.policy": "delete", "retention.ms": str(kept_hours[name] * _HOUR)}
            if name in kept_hours
            else compacted
            for name in KAFKA_TOPICS
        }


DEFAULT: Final = Plan()
PARTITIONS: Final = DEFAULT.partitions
TOPICS: Final[Mapping[str, Mapping[str, str]]] = DEFAULT.topics()


def plan() -> Plan:
    """What the settings of this process want."""
    return Plan(**getattr(settings, "KAFKA_PLAN", {}))


class TopicReport(NamedTuple):
    """What was found about a topic: `made` now, or there before with these `differences`, one sentence each."""

    name: str
    made: bool
    differences: list[str]


def create_topics(servers: Sequence[str], prefix: str = "", wanted: Plan | None = None) -> list[TopicReport]:
    """Make the topics that are missing and compare all with what is wanted; nothing that exists is changed.

    `prefix` goes before each name. Raises DependencyLost.
    """
    wanted = wanted or plan()
    admin = admin_client(servers)
    try:
        brokers = len(admin.list_topics(timeout=SECONDS).brokers)
        wanted = wanted._replace(replication=min(wanted.replication, brokers))
        made = _make_missing(admin, prefix, wanted)
        names = [prefix + name for name in KAFKA_TOPICS]
        shapes = _shapes(admin, names)
        found = _settings(admin, names)
    except KafkaException as error:
        raise DependencyLost(f"Kafka at {', '.join(servers)}: {error.args[0].str()}") from error
    return [
        TopicReport(name, name in made, _differences(wanted, name, shapes[prefix + name], found[prefix + name]))
        for name in KAFKA_TOPICS
    ]


def delete_topics(servers: Sequence[str], prefix: str) -> None:
    """Remove a test's topics. Raises ValueError without a prefix, KafkaException when it did not work."""
    if not prefix:
        raise ValueError("Only topics with a prefix are deleted.")
    admin = admin_client(servers)  # it has to live until the answers are there
    _wait(admin.delete_topics([prefix + name for name in KAFKA_TOPICS], request_timeout=SECONDS))


def _make_missing(admin: AdminClient, prefix: str, wanted: Plan) -> set[str]:
    """Names of the topics that were made."""
    there = admin.list_topics(timeout=SECONDS).topics
    missing = [name for name in KAFKA_TOPICS if prefix + name not in there]
    if not missing:
        return set()
    new = [_new_topic(name, prefix, wanted) for name in missing]
    answers = admin.create_topics(new, request_timeout=SECONDS)
    return {name for name in missing if _is_made(answers[prefix + name])}


def _is_made(answer: "Future[None]") -> bool:
    """False when another process was faster. Raises KafkaException."""
    try:
        answer.result(timeout=SECONDS + 1)
    except KafkaException as error:
        if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
            raise
        return False
    return True


def _new_topic(name: str, prefix: str, wanted: Plan) -> NewTopic:
    # Two copies have to have a record before it counts as written; one broker can't do better than one.
    config = {**wanted.topics()[name], "min.insync.replicas": str(max(1, wanted.replication - 1))}
    return NewTopic(
        prefix + name, num_partitions=wanted.partitions, replication_factor=wanted.replication, config=config
    )


def _wait(futures: Mapping[Any, "Future[Any]"]) -> dict[Any, Any]:
    return {name: future.result(timeout=SECONDS + 1) for name, future in futures.items()}


class _Shape(NamedTuple):
    """`replication` is the smallest of all partitions."""

    partitions: int
    replication: int


def _shapes(admin: AdminClient, names: Sequence[str]) -> dict[str, _Shape]:
    """Partitions and replication of each topic, as soon as all are known to the brokers. Raises KafkaException."""
    deadline = time.monotonic() + SECONDS
    while True:
        topics = admin.list_topics(timeout=SECONDS).topics
        found = {name: topics[name].partitions.values() for name in names if name in topics}
        if len(found) == len(names) or time.monotonic() > deadline:
            return {name: _shape(found.get(name, ())) for name in names}
        time.sleep(0.1)


def _shape(partitions: Collection[PartitionMetadata]) -> _Shape:
    return _Shape(len(partitions), min((len(each.replicas) for each in partitions), default=0))


def _settings(admin: AdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    resources = [ConfigResource(ResourceType.TOPIC, name) for name in names]
    described = _wait(admin.describe_configs(resources, request_timeout=SECONDS))
    return {
        resource.name: {name: entry.value for name, entry in entries.items()} for resource, entries in described.items()
    }


def _differences(wanted: Plan, name: str, shape: _Shape, found: Mapping[str, str]) -> list[str]:
    pairs = {
        "partitions": (shape.partitions, wanted.partitions),
        "replication": (shape.replication, wanted.replication),
        **{setting: (found.get(setting), value) for setting, value in wanted.topics()[name].items()},
    }
    return [f"{setting} is {is_}, wanted {value}" for setting, (is_, value) in pairs.items() if is_ != value]
