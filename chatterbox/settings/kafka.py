"""How to reach Kafka, and how its topics are to be."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from events.catalogue import KAFKA_TOPICS


def kafka(env: dict[str, Any]) -> dict[str, Any]:
    """Settings of the profiles that have a broker."""
    return {
        "KAFKA_SERVERS": env["KAFKA_SERVERS"],
        "KAFKA_PREFIX": env["KAFKA_PREFIX"],
        "KAFKA_SECURITY": _kafka_security(env),
        "KAFKA_PLAN": {
            "partitions": env["KAFKA_PARTITIONS"],
            "replication": env["KAFKA_REPLICATION"],
            "kept_hours": env["KAFKA_KEPT_HOURS"],
            "compact_within_hours": env["KAFKA_COMPACT_WITHIN_HOURS"],
        },
    }


def _kafka_security(env: dict[str, Any]) -> dict[str, str]:
    """librdkafka's settings. Raises ImproperlyConfigured for half a name and password, and for unknown topics."""
    unknown = set(env["KAFKA_KEPT_HOURS"]) - set(KAFKA_TOPICS)
    if unknown:
        raise ImproperlyConfigured(f"KAFKA_KEPT_HOURS: there is no topic {', '.join(sorted(unknown))}.")
    if env["KAFKA_SECURITY"] == "plaintext":
        return {}
    found = {"security.protocol": env["KAFKA_SECURITY"]}
    if env["KAFKA_CA"]:
        found["ssl.ca.location"] = env["KAFKA_CA"]
    if env["KAFKA_SECURITY"] == "sasl_ssl":
        if not env["KAFKA_USERNAME"] or not env["KAFKA_PASSWORD"]:
            raise ImproperlyConfigured("KAFKA_SECURITY: sasl_ssl wants KAFKA_USERNAME and KAFKA_PASSWORD.")
        found |= {
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": env["KAFKA_USERNAME"],
            "sasl.password": env["KAFKA_PASSWORD"],
        }
    return found
