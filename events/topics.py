"""Kafka topics: how many partitions each has, and how long it keeps what."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Final, NamedTuple

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from events.catalogue import DEAD_LETTERS, MESSAGES, PARTIES, SESSIONS, USERS
from events.outages import DependencyLost

#: Aggregates are spread by `hash % PARTITIONS`: with another number an aggregate would change its partition.
PARTITIONS: Final = 6
REPLICATION: Final = 3  # or as many brokers as there are
SECONDS: Final = 5.0

_HOUR = 3_600_000  # ms
_COMPACTED = {
    "cleanup.policy": "compact",
    "segment.ms": str(_HOUR),
    "max.compaction.lag.ms": str(24 * _HOUR),
}


def _kept(hours: int) -> dict[str, str]:
    return {"cleanup.policy": "delete", "retention.ms": str(hours * _HOUR)}


#: Settings of each topic; all others are the broker's.
TOPICS: Final[Mapping[str, Mapping[str, str]]] = {
    USERS: _COMPACTED,
    SESSIONS: _kept(48),
    PARTIES: _COMPACTED,
    MESSAGES: _kept(7 * 24),
    DEAD_LETTERS: _kept(30 * 24),
}


class TopicReport(NamedTuple):
    """What was found about a topic: `made` now, or there before with these `differences`, one sentence each."""

    name: str
    made: bool
    differences: list[str]


def create_topics(servers: Sequence[str], prefix: str = "") -> list[TopicReport]:
    """Make the topics that are missing and compare all with what is wanted; nothing that exists is changed.

    `prefix` goes before each name. Raises DependencyLost.
    """
    # What goes wrong is raised by the calls below; librdkafka's own lines would only repeat it.
    admin = AdminClient({"bootstrap.servers": ",".join(servers), "log_level": 0})
    try:
        made = _make_missing(admin, prefix)
        names = [prefix + name for name in TOPICS]
        partitions = _partitions(admin, names)
        found = _settings(admin, names)
    except KafkaException as error:
        raise DependencyLost(f"Kafka at {', '.join(servers)}: {error.args[0].str()}") from error
    return [
        TopicReport(name, name in made, _differences(name, partitions[prefix + name], found[prefix + name]))
        for name in TOPICS
    ]


def delete_topics(servers: Sequence[str], prefix: str) -> None:
    """Remove a test's topics. Raises ValueError without a prefix, KafkaException when it did not work."""
    if not prefix:
        raise ValueError("Only topics with a prefix are deleted.")
    admin = AdminClient({"bootstrap.servers": ",".join(servers), "log_level": 0})
    _wait(admin.delete_topics([prefix + name for name in TOPICS], request_timeout=SECONDS))


def _make_missing(admin: AdminClient, prefix: str) -> set[str]:
    """Names of the topics that were made."""
    cluster = admin.list_topics(timeout=SECONDS)
    missing = [name for name in TOPICS if prefix + name not in cluster.topics]
    if not missing:
        return set()
    replication = min(REPLICATION, len(cluster.brokers))
    new = [_new_topic(name, prefix, replication) for name in missing]
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


def _new_topic(name: str, prefix: str, replication: int) -> NewTopic:
    # Two copies have to have a record before it counts as written; one broker can't do better than one.
    config = {**TOPICS[name], "min.insync.replicas": str(max(1, replication - 1))}
    return NewTopic(prefix + name, num_partitions=PARTITIONS, replication_factor=replication, config=config)


def _wait(futures: Mapping[Any, "Future[Any]"]) -> dict[Any, Any]:
    return {name: future.result(timeout=SECONDS + 1) for name, future in futures.items()}


def _partitions(admin: AdminClient, names: Sequence[str]) -> dict[str, int]:
    """Number of partitions of each topic, as soon as all are known to the brokers. Raises KafkaException."""
    deadline = time.monotonic() + SECONDS
    while True:
        topics = admin.list_topics(timeout=SECONDS).topics
        counts = {name: len(topics[name].partitions) for name in names if name in topics}
        if len(counts) == len(names) or time.monotonic() > deadline:
            return {name: counts.get(name, 0) for name in names}
        time.sleep(0.1)


def _settings(admin: AdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    resources = [ConfigResource(ResourceType.TOPIC, name) for name in names]
    described = _wait(admin.describe_configs(resources, request_timeout=SECONDS))
    return {
        resource.name: {name: entry.value for name, entry in entries.items()} for resource, entries in described.items()
    }


def _differences(name: str, partitions: int, found: Mapping[str, str]) -> list[str]:
    wrong = [
        f"{setting} is {found.get(setting)}, wanted {wanted}"
        for setting, wanted in TOPICS[name].items()
        if found.get(setting) != wanted
    ]
    return [*([f"partitions are {partitions}, wanted {PARTITIONS}"] if partitions != PARTITIONS else []), *wrong]
