"""It is true of the canary's message that it goes round both services by events, and says how accounts' workers are."""

from datetime import timedelta

import pytest
from django.conf import settings

from accounts import services as accounts
from accounts.services.canary import MAILS
from events import jobs
from events.ids import first_id_of, new_id
from events.models import JobRun, OutboxEvent
from events.testing import run_events
from events.times import now
from messaging import services
from messaging.canary import rounds
from messaging.canary.live import TEXT
from messaging.models import CANARY_TOPIC, CanaryBeat, Message, MessageWords

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])
BOTH = (settings.ACCOUNTS_DB, settings.MESSAGING_DB)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """The canary is one person for all tests, and Redis counts what they post together."""
    rate = settings.LIMITS["posts"]
    monkeypatch.setitem(settings.LIMITS, "posts", rate._replace(limit=1000 * rate.limit))


def send(started_at=None):
    """One beat, posted and not yet on its way."""
    beat_id = new_id()
    person, _ = services.begin_beat(beat_id, started_at or now())
    services.post_message(person, topic_id=CANARY_TOPIC, client_id=str(beat_id), text=TEXT)
    return beat_id


def test_an_answer_comes_back():
    beat_id = send()
    assert rounds.await_answer(beat_id, 0.0, 0.0) is None

    run_events()

    assert rounds.await_answer(beat_id, 0.0, 0.0) is not None


def test_a_beat_that_was_never_posted_has_no_answer():
    beat_id = new_id()
    services.begin_beat(beat_id, now())

    run_events()

    assert rounds.await_answer(beat_id, 0.0, 0.0) is None
    assert rounds.find_who_is_missing(beat_id, now() - timedelta(minutes=1)) == {}


def test_what_waits_in_the_outbox_is_the_relays_fault():
    started_at = now()
    beat_id = send(started_at)

    assert rounds.find_who_is_missing(beat_id, started_at) == {"messaging-relay": False}
    # The row was made by a process whose clock is behind the canary's.
    assert rounds.find_who_is_missing(beat_id, now() + timedelta(seconds=30)) == {"messaging-relay": False}


@pytest.mark.parametrize(
    ("behind", "missing"),
    [
        ({"accounts": 3, "messaging": 0}, {"accounts-consumer"}),
        ({"accounts": 0, "messaging": 1}, {"messaging-consumer"}),
        ({"accounts": 2, "messaging": 2}, {"accounts-consumer", "messaging-consumer"}),
        ({"accounts": 0, "messaging": 0}, {"accounts-relay"}),
    ],
)
def test_what_was_sent_lies_with_whoever_is_behind(monkeypatch, behind, missing):
    started_at = now()
    beat_id = send(started_at)
    OutboxEvent.objects.using(settings.MESSAGING_DB).update(waiting=False, sent_at=now())
    monkeypatch.setattr(rounds, "_behind", behind.get)

    found = rounds.find_who_is_missing(beat_id, started_at)

    assert {name for name, there in found.items() if not there} == missing
    assert found["messaging-relay"] is True


def test_workers_that_give_signs_of_life_are_there():
    jobs.note_life("events.sign_of_life", settings.ACCOUNTS_DB)
    accounts.note_postman()

    beat_id = send()
    run_events()

    found = rounds.found_by(rounds.await_answer(beat_id, 0.0, 0.0))
    assert found["accounts-jobs"] is found["accounts-mails"] is found["messaging-relay"] is True


@pytest.mark.parametrize(("name", "component"), [("events.sign_of_life", "accounts-jobs"), (MAILS, "accounts-mails")])
def test_a_worker_that_was_silent_for_long_is_missing(name, component):
    jobs.note_life("events.sign_of_life", settings.ACCOUNTS_DB)
    accounts.note_postman()
    JobRun.objects.using(settings.ACCOUNTS_DB).filter(name=name).update(started_at=now() - timedelta(seconds=25))

    beat_id = send()
    run_events()

    found = rounds.found_by(rounds.await_answer(beat_id, 0.0, 0.0))
    assert {worker for worker, there in found.items() if not there} == {component}


def test_a_worker_that_never_was_is_missing():
    beat_id = send()
    run_events()

    found = rounds.found_by(rounds.await_answer(beat_id, 0.0, 0.0))
    assert found["accounts-jobs"] is found["accounts-mails"] is False


def test_housekeeping_of_messaging_is_there_while_it_runs_and_missing_after_that():
    assert rounds.look_at_jobs() == {"messaging-jobs": False}
    jobs.run_due("messaging", settings.MESSAGING_DB)
    assert rounds.look_at_jobs() == {"messaging-jobs": True}

    JobRun.objects.using(settings.MESSAGING_DB).update(started_at=now() - timedelta(seconds=25))
    assert rounds.look_at_jobs() == {"messaging-jobs": False}


def test_an_old_beat_is_not_answered():
    accounts.answer_beat(beat_id=str(new_id()), version=1, posted_at=now() - timedelta(minutes=2))

    assert not OutboxEvent.objects.using(settings.ACCOUNTS_DB).filter(type="canary:heard").exists()


def test_the_first_answer_counts():
    beat_id = send()
    services.note_answer(str(beat_id), {"jobs": 1, "mails": 1})
    services.note_answer(str(beat_id), {"jobs": 9, "mails": 9})

    assert rounds.await_answer(beat_id, 0.0, 0.0).ages == {"jobs": 1, "mails": 1}


def test_its_rows_are_erased_after_a_day_and_not_before():
    old, young = send(now() - timedelta(hours=25)), send()
    db = settings.MESSAGING_DB
    Message.objects.using(db).filter(client_id=str(old)).update(created_at=now() - timedelta(hours=25))

    [forget] = [one for one in jobs.jobs_of("messaging") if one.name == "messaging.forget_beats"]
    forget.run(db)

    assert list(CanaryBeat.objects.using(db).values_list("id", flat=True)) == [young]
    assert list(Message.objects.using(db).values_list("client_id", flat=True)) == [str(young)]
    assert MessageWords.objects.using(db).count() == 1
    assert forget.run(db) == 0


@pytest.mark.parametrize("using", BOTH)
def test_its_events_are_erased_after_a_day_and_those_of_people_are_not(using):
    def row(hours, topic, **more):
        key = first_id_of(now() - timedelta(hours=hours))
        fields = {"aggregateid": "a", "aggregateversion": 1, "type": f"{topic}:x", "key": "k", "payload": "{}"}
        given = {"waiting": False, "sent_at": now(), "created_at": now()} | fields | more
        return OutboxEvent.objects.using(using).create(id=key, aggregatetype=topic, **given)

    row(24.5, "canary")
    kept = [row(23, "canary"), row(24.4, "messages"), row(24.3, "canary", waiting=True, sent_at=None)]

    assert jobs.delete_beats(using) == 1
    assert set(OutboxEvent.objects.using(using).values_list("pk", flat=True)) == {one.pk for one in kept}
