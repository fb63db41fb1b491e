"""Events that are not as they should be: each is laid aside with a reason or left out, and none stops the others."""

import pytest

from events import counters
from events.catalogue import SessionRevoked, UserCreated, UserDeleted, UserUpdated
from events.consumer import apply_batch
from events.models import DeadLetter
from events.records import Record
from events.registry import handles
from events.tests.people import ADA, arriving, broken, envelope_of, save_copy, user_event

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])


@pytest.fixture
def copies(using) -> list[tuple[str, int]]:
    """Registers a handler that keeps copies; what it was called with."""
    calls: list[tuple[str, int]] = []

    @handles(UserCreated, UserUpdated, app="messaging")
    def keep(event):
        calls.append((event.key, event.version))
        save_copy(event, using)

    return calls


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", "malformed"),
        (b"{", "malformed"),
        (b"null", "malformed"),
        (b"[1]", "malformed"),
        (b"\xff\xfe", "malformed"),
        (b"[" * 100_000, "malformed"),
        (b'{"type": "user:updated"}', "malformed"),
        (b" " * 5_000_000, "too_large"),
    ],
)
def test_what_is_no_envelope_is_laid_aside(copies, using, value, reason):
    records = [Record(value, "users/0/0"), *arriving(user_event())]

    assert apply_batch(records, "messaging", using) == 1
    letter = DeadLetter.objects.using(using).get()
    assert letter.reason == reason
    assert bytes(letter.value) == value


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"data": {}}, "malformed"),
        ({"data": {"user_id": 7, "version": 1}}, "malformed"),
        ({"data": [1]}, "malformed"),
        ({"id": 7}, "malformed"),
        ({"id": "x" * 500}, "malformed"),
        ({"schemaversion": 2}, "unknown_version"),
        ({"aggregateversion": "1"}, "malformed"),
    ],
)
def test_an_event_that_is_not_as_the_catalogue_says_is_laid_aside(copies, using, changes, reason):
    (record,) = arriving(user_event())

    assert apply_batch([broken(record, **changes)], "messaging", using) == 0
    assert DeadLetter.objects.using(using).get().reason == reason
    assert copies == []


def test_a_character_that_postgresql_does_not_keep_is_laid_aside_with_the_event(copies, using):
    @handles(UserUpdated, app="messaging")
    def fail(event):
        raise ValueError(event.username)

    records = arriving(user_event(), user_event(version=2, username="a\0b"))
    records = [broken(records[0], subject="a\0b", id="\0"), *records[1:]]

    assert apply_batch([each._replace(traceparent="00\0") for each in records], "messaging", using) == 0
    letters = DeadLetter.objects.using(using).order_by("place")
    assert (letters[0].key, letters[0].event_id) == ("a\ufffdb", "\ufffd")
    assert [letter.traceparent for letter in letters] == ["00\ufffd"] * 2
    assert letters[1].error == "ValueError: a\ufffdb"
    assert bytes(letters[1].value) == records[1].value


def test_an_event_with_a_field_more_is_applied(copies, using):
    (record,) = arriving(user_event())
    data = envelope_of(record)["data"] | {"pronouns": "she"}

    assert apply_batch([broken(record, data=data, partitionkey="x")], "messaging", using) == 1


def test_an_event_from_the_future_is_applied(copies, using):
    (record,) = arriving(user_event())

    assert apply_batch([broken(record, time="2999-01-01T00:00:00.000Z")], "messaging", using) == 1


def test_an_unknown_type_is_left_out_with_a_counted_warning(copies, using, caplog):
    before = counters.counted().get("events_unknown", 0)
    (record,) = arriving(user_event())

    assert apply_batch([broken(record, type="user:renamed")], "messaging", using) == 0

    assert counters.counted()["events_unknown"] == before + 1
    assert "event_unknown" in caplog.text
    assert not DeadLetter.objects.using(using).exists()


def test_a_tombstone_is_left_out(copies, using):
    assert apply_batch([Record(None, "users/0/0")], "messaging", using) == 0
    assert not DeadLetter.objects.using(using).exists()


def test_known_types_without_a_handler_are_left_out(copies, using):
    deleted = UserDeleted(user_id=ADA, version=2, delete_messages=False)
    revoked = SessionRevoked(version=2, ses="s", user_id=ADA, reason="revoked", revoked_at="2026-11-24T10:17:15.042Z")

    assert apply_batch(arriving(deleted, revoked), "messaging", using) == 0
