"""What the management commands of this app share."""

from django.conf import settings
from django.core.management.base import CommandError


def kafka_servers() -> list[str]:
    """The brokers of this profile. Raises CommandError where there are none."""
    servers: list[str] = settings.KAFKA_SERVERS
    if not servers:
        raise CommandError("This profile has no Kafka: its server process hands events over by itself.")
    return servers
