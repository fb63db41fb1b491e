import pytest

from events.lease import LeaseKeeper
from events.models import Lease

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["default", "messaging"])]


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1000.0

        def __call__(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr("events.lease.time.monotonic", clock)
    return clock


@pytest.fixture
def first(using, clock) -> LeaseKeeper:
    return LeaseKeeper("relay", using)


@pytest.fixture
def second(using, clock) -> LeaseKeeper:
    return LeaseKeeper("relay", using)


def test_one_of_two_holds_it(first, second):
    assert first.keep()
    assert not second.keep()


def test_leases_of_different_names_do_not_meet(first, using):
    assert first.keep()
    assert LeaseKeeper("jobs", using).keep()


def test_a_holder_who_renews_keeps_it(first, second, clock):
    for _ in range(20):
        assert first.keep()
        assert not second.keep()
        clock.now += 1


def test_another_takes_over_within_five_seconds_of_a_dead_holder(first, second, clock):
    assert first.keep()
    second.keep()

    waited = 0.0
    while not second.keep():
        waited += 0.5
        clock.now += 0.5

    assert waited <= 4.5


def test_a_stopped_holder_notices_that_it_is_no_longer_its_own(first, second, clock):
    assert first.keep()
    second.keep()
    clock.now += 30
    assert second.keep()

    assert not first.keep()
    assert second.keep()


def test_a_stopped_holder_that_nobody_followed_goes_on(first, clock):
    assert first.keep()
    clock.now += 30
    assert first.keep()


def test_a_given_up_lease_is_free_at_once(first, second):
    assert first.keep()
    assert not second.keep()

    first.give_up()

    assert second.keep()


def test_giving_up_what_another_holds_changes_nothing(first, second, clock):
    first.keep()
    second.keep()
    clock.now += 30
    second.keep()

    first.give_up()

    assert second.keep()


def test_of_many_followers_one_takes_over(first, using, clock):
    first.keep()
    followers = [LeaseKeeper("relay", using) for _ in range(5)]
    for follower in followers:
        follower.keep()
    clock.now += 4

    assert sum(follower.keep() for follower in followers) == 1


@pytest.mark.parametrize("wrong", ["2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"])
def test_a_wrong_clock_of_the_holder_does_not_matter(first, second, using, clock, wrong):
    first.keep()
    Lease.objects.using(using).update(expires_at=wrong)
    assert not second.keep()

    clock.now += 3
    assert second.keep()
