"""How to reach Kafka: what every client of ours has in common."""

from collections.abc import Sequence
from typing import Any

from confluent_kafka.admin import AdminClient
from django.conf import settings


def client_settings(servers: Sequence[str]) -> dict[str, Any]:
    """librdkafka's settings of the brokers and, where the profile says so, of TLS and of who we are."""
    return {
        "bootstrap.servers": ",".join(servers),
        # What goes wrong is raised by the calls; librdkafka's own lines would only repeat it.
        "log_level": 0,
        **getattr(settings, "KAFKA_SECURITY", {}),
    }


def admin_client(servers: Sequence[str]) -> AdminClient:
    return AdminClient(client_settings(servers))
