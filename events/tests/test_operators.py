"""It is true that an operator sees what is wrong and can do it again: `manage.py events`."""

import io
import json
import re
import secrets
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from events import again, jobs
from events.catalogue import UserUpdated
from events.jobs import run_due
from events.kafka import KafkaSender
from events.lease import LeaseKeeper
from events.models import DeadLetter, OutboxEvent
from events.progress import Progress
from events.registry import handles
from events.relay import relay_batch
from events.testing import run_events
from events.tests.people import ADA, BO, EVE, copy_of, party_event, record, save_copy, user_event, waiting
from events.tests.processes import until
from events.times import now
from events.topics import create_topics, delete_topics

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])

DB = settings.MESSAGING_DB


def events(*words: str) -> Any:
    return json.loads(said(*words, "--json"))


def said(*words: str) -> str:
    out = StringIO()
    call_command("events", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def broken(monkeypatch) -> list[bool]:
    """Messaging keeps copies of users, and can't while this list is not empty."""
    faults = [True]
    monkeypatch.setattr("events.consumer.PAUSES", ())

    @handles(UserUpdated, app="messaging")
    def keep(event: UserUpdated) -> None:
        if faults:
            raise ValueError("no room")
        save_copy(event, DB)

    return faults


def lay_aside(*users: str) -> list[str]:
    """Dead letters about users, by their ids."""
    record(*(user_event(user_id=user, version=4) for user in users), using=settings.ACCOUNTS_DB)
    run_events(strict=False)
    return [DeadLetter.objects.using(DB).get(key=user).id for user in users]


def test_status_tells_what_waits_lies_aside_works_and_ran(broken):
    lay_aside(ADA)
    record(user_event(user_id=BO), user_event(user_id=EVE), using=DB)
    OutboxEvent.objects.using(DB).filter(key=BO).update(created_at=now() - timedelta(seconds=90))
    OutboxEvent.objects.using(DB).filter(key=EVE).update(waiting=False, parked=True)
    run_due("messaging", DB)
    LeaseKeeper("relay", DB).keep()

    found = {each["service"]: each for each in events("status")}["messaging"]

    assert found["outbox"]["parked"] == 1
    assert found["outbox"]["waiting"] == 1
    assert 90 <= found["outbox"]["age"] < 120
    assert found["dead_letters"] == {"failed": 1}
    assert "relay" in found["leases"]
    assert {job["name"] for job in found["jobs"]} == {job.name for job in jobs.jobs_of("messaging")}
    text = said("status")
    assert re.search(r"1 waiting, the oldest for (9|1[01])\d\.\d s", text)
    assert "1 failed" in text
    assert "events.delete_sent_events at 20" in text


def test_dead_letters_are_replayed_by_id(broken):
    first, second = lay_aside(ADA, BO)
    broken.clear()

    assert events("replay", first) == {"applied": 1, "failed": []}

    assert copy_of(ADA, DB) == 4
    assert copy_of(BO, DB) is None
    assert [letter.id for letter in DeadLetter.objects.using(DB).all()] == [second]


def test_dead_letters_are_replayed_by_reason_and_those_that_still_fail_stay(broken):
    letters = lay_aside(ADA, BO)
    with pytest.raises(SystemExit):
        call_command("events", "replay", "--reason", "failed")
    assert DeadLetter.objects.using(DB).count() == len(letters)
    broken.clear()

    assert events("replay", "--reason", "malformed")["applied"] == 0
    assert events("replay", "--reason", "failed")["applied"] == 2
    assert not DeadLetter.objects.using(DB).exists()


def test_dead_letters_that_nobody_handles_any_more_are_cleared(broken, monkeypatch):
    letters = lay_aside(ADA)
    monkeypatch.setattr("events.consumer.handlers_of", lambda name, app: [])

    assert events("replay", *letters) == {"applied": 1, "failed": []}
    assert not DeadLetter.objects.using(DB).exists()


def test_dead_letters_that_can_not_be_read_stay():
    DeadLetter(id="x", reason="malformed", place="users/0/0", value=b"{", created_at=now()).save(using=DB)

    with pytest.raises(SystemExit):
        call_command("events", "replay", "x")
    assert DeadLetter.objects.using(DB).count() == 1


def test_a_replay_does_not_turn_a_copy_back(broken):
    letters = lay_aside(ADA)
    broken.clear()
    record(user_event(version=6), using=settings.ACCOUNTS_DB)
    run_events(strict=False)

    events("replay", *letters)

    assert copy_of(ADA, DB) == 6


def test_what_was_sent_since_a_moment_is_sent_again(broken):
    broken.clear()
    db = settings.ACCOUNTS_DB
    record(user_event(user_id=ADA, version=1), user_event(user_id=BO, version=2), using=db)
    run_events()
    OutboxEvent.objects.using(db).filter(key=ADA).update(sent_at=now() - timedelta(hours=3))

    found = events("republish", "--since", "2h")

    assert found["republished"]["accounts"] == 1
    assert waiting(db) == [2]
    assert events("republish", "--since", (now() - timedelta(days=1)).isoformat())["republished"]["accounts"] == 1
    assert waiting(db) == [1, 2]
    run_events()
    assert waiting(db) == []


def test_what_was_sent_is_sent_again_with_what_was_sent_behind_it(broken):
    broken.clear()
    db = settings.ACCOUNTS_DB
    record(*(user_event(version=version) for version in (4, 5, 6)), user_event(user_id=BO, version=7), using=db)
    record(party_event(ADA, version=8), using=db)
    run_events()

    row = OutboxEvent.objects.using(db).get(aggregateversion=5)
    assert again.send_again(row, db) == 2
    assert again.send_again(row, db) == 0

    assert waiting(db) == [5, 6]


def test_what_is_sent_again_meanwhile_is_not_released_once_more(broken, monkeypatch):
    broken.clear()
    db = settings.ACCOUNTS_DB
    monkeypatch.setattr("events.again.PIECE", 2)
    record(*(user_event(version=version) for version in range(1, 6)), using=db)
    run_events()
    steps = again.republish(now() - timedelta(hours=1), db)

    counts = []
    for count in steps:
        counts.append(count)
        OutboxEvent.objects.using(db).filter(waiting=True).update(waiting=False, sent_at=now())

    assert counts == [2, 4, 5]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["dance"], "invalid choice: 'dance'"),
        (["republish"], "required: --since"),
        (["republish", "--since", "yesterday"], "a time is wanted: 30m, 2h, 3d, or"),
        (["replay"], "Name dead letters by their ids, or all of one --reason"),
        (["replay", "abc"], "There is no dead letter abc"),
        (["resync", "messages"], "invalid choice: 'messages'"),
        (["hash", "users", "--bucket", "256"], "a bucket is a number from 0 to 255"),
        (["verify", "users", "/nowhere/hashes.json"], "/nowhere/hashes.json can't be read"),
    ],
)
def test_bad_arguments_get_one_sentence(words, sentence):
    with pytest.raises(CommandError) as refusal:
        call_command("events", *words)

    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_no_list_of_hashes_is_refused(tmp_path):
    path = tmp_path / "hashes.json"
    path.write_text("{}")

    with pytest.raises(CommandError, match="is not what `events hash` prints"):
        call_command("events", "verify", "users", str(path))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_on_a_terminal_only():
    terminal, file = Terminal(), StringIO()
    for stream in (terminal, file):
        bar = Progress("resync users", 20_000, stream)
        bar.at(1_200)
        bar.end()

    assert "1,200 of 20,000" in terminal.getvalue()
    assert file.getvalue() == ""


@pytest.mark.servers
def test_lag_is_told_by_partition_and_why_it_is_not_known_in_a_sentence(broken, settings):
    settings.KAFKA_PREFIX = f"test-{secrets.token_hex(4)}."
    assert "are missing; `manage.py events create-topics` makes them" in of_messaging()["kafka"]
    create_topics(settings.KAFKA_SERVERS, settings.KAFKA_PREFIX)
    record(user_event(user_id=ADA, version=1), user_event(user_id=ADA, version=2), using=settings.ACCOUNTS_DB)
    sender = KafkaSender(settings.KAFKA_SERVERS, prefix=settings.KAFKA_PREFIX)
    relay_batch(sender, settings.ACCOUNTS_DB)
    sender.close()

    until(lambda: not of_messaging()["kafka"])  # a broker answers for a new group a little later
    found = of_messaging()["lag"]
    delete_topics(settings.KAFKA_SERVERS, settings.KAFKA_PREFIX)

    assert sum(found.values()) == max(found.values()) == 2
    assert all(place.startswith("users/") for place in found)
    settings.KAFKA_SERVERS = ["127.0.0.1:1"]
    assert "Kafka at 127.0.0.1:1" in of_messaging()["kafka"]


def of_messaging() -> dict[str, Any]:
    return {each["service"]: each for each in events("status")}["messaging"]


@pytest.mark.servers
def test_topics_are_made_and_compared_as_json(settings):
    settings.KAFKA_PREFIX = f"test-{secrets.token_hex(4)}."

    first, again = events("create-topics"), events("create-topics")
    delete_topics(settings.KAFKA_SERVERS, settings.KAFKA_PREFIX)

    assert all(report["made"] for report in first)
    assert all(not report["made"] and report["differences"] == [] for report in again)
