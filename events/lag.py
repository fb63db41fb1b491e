"""How far the consumers of a group are behind."""

from collections.abc import Sequence
from typing import Final

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]

from events.brokers import admin_client, client_settings
from events.outages import DependencyLost

SECONDS: Final = 5.0


def lag(servers: Sequence[str], group: str, topics: Sequence[str]) -> dict[tuple[str, int], int]:
    """Records that the group has not committed yet, by topic and partition.

    Raises DependencyLost, also when there is no such topic.
    """
    admin = admin_client(servers)
    try:
        known = admin.list_topics(timeout=SECONDS).topics
        missing = [topic for topic in topics if topic not in known]
        if missing:
            raise DependencyLost(
                f"Kafka topics {', '.join(missing)} are missing; `manage.py events create-topics` makes them"
            )
        places = [TopicPartition(topic, number) for topic in topics for number in known[topic].partitions]
        committed = _committed(servers, group, places)
        first = _offsets(admin, places, OffsetSpec.earliest())  # type: ignore[no-untyped-call]
        end = _offsets(admin, places, OffsetSpec.latest())  # type: ignore[no-untyped-call]
    except KafkaException as error:
        raise DependencyLost(f"Kafka at {', '.join(servers)}: {error.args[0].str()}") from error
    # Where nothing was committed, or what was has been deleted since, reading starts at the first record.
    return {place: end[place] - max(committed.get(place, 0), first[place]) for place in end}


def _committed(servers: Sequence[str], group: str, places: list[TopicPartition]) -> dict[tuple[str, int], int]:
    """Asked as a consumer that never joins the group: the admin's own question for offsets ends the process with a
    segmentation fault (librdkafka 2.16.1, rd_kafka_handle_OffsetFetch) when the broker answers it with an error.
    """
    asker = Consumer(client_settings(servers) | {"group.id": group})
    try:
        found = asker.committed(places, timeout=SECONDS)
    finally:
        asker.close()
    return {(place.topic, place.partition): place.offset for place in found}


def _offsets(admin: AdminClient, places: list[TopicPartition], spec: OffsetSpec) -> dict[tuple[str, int], int]:
    asked = admin.list_offsets(dict.fromkeys(places, spec), request_timeout=SECONDS)
    return {
        (place.topic, place.partition): future.result(timeout=SECONDS + 1).offset for place, future in asked.items()
    }
