"""It is true of the canary's process that whatever is missing, it says so, keeps its beats, and goes on."""

import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError

from events.times import now
from messaging import services
from messaging.canary import bird, looks, rounds
from messaging.canary.bird import Bird, Database, Unanswered
from messaging.canary.live import NotShown
from messaging.canary.rounds import Answer
from messaging.models import CANARY_TOPIC, CanaryBeat, Message

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases=["messaging"], transaction=True)]

WELL = {"jobs": 1000, "mails": 1000}


class Same:
    """A database that is asked in the test's own thread."""

    def __init__(self):
        self.gone = False

    def ask(self, call, seconds=0.0):
        if self.gone:
            raise Unanswered("gone")
        try:
            return call()
        except Exception as error:
            raise Unanswered(str(error)) from error


@pytest.fixture
def world(monkeypatch, settings):
    """All is well; what a test takes away is missing."""
    settings.PROFILE, settings.TRUSTED_PROXIES = "messaging", 1
    settings.REDIS_URL, settings.KAFKA_SERVERS = "redis://127.0.0.1:1/0", ["127.0.0.1:1"]

    class World:
        def __init__(self):
            self.front = {"front": True, "messaging-web": True}
            self.accounts = {"accounts-web": True, "mongodb": True}
            self.redis, self.kafka = {"redis": True}, {"kafka": True}
            self.jobs = {"messaging-jobs": True}
            self.answer, self.who, self.published = Answer(512, WELL), {}, []

        def shown(self, ticket, beat_id, rev, within):
            return time.monotonic(), 0.041

    made = World()
    monkeypatch.setattr(looks, "look_at_front", lambda: made.front)
    monkeypatch.setattr(looks, "look_at_accounts", lambda: made.accounts)
    monkeypatch.setattr(looks, "look_at_redis", lambda: made.redis)
    monkeypatch.setattr(looks, "look_at_kafka", lambda: made.kafka)
    monkeypatch.setattr(rounds, "look_at_jobs", lambda: made.jobs)
    monkeypatch.setattr(rounds, "await_answer", lambda *given: made.answer)
    monkeypatch.setattr(rounds, "find_who_is_missing", lambda *given: made.who)
    monkeypatch.setattr(bird, "post_and_see", lambda *given: made.shown(*given))

    class Bus:
        def publish(self, signals):
            made.published += signals

    monkeypatch.setattr(bird, "bus", Bus)
    return made


@pytest.fixture
def canary():
    made = Bird()
    made._database = Same()
    return made


def rows():
    return CanaryBeat.objects.using(settings.MESSAGING_DB).order_by("started_at")


def no_socket(*given):
    raise NotShown("no")


def test_a_beat_that_finds_all_is_told_and_kept(world, canary):
    beat = canary.beat()
    canary.tell(beat)

    assert (beat.missing, beat.unknown) == ((), ())
    assert (beat.shown_ms, beat.round_ms) == (41, 512)
    [row] = rows()
    assert (row.shown_ms, row.round_ms, row.missing) == (41, 512, [])
    assert [channel for channel, _ in world.published] == ["canary"]


def test_what_answers_without_an_end_holds_up_no_beat(world, canary, monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(bird, "LOOKED_WITHIN", 0.05)
    monkeypatch.setattr(looks, "look_at_front", lambda: {} if over.wait(60) else {"front": True})
    try:
        beat = canary.beat()
    finally:
        over.set()

    assert beat.unknown == ("front", "messaging-web")
    assert beat.missing == ()


@pytest.mark.parametrize(
    ("what", "found", "missing"),
    [
        ("redis", {"redis": False}, ("redis",)),
        ("jobs", {"messaging-jobs": False}, ("messaging-jobs",)),
        ("accounts", {"accounts-web": False, "mongodb": None}, ("accounts-web",)),
        ("answer", Answer(512, {"jobs": 60_000, "mails": None}), ("accounts-jobs", "accounts-mails")),
    ],
)
def test_it_names_what_a_look_has_found_missing(world, canary, what, found, missing):
    setattr(world, what, found)

    assert canary.beat().missing == missing


def test_without_the_way_in_it_posts_itself_so_that_events_are_looked_at(world, canary):
    world.front = {"front": False, "messaging-web": None}
    world.shown = no_socket

    beat = canary.beat()

    assert (beat.missing, beat.shown_ms, beat.round_ms) == (("front",), None, 512)
    assert "messaging-web" in beat.unknown
    assert Message.objects.using(settings.MESSAGING_DB).filter(topic=CANARY_TOPIC).count() == 1


def test_a_web_process_that_is_alive_and_shows_nothing_is_missing(world, canary):
    world.shown = no_socket

    assert canary.beat().missing == ("messaging-web",)


@pytest.mark.parametrize(
    ("who", "kafka", "mongodb", "missing"),
    [
        ({"messaging-relay": False}, True, True, ("messaging-relay",)),
        ({"messaging-relay": True, "accounts-consumer": False, "messaging-consumer": True}, True, True, None),
        ({"messaging-relay": True, "accounts-relay": False}, True, False, ("mongodb",)),
        ({"messaging-relay": True, "accounts-consumer": False}, True, False, ("mongodb",)),
        ({"messaging-relay": False}, False, True, ("kafka",)),
    ],
)
def test_without_an_answer_it_names_who_has_not_done_their_part(world, canary, who, kafka, mongodb, missing):
    world.answer, world.who = None, who
    world.kafka, world.accounts = {"kafka": kafka}, {"accounts-web": True, "mongodb": mongodb}

    beat = canary.beat()

    assert beat.missing == (missing or ("accounts-consumer",))
    assert beat.round_ms is None
    assert beat.shown_ms == 41


def test_beats_without_a_database_are_published_and_saved_once_it_is_back(world, canary):
    canary._database.gone = True
    lost = [canary.beat() for _ in range(3)]
    for beat in lost:
        canary.tell(beat)
    assert {beat.missing for beat in lost} == {("postgresql",)}
    assert len(world.published) == 3
    assert not rows().exists()

    canary._database.gone = False
    canary.tell(canary.beat())

    assert [row.missing for row in rows()] == [["postgresql"]] * 3 + [[]]
    assert [str(row.id) for row in rows()][:3] == [beat.id for beat in lost]


def test_saving_the_same_beat_twice_is_saving_it_once_and_keeps_the_answer(world, canary):
    beat = canary.beat()
    services.note_answer(beat.id, WELL)
    canary.tell(beat)
    canary.tell(beat)

    [row] = rows()
    assert (row.ages, row.round_ms) == (WELL, 512)


def test_a_database_that_refuses_the_post_is_missing(world, canary, monkeypatch):
    def broken(*given, **more):
        raise OperationalError("disk full")

    world.shown = no_socket
    monkeypatch.setattr(services, "post_message", broken)

    assert canary.beat().missing == ("postgresql",)


def test_a_question_that_hangs_holds_up_nothing_and_is_not_asked_again():
    database, gate = Database(), threading.Event()
    asked = []

    with pytest.raises(Unanswered, match="no answer"):
        database.ask(lambda: gate.wait(20), 0.05)
    with pytest.raises(Unanswered, match="hangs"):
        database.ask(lambda: asked.append(1), 5)
    assert asked == []

    gate.set()
    until(lambda: _answers(database))
    assert asked == []


def _answers(database):
    try:
        return database.ask(lambda: True, 5)
    except Unanswered:
        return False


def until(holds, seconds=10):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_beats_every_fifteen_seconds_and_leaves_out_what_it_was_too_late_for(world, canary, monkeypatch):
    moment, beats = [1000.0], []
    monkeypatch.setattr(bird.time, "monotonic", lambda: moment[0])
    monkeypatch.setattr(canary, "beat", lambda: beats.append(moment[0]))
    monkeypatch.setattr(canary, "tell", lambda beat: None)
    monkeypatch.setattr(canary, "_another_beats", lambda: False)
    canary._next = 1000.0

    for later in (0, 5, 9.9, 0.2, 14, 1, 40, 0, 4, 6):
        moment[0] += later
        canary.step()

    assert beats == [1000.0, 1015.1, 1030.1, 1070.1, 1080.1]


def test_of_two_canaries_one_beats_and_the_other_goes_on_when_it_is_gone(world, canary, monkeypatch):
    other = Bird()
    other._database = Same()
    canary.step()
    other.step()
    assert rows().count() == 1

    rows().update(started_at=now() - timedelta(seconds=11))
    other._next = time.monotonic()
    other.step()
    assert rows().count() == 2


def test_a_beat_of_a_clock_that_was_ahead_holds_nobody_up(world, canary):
    canary.step()
    rows().update(started_at=now() + timedelta(hours=1))
    canary._next = time.monotonic()

    canary.step()

    assert rows().count() == 2


def test_without_a_database_each_canary_beats(world, canary):
    canary.tell(canary.beat())
    canary._database.gone = True

    canary.step()

    assert len(world.published) == 2


def test_two_canaries_at_once_make_one_place(world):
    first = services.begin_beat(bird.new_id(), now())
    second = services.begin_beat(bird.new_id(), now())

    assert first[0] == second[0]
    assert rows().count() == 2
