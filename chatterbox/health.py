"""Health: is this process alive, and can it answer?

Liveness touches nothing. Readiness is 503 for this service's own database, for migrations that were not applied, for
a database that is too new, and while draining; Redis, Kafka and events that wait for long are named `degraded`, and the
answer stays 200. Each look takes at most LOOK seconds.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as LookedTooLong
from typing import Final

import redis
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from chatterbox import newer
from chatterbox.alive import LIVE, alive
from events import knock
from events.databases import databases
from events.status import outbox_age

log = logging.getLogger(__name__)

LOOK: Final = 1.0
BEHIND: Final = 10.0
OK, DEGRADED, DOWN = "ok", "degraded", "down"
READY: Final = frozenset({"/health/ready", "/accounts/health/ready"})

_looks = ThreadPoolExecutor(8, thread_name_prefix="health")
_draining = False


def drain() -> None:
    """From now on this process is not ready: load balancers send nobody any more."""
    global _draining
    _draining = True


class HealthMiddleware:
    """The first middleware: load balancers ask by address, so no rule about hosts or HTTPS comes before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in LIVE:
            return alive()
        if request.path in READY:
            return _ready()
        return self.get_response(request)


def _ready() -> HttpResponse:
    looks = _start_looks()
    found = {name: _result(look, DOWN if name in connections else DEGRADED) for name, look in looks.items()}
    if DOWN not in found.values():
        found["events"] = _result(_looks.submit(_events), DEGRADED)
    if _draining:
        found["process"] = DOWN
    ready = DOWN not in found.values()
    headers = {"Cache-Control": "no-store"} if ready else {"Cache-Control": "no-store", "Retry-After": "2"}
    answer = {"status": OK if ready else DOWN, "dependencies": found}
    return JsonResponse(answer, status=200 if ready else 503, headers=headers)


def _start_looks() -> dict[str, Future[str]]:
    looks: dict[str, Callable[[], str]] = {alias: lambda alias=alias: _database(alias) for alias in connections}  # type: ignore[misc]
    if settings.REDIS_URL:
        looks["redis"] = _redis
    if settings.KAFKA_SERVERS:
        looks["kafka"] = _kafka
    return {name: _looks.submit(look) for name, look in looks.items()}


def _result(look: "Future[str]", otherwise: str) -> str:
    try:
        return look.result(LOOK)
    except LookedTooLong:
        look.cancel()
        return otherwise


def _database(alias: str) -> str:
    """Whether the database answers and has the tables that this code wants."""
    connection = connections[alias]
    try:
        connection.close_if_unusable_or_obsolete()
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if gone := newer.taken_away(executor.loader):
            log.warning("%s: %s", alias, newer.sentence(gone))
        return DOWN if plan or gone else OK
    except Exception as error:  # drivers raise what they like; whatever it is, the database did not answer
        log.warning("%s: %s", alias, error)
        connection.close()
        return DOWN


def _events() -> str:
    """Whether events get away: one that has waited for BEHIND seconds means that relay or broker don't."""
    try:
        return OK if all(outbox_age(using) < BEHIND for using in databases().values()) else DEGRADED
    except Exception as error:  # as above
        log.warning("events: %s", error)
        return DEGRADED


def _redis() -> str:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=LOOK / 2, socket_connect_timeout=LOOK / 2)
    try:
        return OK if client.ping() else DEGRADED
    except redis.RedisError:
        return DEGRADED
    finally:
        client.close()


def _kafka() -> str:
    security = getattr(settings, "KAFKA_SECURITY", {})
    there = any(knock.answers(each, security, LOOK / 2) for each in settings.KAFKA_SERVERS)
    return OK if there else DEGRADED
