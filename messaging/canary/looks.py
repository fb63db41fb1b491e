"""Looks at servers from the canary's process. Each says of components whether they are there; None is not known."""

import logging
from collections.abc import Mapping
from typing import Any, Final

import redis
import requests
from confluent_kafka import KafkaException
from django.conf import settings

from events.brokers import admin_client
from events.outages import first_line
from messaging.canary.components import ACCOUNTS_WEB, FRONT, KAFKA, MONGODB, REDIS, WEB

log = logging.getLogger(__name__)

#: What was found, by component.
Found = Mapping[str, bool | None]

#: Seconds for a connection, for an answer over HTTP, and for one of Redis or Kafka.
CONNECT, ANSWER, SERVER = 2.0, 3.0, 3.0
LIVE_PATH: Final = "/health/live"
READY_PATH: Final = "/accounts/health/ready"


def look_at_front() -> Found:
    """Whether the address that people open leads to a web process that is alive."""
    try:
        answer = _asked(settings.CANARY_URL + LIVE_PATH)
    except requests.ReadTimeout:
        return {FRONT: None, WEB: False}
    except requests.RequestException as error:
        log.warning("canary_front", extra={"fault": first_line(error)})
        return {FRONT: False, WEB: None}
    return {FRONT: True, WEB: answer.get("status") == "ok"}


def look_at_accounts() -> Found:
    """Whether accounts answers, and its database behind it."""
    try:
        answer = _asked((settings.ACCOUNTS_URL or settings.CANARY_URL) + READY_PATH)
    except requests.RequestException as error:
        log.warning("canary_accounts", extra={"fault": first_line(error)})
        return {ACCOUNTS_WEB: False, MONGODB: None}
    servers = answer.get("dependencies")
    if not isinstance(servers, dict):
        return {ACCOUNTS_WEB: False, MONGODB: None}
    return {ACCOUNTS_WEB: True, MONGODB: servers.get("default") == "ok"}


def _asked(url: str) -> dict[str, Any]:
    """What a health page says, whatever its status; nothing when it is not ours. Raises RequestException."""
    with requests.Session() as session:
        session.trust_env = False  # neither proxies nor a .netrc have a say in this
        session.headers["X-Forwarded-Proto"] = settings.PUBLIC_URL.partition(":")[0]
        with session.get(url, timeout=(CONNECT, ANSWER), allow_redirects=False) as answer:
            try:
                said = answer.json()
            except requests.JSONDecodeError:
                return {}
    return said if isinstance(said, dict) else {}


def look_at_redis() -> Found:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=SERVER, socket_connect_timeout=CONNECT)
    try:
        return {REDIS: bool(client.ping())}
    except redis.RedisError as error:
        log.warning("canary_redis", extra={"fault": first_line(error)})
        return {REDIS: False}
    finally:
        client.close()


def look_at_kafka() -> Found:
    """Whether a broker tells what there is. A new client each time: one that has waited for long comes back late."""
    try:
        return {KAFKA: bool(admin_client(settings.KAFKA_SERVERS).list_topics(timeout=SERVER).brokers)}
    except KafkaException as error:
        log.warning("canary_kafka", extra={"fault": first_line(error)})
        return {KAFKA: False}
