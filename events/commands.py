"""What the management commands of this app share."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from events import metrics


def kafka_servers() -> list[str]:
    """The brokers of this profile. Raises CommandError where there are none."""
    servers: list[str] = settings.KAFKA_SERVERS
    if not servers:
        raise CommandError("This profile has no Kafka: its server process hands events over by itself.")
    return servers


def start_metrics(*, lag: bool = False) -> None:
    """Open METRICS_PORT. Raises CommandError when it is taken."""
    try:
        metrics.start(lag=lag)
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from error
