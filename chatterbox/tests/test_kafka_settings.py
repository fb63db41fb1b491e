"""It is true that Kafka is reached, and its topics are made, as the settings say."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from chatterbox import env
from chatterbox.settings.kafka import kafka
from chatterbox.tests.test_settings import ACCOUNTS
from events.brokers import client_settings
from events.topics import DEFAULT, Plan

SCRAM = {"KAFKA_SECURITY": "sasl_ssl", "KAFKA_USERNAME": "chatterbox", "KAFKA_PASSWORD": "not told to anybody"}


def given(**more: str) -> dict:
    return kafka(env.read(env.ACCOUNTS, ACCOUNTS | more))


def test_without_a_word_it_is_plain_and_the_plan_is_the_documented_one():
    found = given()

    assert found["KAFKA_SECURITY"] == {}
    assert Plan(**found["KAFKA_PLAN"]) == DEFAULT


def test_tls_with_a_name_and_a_password(settings):
    found = given(**SCRAM, KAFKA_CA="/etc/ssl/kafka.pem")["KAFKA_SECURITY"]

    assert found == {
        "security.protocol": "sasl_ssl",
        "ssl.ca.location": "/etc/ssl/kafka.pem",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": "chatterbox",
        "sasl.password": "not told to anybody",
    }
    settings.KAFKA_SECURITY = found
    assert client_settings(["a:1", "b:1"]).items() >= {**found, "bootstrap.servers": "a:1,b:1"}.items()


def test_tls_alone():
    assert given(KAFKA_SECURITY="ssl")["KAFKA_SECURITY"] == {"security.protocol": "ssl"}


def test_a_password_can_come_from_a_file(tmp_path):
    path = tmp_path / "password"
    path.write_text("from a file\n")
    words = {"KAFKA_SECURITY": "sasl_ssl", "KAFKA_USERNAME": "chatterbox", "KAFKA_PASSWORD_FILE": str(path)}

    assert given(**words)["KAFKA_SECURITY"]["sasl.password"] == "from a file"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"KAFKA_SECURITY": "sasl_plaintext"}, "KAFKA_SECURITY: say one of plaintext, ssl, sasl_ssl"),
        (SCRAM | {"KAFKA_PASSWORD": ""}, "sasl_ssl wants KAFKA_USERNAME and KAFKA_PASSWORD"),
        ({"KAFKA_PARTITIONS": "0"}, "KAFKA_PARTITIONS: a whole number from 1"),
        ({"KAFKA_KEPT_HOURS": "sessions"}, "KAFKA_KEPT_HOURS: a whole number from 1"),
        ({"KAFKA_KEPT_HOURS": "gossip=3"}, "KAFKA_KEPT_HOURS: there is no topic gossip"),
        ({"METRICS_PORT": "70000"}, "METRICS_PORT: a port"),
    ],
)
def test_what_is_wrong_is_named(wrong, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        given(**wrong)


def test_topics_that_are_not_kept_for_hours_are_compacted():
    found = given(KAFKA_PARTITIONS="12", KAFKA_KEPT_HOURS="messages=1, users=2", KAFKA_COMPACT_WITHIN_HOURS="6")
    topics = Plan(**found["KAFKA_PLAN"]).topics()

    assert found["KAFKA_PLAN"]["partitions"] == 12
    assert topics["messages"] == {"cleanup.policy": "delete", "retention.ms": "3600000"}
    assert topics["users"]["retention.ms"] == "7200000"
    assert topics["sessions"]["cleanup.policy"] == "compact"
    assert topics["sessions"]["max.compaction.lag.ms"] == str(6 * 3_600_000)
