import uuid

import pytest
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourceType,
)
from django.conf import settings

from events.catalogue import USERS
from events.tests.processes import until
from events.topics import PARTITIONS, TOPICS, Plan, create_topics, delete_topics

pytestmark = pytest.mark.servers


@pytest.fixture
def prefix():
    prefix = f"test-{uuid.uuid4().hex[:8]}."
    yield prefix
    delete_topics(settings.KAFKA_SERVERS, prefix)


@pytest.fixture
def admin() -> AdminClient:
    return AdminClient({"bootstrap.servers": ",".join(settings.KAFKA_SERVERS)})


def test_topics_are_made_once_and_are_as_wanted(prefix, admin):
    made = create_topics(settings.KAFKA_SERVERS, prefix)
    again = create_topics(settings.KAFKA_SERVERS, prefix)

    assert [report.made for report in made] == [True] * len(TOPICS)
    assert [report.made for report in again] == [False] * len(TOPICS)
    assert [report.differences for report in again] == [[]] * len(TOPICS)
    assert len(admin.list_topics(timeout=5).topics[prefix + USERS].partitions) == PARTITIONS


def test_what_differs_is_said_and_left_as_it_is(prefix, admin):
    create_topics(settings.KAFKA_SERVERS, prefix)
    entry = ConfigEntry("cleanup.policy", "delete", incremental_operation=AlterConfigOpType.SET)
    change = ConfigResource(ResourceType.TOPIC, prefix + USERS, incremental_configs=[entry])
    for changed in admin.incremental_alter_configs([change]).values():
        changed.result()

    def found() -> list[str]:
        return {report.name: report.differences for report in create_topics(settings.KAFKA_SERVERS, prefix)}[USERS]

    until(lambda: found() == ["cleanup.policy is delete, wanted compact"])
    assert found() == ["cleanup.policy is delete, wanted compact"]


def test_partitions_and_retention_are_made_and_compared_as_planned(prefix):
    planned = Plan(partitions=2, kept_hours={"sessions": 1}, compact_within_hours=2)
    create_topics(settings.KAFKA_SERVERS, prefix, planned)

    assert [report.differences for report in create_topics(settings.KAFKA_SERVERS, prefix, planned)] == [[]] * len(
        TOPICS
    )
    found = {report.name: report.differences for report in create_topics(settings.KAFKA_SERVERS, prefix, Plan())}
    assert found["sessions"] == ["partitions is 2, wanted 6", "retention.ms is 3600000, wanted 172800000"]
    assert "max.compaction.lag.ms is 7200000, wanted 86400000" in found[USERS]


def test_beats_of_the_canary_are_kept_for_a_day_whatever_else_is_said():
    day = {"cleanup.policy": "delete", "retention.ms": "86400000"}

    assert Plan().topics()["canary"] == Plan(kept_hours={"sessions": 1}).topics()["canary"] == day
    assert Plan(kept_hours={"canary": 2}).topics()["canary"]["retention.ms"] == "7200000"


def test_topics_without_a_prefix_are_never_deleted():
    with pytest.raises(ValueError, match="prefix"):
        delete_topics(settings.KAFKA_SERVERS, "")
