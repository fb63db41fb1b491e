"""Functions that take all events of a batch at once."""

import pytest

from events.catalogue import UserCreated, UserUpdated
from events.consumer import apply_batch
from events.models import DeadLetter, InboxMark
from events.registry import handles, handles_batch
from events.tests.people import ADA, BO, EVE, arriving, copy_of, save_copy, user_event

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr("events.consumer.PAUSES", (0, 0, 0))


def names(events) -> list[tuple[str, int]]:
    return [(event.key, event.version) for event in events]


def test_all_events_of_its_kinds_come_at_once_and_in_order(using):
    calls = []
    handles_batch(UserCreated, UserUpdated, app="messaging")(lambda events: calls.append(names(events)))

    applied = apply_batch(
        arriving(user_event(UserCreated, version=1), user_event(user_id=BO, version=7), user_event(version=2)),
        "messaging",
        using,
    )

    assert applied == 3
    assert calls == [[(ADA, 1), (BO, 7), (ADA, 2)]]


def test_it_runs_beside_functions_that_take_single_events(using):
    together, singly = [], []
    handles(UserUpdated, app="messaging")(lambda event: singly.append((event.key, event.version)))
    handles_batch(UserUpdated, app="messaging")(lambda events: together.extend(names(events)))

    apply_batch(arriving(user_event(version=1), user_event(version=2)), "messaging", using)

    assert together == singly == [(ADA, 1), (ADA, 2)]


def test_with_once_an_event_that_comes_twice_counts_once(using):
    counted = []

    @handles_batch(UserUpdated, app="messaging", once=True)
    def count(events):
        counted.extend(names(events))

    records = arriving(user_event(version=1), user_event(version=2))
    apply_batch([*records, records[0]], "messaging", using)
    apply_batch([*records, *arriving(user_event(version=3))], "messaging", using)

    assert counted == [(ADA, 1), (ADA, 2), (ADA, 3)]
    assert InboxMark.objects.using(using).count() == 3


def test_a_failing_event_is_found_and_laid_aside_alone(using):
    @handles_batch(UserUpdated, app="messaging")
    def keep(events):
        for event in events:
            save_copy(event, using)
            if event.username == "poison":
                raise ValueError("poison")

    records = arriving(
        user_event(version=1),
        user_event(user_id=BO, version=1, username="poison"),
        user_event(user_id=EVE, version=1),
        user_event(user_id=BO, version=2),
    )

    assert apply_batch(records, "messaging", using) == 3
    assert [copy_of(name, using) for name in (ADA, BO, EVE)] == [1, 2, 1]
    letter = DeadLetter.objects.using(using).get()
    assert (letter.reason, letter.place) == ("failed", "users/0/1")
