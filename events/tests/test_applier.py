"""It is true of events that fail while others come that…"""

import pytest
from django.conf import settings

from events import consumer
from events.catalogue import USERS, UserUpdated
from events.consumer import Applier
from events.kafka import KafkaReceiver, KafkaSender
from events.models import DeadLetter
from events.outages import DependencyLost
from events.registry import handles
from events.relay import relay_batch
from events.tests.people import ADA, BO, EVE, arriving, copy_of, record, save_copy, user_event

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])


@pytest.fixture
def bad(using) -> set[str]:
    """Names with which an event fails; a handler that keeps copies is registered."""
    names = {"poison"}

    @handles(UserUpdated, app="messaging")
    def keep(event):
        if event.username in names:
            raise ValueError(event.username)
        save_copy(event, using)

    return names


@pytest.fixture
def pauses(monkeypatch):
    """Long ones: a test that waited for them would not end."""
    monkeypatch.setattr(consumer, "PAUSES", (3600, 3600))


@pytest.fixture
def due(monkeypatch):
    monkeypatch.setattr(consumer, "PAUSES", (0, 0))


def placed(*events):
    """Records with places of their own, whatever batch they come in."""
    return [one._replace(place=f"users/0/{number}") for number, one in enumerate(arriving(*events))]


def test_others_flow_on_while_it_is_held(bad, pauses, using):
    applier = Applier("messaging", using)
    poison, bo, eve = placed(
        user_event(version=1, username="poison"), user_event(user_id=BO, version=1), user_event(user_id=EVE, version=1)
    )

    assert applier.take([poison, bo]) == 1
    assert applier.take([eve]) == 1

    assert applier.held == [poison]
    assert (copy_of(ADA, using), copy_of(BO, using), copy_of(EVE, using)) == (None, 1, 1)
    assert applier.tend() == 0
    assert 3500 < (applier.seconds_left() or 0) <= 3600
    assert not DeadLetter.objects.using(using).exists()


def test_what_follows_it_waits_behind_it_and_comes_in_order(bad, due, using):
    applier = Applier("messaging", using)
    first, second, third = placed(
        user_event(version=1, username="poison"), user_event(version=2), user_event(version=3)
    )
    applier.take([first])
    applier.take([second, third])
    assert copy_of(ADA, using) is None

    bad.clear()

    assert applier.tend() == 3
    assert copy_of(ADA, using) == 3
    assert applier.held == []
    assert applier.seconds_left() is None


def test_after_the_last_try_it_is_laid_aside_and_what_follows_is_applied(bad, due, using):
    applier = Applier("messaging", using)
    applier.take(placed(user_event(version=1, username="poison"), user_event(version=2)))

    assert [applier.tend(), len(applier.held)] == [0, 2]
    assert [applier.tend(), len(applier.held)] == [1, 0]

    assert copy_of(ADA, using) == 2
    assert DeadLetter.objects.using(using).get().place == "users/0/0"


def test_what_is_held_and_comes_again_is_held_once(bad, pauses, using):
    applier = Applier("messaging", using)
    records = placed(user_event(version=1, username="poison"), user_event(version=2))

    applier.take(records)
    applier.take(records)

    assert applier.held == records


def test_what_became_somebody_elses_is_forgotten(bad, pauses, using):
    applier = Applier("messaging", using)
    ours, theirs = placed(user_event(version=1, username="poison"), user_event(user_id=BO, username="poison"))
    applier.take([ours, theirs])

    applier.keep_only(lambda record: record == ours)

    assert applier.held == [ours]


def test_no_more_is_taken_than_can_be_held(bad, pauses, using, monkeypatch):
    monkeypatch.setattr(consumer, "MOST_HELD", 2)
    applier = Applier("messaging", using)
    records = placed(user_event(version=1, username="poison"), user_event(version=2))

    applier.take(records[:1])
    assert applier.has_room
    applier.take(records[1:])
    assert not applier.has_room


def test_a_database_that_goes_away_meanwhile_loses_nothing(bad, due, using, monkeypatch):
    applier = Applier("messaging", using)
    applier.take(placed(user_event(version=1, username="poison"), user_event(version=2)))
    bury = consumer.bury

    def lost(*_):
        raise DependencyLost("gone")

    monkeypatch.setattr(consumer, "bury", lost)
    applier.tend()
    with pytest.raises(DependencyLost):
        applier.tend()
    assert len(applier.held) == 2

    monkeypatch.setattr(consumer, "bury", bury)
    assert applier.tend() == 1
    assert copy_of(ADA, using) == 2
    assert DeadLetter.objects.using(using).count() == 1


@pytest.mark.servers
@pytest.mark.django_db(databases=["default", "messaging"], transaction=True)
def test_offsets_stop_before_it_and_who_comes_after_gets_it_again(bad, pauses, using, processes):
    sender = KafkaSender(settings.KAFKA_SERVERS, prefix=processes.prefix)
    record(user_event(version=1), user_event(version=2, username="poison"), user_event(version=3), using=using)
    relay_batch(sender, using)
    sender.close()

    def receiver():
        return KafkaReceiver(settings.KAFKA_SERVERS, group=processes.prefix, topics=[USERS], prefix=processes.prefix)

    def next_of(one):
        return next(filter(None, (one.receive() for _ in range(60))), [])

    first, applier = receiver(), Applier("messaging", using)
    applier.take(next_of(first))
    assert [one.place.rpartition("/")[2] for one in applier.held] == ["1", "2"]
    assert all(map(first.ours(), applier.held))
    first.commit(applier.held)
    first.close()
    assert not any(map(first.ours(), applier.held))

    second = receiver()
    assert next_of(second) == applier.held
    second.commit()
    second.close()
    third = receiver()
    assert [third.receive() for _ in range(6)] == [[]] * 6
    third.close()
