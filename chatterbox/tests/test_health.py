"""It is true that liveness touches nothing, and that readiness names what is missing."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connections

from chatterbox import health
from chatterbox.alive import LIVE
from events.models import OutboxEvent
from events.times import now

#: Seconds that a look takes at most.
LOOK = health.LOOK


@pytest.fixture(autouse=True)
def awake(monkeypatch):
    monkeypatch.setattr(health, "_draining", False)
    monkeypatch.setattr(health, "LOOK", 20.0)  # a busy machine is no lost dependency


@pytest.mark.parametrize("path", sorted(LIVE))
def test_liveness_asks_no_host_and_no_database(client, path, django_assert_num_queries):
    answer = client.get(path, headers={"host": "10.0.0.7"})

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize("path", sorted(health.READY))
def test_readiness_names_each_dependency(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert {"default", "messaging"} <= set(answer.json()["dependencies"])
    assert set(answer.json()["dependencies"].values()) == {"ok"}


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_events_that_wait_for_long_are_degraded_and_200(client):
    moment = now() - timedelta(seconds=health.BEHIND + 1)
    row = {"aggregatetype": "users", "aggregateid": "a", "aggregateversion": 1, "type": "user:updated", "key": "a"}
    OutboxEvent.objects.using("messaging").create(payload="{}", created_at=moment, **row)

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["dependencies"]["events"] == "degraded"
    assert client.get("/health/live").json() == {"status": "ok"}


def test_a_lost_database_is_503(client, monkeypatch):
    monkeypatch.setattr(health, "_database", lambda alias: "down" if alias == "messaging" else "ok")

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert answer.json()["dependencies"]["messaging"] == "down"


def test_missing_migrations_are_503(client, monkeypatch):
    class Behind:
        class loader:
            class graph:
                @staticmethod
                def leaf_nodes():
                    return []

        def __init__(self, connection):
            pass

        def migration_plan(self, targets):
            return ["0002_something"]

    monkeypatch.setattr(health, "MigrationExecutor", Behind)
    monkeypatch.setattr(type(connections["messaging"]), "close_if_unusable_or_obsolete", lambda self: None)

    assert client.get("/health/ready").status_code == 503


@pytest.mark.parametrize("name", ["redis", "kafka"])
def test_lost_redis_or_kafka_is_degraded_and_200(client, settings, name, monkeypatch):
    monkeypatch.setattr(health, "_database", lambda alias: "ok")
    settings.REDIS_URL = "redis://127.0.0.1:1"
    settings.KAFKA_SERVERS = ["127.0.0.1:1"]

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["dependencies"][name] == "degraded"


def test_a_hanging_dependency_takes_a_second_at_most(client, monkeypatch):
    over = threading.Event()

    def slow(alias):
        over.wait(60)
        return "ok"

    monkeypatch.setattr(health, "_database", slow)
    monkeypatch.setattr(health, "LOOK", LOOK)
    started = time.monotonic()
    try:
        answer = client.get("/health/ready")
        taken = time.monotonic() - started
    finally:
        over.set()

    assert answer.status_code == 503
    assert LOOK <= 1
    assert taken < 20  # it is not waited for; a busy machine may need more than LOOK for each of the two


def test_a_draining_process_is_not_ready_but_alive(client, monkeypatch):
    monkeypatch.setattr(health, "_database", lambda alias: "ok")
    health.drain()

    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200
