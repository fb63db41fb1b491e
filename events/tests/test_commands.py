"""The commands as processes, without any server."""

import signal
import sqlite3

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from events.tests.processes import Worker

pytestmark = pytest.mark.wide

NOBODY = "127.0.0.1:1"


@pytest.fixture
def start(tmp_path):
    """Starts a command against a database file of its own."""
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "worker.sqlite3")}
    workers = []

    def start(*command: str) -> Worker:
        workers.append(Worker(*command, database=database, kafka=NOBODY))
        return workers[-1]

    yield start
    for worker in workers:
        worker.close()


@pytest.fixture
def migrated(start, tmp_path) -> str:
    assert start("migrate").process.wait(60) == 0
    return str(tmp_path / "worker.sqlite3")


def test_without_kafka_workers_wait_and_say_so_in_one_line(start, migrated):
    with sqlite3.connect(migrated) as database:
        database.execute(
            "INSERT INTO events_outboxevent (_id, aggregatetype, aggregateid, aggregateversion, type, key, payload,"
            " created_at, waiting, parked, fault) VALUES ('01a20d20c22f7141b8e1fecdba29c4ac', 'users', 'ada', 1,"
            " 'user:updated', 'ada', '{}', '2026-11-24', 1, 0, '')"
        )
    workers = [start("relay_events"), start("consume_events")]
    topics = start("create_topics", "--wait", "0")

    for worker in workers:
        worker.await_line("worker_waits")
        assert worker.signal(signal.SIGTERM) == 0
        assert len(worker.said("worker_waits")) == 1
        assert "Kafka at 127.0.0.1:1" in worker.said("worker_waits")[0]["fault"]
    assert topics.process.wait(60) == 1
    assert "Kafka at 127.0.0.1:1" in topics.text()
    assert not any("Traceback" in worker.text() for worker in [*workers, topics])


def test_before_the_migrations_a_worker_waits_and_then_goes_on(start):
    worker = start("run_jobs")
    worker.await_line("worker_waits")

    assert start("migrate").process.wait(60) == 0

    worker.await_line("worker_ready")
    assert worker.signal(signal.SIGTERM) == 0
    assert "Traceback" not in worker.text()


def test_jobs_run_and_a_stop_gives_up_the_lease(start, migrated):
    worker = start("run_jobs")
    worker.await_line("worker_ready")

    assert {line["job"] for line in worker.said("job_done")} == {
        "events.delete_sent_events",
        "events.delete_inbox_marks",
        "events.delete_dead_letters",
        "events.sign_of_life",
        "events.delete_beats",
    }
    assert worker.signal(signal.SIGTERM) == 0
    with sqlite3.connect(migrated) as database:
        assert database.execute("SELECT count(*) FROM events_lease").fetchone() == (0,)


@pytest.mark.parametrize("command", ["relay_events", "consume_events", "create_topics"])
def test_a_profile_without_kafka_says_that_it_needs_none(monkeypatch, command):
    monkeypatch.setattr(settings, "KAFKA_SERVERS", [])

    with pytest.raises(CommandError, match="no Kafka"):
        call_command(command)
