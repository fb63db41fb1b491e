import threading
import time
from functools import partial

import pytest
from django.conf import settings
from django.db import OperationalError

from events import local, outbox, workers
from events.catalogue import PartyCreated, UserUpdated
from events.ids import new_id
from events.models import JobRun
from events.registry import handles
from events.relay import relay_batch
from events.tests.people import ADA, copy_of, party_event, record, save_copy, user_event

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["default", "messaging"], transaction=True)]


@pytest.fixture
def never_looks(monkeypatch):
    """The thread takes no step of its own accord, however long it waits: only when it is woken."""
    monkeypatch.setattr(local, "Background", partial(workers.Background, poll=1000))


@pytest.fixture
def heard():
    """Starts the workers with handlers on both sides; what they heard, as threads tell it."""
    told = threading.Event()

    @handles(UserUpdated, app="messaging")
    def keep(event):
        save_copy(event, settings.MESSAGING_DB)
        told.set()

    local.start_workers()
    yield told
    local.stop_workers()


def until(holds) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_event_is_handed_over_at_once_after_its_commit(never_looks, heard):
    until(lambda: not outbox.recorded.is_set())
    record(user_event(version=2), using=settings.ACCOUNTS_DB)

    assert heard.wait(60)
    until(lambda: copy_of(ADA, settings.MESSAGING_DB) == 2)


def test_both_services_are_relayed_and_jobs_are_done(heard):
    party = str(new_id())
    handles(PartyCreated, app="accounts")(lambda event: save_copy(event, settings.ACCOUNTS_DB))
    record(party_event(party), using=settings.MESSAGING_DB, source="messaging")

    until(lambda: copy_of(party, settings.ACCOUNTS_DB) == 1)
    for using in (settings.ACCOUNTS_DB, settings.MESSAGING_DB):
        until(lambda using=using: JobRun.objects.using(using).filter(name="events.delete_sent_events").exists())


def test_it_goes_on_after_a_loss_and_after_a_fault(heard, monkeypatch):
    faults = [OperationalError("database is locked"), ZeroDivisionError("ours")]
    monkeypatch.setattr(workers, "LAST_PAUSE", 0.01)

    def failing(send, using):
        if faults:
            raise faults.pop()
        return relay_batch(send, using)

    monkeypatch.setattr(local, "relay_batch", failing)
    record(user_event(version=2), using=settings.ACCOUNTS_DB)

    assert heard.wait(60)


def test_it_stops_and_starts_again(heard):
    thread = [thread for thread in threading.enumerate() if thread.name == "local"]
    assert len(thread) == 1

    local.stop_workers()
    local.stop_workers()
    assert not thread[0].is_alive()

    local.start_workers()
    local.start_workers()
    record(user_event(version=2), using=settings.ACCOUNTS_DB)
    assert heard.wait(60)
