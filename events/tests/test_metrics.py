"""It is true that Prometheus hears how the events are doing, on a port of each process's own."""

import socket
import sqlite3
import urllib.request
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from prometheus_client import CollectorRegistry, generate_latest

from events import metrics
from events.catalogue import UserUpdated
from events.consumer import Applier
from events.metrics import _Collector
from events.models import DeadLetter, OutboxEvent
from events.registry import handles
from events.tests.people import ADA, BO, arriving, record, user_event
from events.tests.processes import Worker
from events.times import now

pytestmark = pytest.mark.wide


def said(text: str) -> dict[str, float]:
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.django_db(databases=["default", "messaging"])
def test_what_waits_lies_aside_and_was_applied_is_told(monkeypatch):
    monkeypatch.setattr(metrics.connections, "close_all", lambda: None)  # the test's own
    db = django_settings.ACCOUNTS_DB
    record(user_event(), user_event(user_id=BO), using=db)
    OutboxEvent.objects.using(db).filter(key=ADA).update(created_at=now() - timedelta(seconds=30))
    OutboxEvent.objects.using(db).filter(key=BO).update(waiting=False, parked=True, fault="too large")
    DeadLetter.objects.using(db).create(id="a", reason="failed", place="users/0/0", value=b"", created_at=now())
    handles(UserUpdated, app="messaging")(lambda event: None)
    applier = Applier("messaging", django_settings.MESSAGING_DB)
    metrics.timed_apply(applier.take, arriving(user_event()), "messaging")

    registry = CollectorRegistry()
    registry.register(_Collector(lag=False))
    found = said((generate_latest(registry) + generate_latest(metrics.registry)).decode())

    assert 30 <= found['chatterbox_events_outbox_age_seconds{service="accounts"}'] < 60
    assert found['chatterbox_events_outbox_waiting{service="accounts"}'] == 1
    assert found['chatterbox_events_outbox_parked{service="accounts"}'] == 1
    assert found['chatterbox_events_dead_letters{reason="failed",service="accounts"}'] == 1
    assert found['chatterbox_events_outbox_age_seconds{service="messaging"}'] == 0
    assert found["chatterbox_events_applied_total"] >= 1
    assert found["chatterbox_events_published_total"] >= 0
    assert found['chatterbox_events_apply_seconds_count{service="messaging"}'] >= 1
    assert found['chatterbox_events_delay_seconds_count{service="messaging"}'] >= 1


def test_a_worker_tells_them_and_the_loss_of_its_tables(tmp_path, monkeypatch):
    port = free_port()
    monkeypatch.setenv("METRICS_PORT", str(port))
    path = str(tmp_path / "worker.sqlite3")
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
    migrate = Worker("migrate", database=database, kafka="127.0.0.1:1")
    assert migrate.process.wait(60) == 0
    worker = Worker("run_jobs", database=database, kafka="127.0.0.1:1")
    try:
        worker.await_line("worker_ready")
        assert ask(port)['chatterbox_events_up{service="messaging"}'] == 1
        with sqlite3.connect(path) as connection:
            connection.execute("DROP TABLE events_outboxevent")
        assert ask(port)['chatterbox_events_up{service="messaging"}'] == 0
    finally:
        worker.close()
        migrate.close()


def ask(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return said(answer.read().decode())


def test_a_taken_port_is_named(monkeypatch, settings):
    monkeypatch.setattr(metrics, "registry", CollectorRegistry())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.METRICS_PORT = taken.getsockname()[1]
        with pytest.raises(
            ImproperlyConfigured, match=f"METRICS_PORT: port {settings.METRICS_PORT} .* can't be opened"
        ):
            metrics.start()


def test_without_a_port_nothing_is_opened(settings):
    settings.METRICS_PORT = 0

    metrics.start()

    assert not metrics._started
