import pytest

from events import failpoints
from events.catalogue import UserUpdated
from events.consumer import apply_batch
from events.failpoints import Failpoint, FailpointReached, parse
from events.models import OutboxEvent
from events.registry import handles
from events.relay import Receipt, relay_batch
from events.tests.people import ADA, arriving, copy_of, record, save_copy, user_event, waiting

databases = pytest.mark.django_db(databases=["default", "messaging"])


@pytest.fixture
def armed(settings):
    def arm(text: str) -> None:
        failpoints.forget()
        settings.FAILPOINT = parse(text)

    yield arm
    failpoints.forget()


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("before_send:1:kill", Failpoint("before_send", 1, "kill")),
        ("after_commit:30:raise", Failpoint("after_commit", 30, "raise")),
        ("after_mark:2:sleep", Failpoint("after_mark", 2, "sleep", 1.0)),
        ("after_mark:2:sleep:0.25", Failpoint("after_mark", 2, "sleep", 0.25)),
    ],
)
def test_a_failpoint_is_spelt_name_nth_deed(text, means):
    assert parse(text) == means


@pytest.mark.parametrize(
    "text", ["", "before_send", "nowhere:1:kill", "before_send:0:kill", "before_send:1:kill:3", "before_send:1:sleep:x"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match="name:nth:kill"):
        parse(text)


def test_nothing_happens_unless_one_is_armed():
    for name in failpoints.NAMES:
        failpoints.hit(name)


def test_it_is_done_at_the_nth_time_and_once(armed):
    armed("after_mark:2:raise")

    failpoints.hit("after_mark")
    failpoints.hit("after_send")
    with pytest.raises(FailpointReached):
        failpoints.hit("after_mark")
    failpoints.hit("after_mark")


def test_it_sleeps(armed, monkeypatch):
    slept = []
    monkeypatch.setattr("events.failpoints.time.sleep", slept.append)
    armed("before_send:1:sleep:0.5")

    failpoints.hit("before_send")

    assert slept == [0.5]


@databases
@pytest.mark.parametrize(("place", "left"), [("before_send", [1]), ("after_acknowledgement", [1]), ("after_mark", [])])
def test_what_the_relay_has_not_marked_stays(armed, using, place, left):
    sent = []

    def send(rows):
        sent.extend(rows)
        return Receipt(acknowledged={row.id for row in rows})

    record(user_event(version=1), using=using)
    armed(f"{place}:1:raise")

    with pytest.raises(FailpointReached):
        relay_batch(send, using)

    assert waiting(using) == left
    assert len(sent) == (place != "before_send")
    assert OutboxEvent.objects.using(using).count() == 1


@databases
def test_effects_of_a_batch_that_fails_before_its_commit_are_made_again(armed, using):
    handles(UserUpdated, app="messaging")(lambda event: save_copy(event, using))
    armed("after_effects:1:raise")

    assert apply_batch(arriving(user_event(version=1), user_event(version=2)), "messaging", using) == 2
    assert copy_of(ADA, using) == 2


@databases
def test_effects_stay_when_the_process_fails_after_the_commit(armed, using):
    handles(UserUpdated, app="messaging")(lambda event: save_copy(event, using))
    armed("after_commit:1:raise")

    with pytest.raises(FailpointReached):
        apply_batch(arriving(user_event(version=1)), "messaging", using)

    assert copy_of(ADA, using) == 1
