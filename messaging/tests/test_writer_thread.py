"""It is true of the writer's thread that it gathers what waits, goes around what is held, and ends in good order."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.conf import settings

from chatterbox import onehop, serve
from events import txn
from events.errors import ChatterboxError, NotFound, Unavailable
from events.times import now
from messaging.models import Membership, Message, Party, Topic, User
from messaging.permissions import TimedOut
from messaging.services import create_topic, held, post_message, writer
from messaging.services.messages import Posted, submit_message
from messaging.services.posts import Refused, Saved
from messaging.services.save import Archived
from messaging.services.writer import Writer
from messaging.tests.clients import refused
from messaging.tests.messages import new
from messaging.tests.parallel import together
from messaging.tests.writers import Gate, heard, running_writer

pytestmark = [pytest.mark.django_db(databases=["messaging"], transaction=True), pytest.mark.servers]

DB = settings.MESSAGING_DB


@pytest.fixture
def other(ada: User, topic: Topic, party: Party) -> Topic:
    return Topic.objects.get(id=create_topic(ada, party_id=party.id, client_id="other", name="other")[0].id)


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open.set()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, what is held is waited for."""
    monkeypatch.setattr(held, "HELD_WITHIN", 60)


@contextmanager
def holding(topic: Topic, change: Callable[[], object] = lambda: None) -> Iterator[threading.Event]:
    """Somebody else holds the topic's row inside, until the event is set; `change` is what they commit then."""
    let_go, holds = threading.Event(), threading.Event()

    def hold() -> None:
        with txn.atomic(DB):
            Topic.objects.using(DB).select_for_update().get(id=topic.id)
            holds.set()
            assert let_go.wait(30)
            change()

    thread = threading.Thread(target=lambda: together(hold))
    thread.start()
    assert holds.wait(10)
    try:
        yield let_go
    finally:
        let_go.set()
        thread.join(10)


def kicked(person: User, topic: Topic) -> None:
    Membership.objects.using(DB).filter(user=person, party=topic.party_id).delete()


def archived(person: User, topic: Topic) -> None:
    Topic.objects.using(DB).filter(id=topic.id).update(archived_at=now())


def timed_out(person: User, topic: Topic) -> None:
    until = now() + timedelta(hours=1)
    Membership.objects.using(DB).filter(user=person, party=topic.party_id).update(timeout_until=until)


def private(person: User, topic: Topic) -> None:
    Topic.objects.using(DB).filter(id=topic.id).update(private=True)


def deleted(person: User, topic: Topic) -> None:
    Topic.objects.using(DB).filter(id=topic.id).update(deleted_at=now())


@pytest.mark.parametrize(
    ("change", "refusal"),
    [(kicked, NotFound), (archived, Archived), (timed_out, TimedOut), (private, NotFound), (deleted, NotFound)],
)
def test_a_post_that_waited_is_judged_by_what_was_committed_meanwhile(
    bo: User, topic: Topic, change: Callable[[User, Topic], None], refusal: type[ChatterboxError]
):
    with running_writer() as running, holding(topic, lambda: change(bo, topic)) as let_go:
        waits = heard(running, new(bo, topic.id))
        deadline = time.monotonic() + 10
        while not running._held.waits_for(topic.id):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        let_go.set()

        answer = waits.result(20)

    assert isinstance(answer, Refused)
    assert type(answer.error) is refusal
    assert not Message.objects.filter(author=bo, kind="text").exists()


def test_what_comes_meanwhile_is_the_next_batch(ada: User, topic: Topic, gate: Gate):
    with running_writer(gate.saver) as running:
        first = heard(running, new(ada, topic.id, "first"))
        assert gate.arrived.wait(10)
        others = [heard(running, new(ada, topic.id, f"{n}")) for n in range(300)]
        assert len(running) == 300
        gate.open.set()

        assert isinstance(first.result(20), Saved)
        assert [other.result(20).message.text for other in others] == [f"{n}" for n in range(300)]

    assert [len(batch) for batch in gate.batches] == [1, 256, 44]


def test_beyond_what_may_wait_nobody_is_let_in_and_a_repeat_is_afterwards(
    ada: User, topic: Topic, gate: Gate, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writer, "MOST_WAITING", 10)
    with running_writer(gate.saver) as running:
        waiting = [heard(running, new(ada, topic.id))]
        assert gate.arrived.wait(10)
        waiting += [heard(running, new(ada, topic.id)) for _ in range(10)]
        late = new(ada, topic.id, "late", client_id="late")

        with pytest.raises(Unavailable) as refused:
            running.save(late)
        assert refused.value.retry_after
        gate.open.set()
        assert all(isinstance(one.result(20), Saved) for one in waiting)

        assert isinstance(running.save(late), Saved)
    assert Message.objects.filter(client_id="late").count() == 1


def test_over_http_who_finds_too_many_waiting_is_told_when_to_come_again(
    api: Callable[..., Any], bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writer, "MOST_WAITING", 0)
    with running_writer():
        answer = api(bo).post(f"/topics/{topic.id}/messages", {"client_id": "c1", "text": "hi"})

    refused(answer, 503, "unavailable")
    assert int(answer["Retry-After"]) > 0
    assert not Message.objects.filter(client_id="c1").exists()


def test_where_no_thread_can_be_made_for_a_held_topic_its_posts_are_refused_and_others_go_on(
    ada: User, topic: Topic, other: Topic, monkeypatch: pytest.MonkeyPatch
):
    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with running_writer() as running, holding(topic):
        monkeypatch.setattr(threading.Thread, "start", start)
        refused = heard(running, new(ada, topic.id)).result(20)
        monkeypatch.undo()

        assert isinstance(refused, Unavailable)
        assert isinstance(heard(running, new(ada, other.id)).result(20), Saved)


def test_behind_a_batch_that_takes_too_long_nobody_is_let_in(ada: User, topic: Topic, gate: Gate, monkeypatch):
    monkeypatch.setattr(writer, "STALLED", 0.05)
    with running_writer(gate.saver) as running:
        first = heard(running, new(ada, topic.id))
        assert gate.arrived.wait(10)
        deadline = time.monotonic() + 10
        while not running._is_full(time.monotonic()):
            assert time.monotonic() < deadline

        with pytest.raises(Unavailable):
            running.save(new(ada, topic.id))
        gate.open.set()
        assert isinstance(first.result(20), Saved)


def test_who_waits_too_long_is_told_to_come_again_and_the_post_is_saved_once(
    ada: User, topic: Topic, gate: Gate, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writer, "ANSWER_WITHIN", 0.05)
    with running_writer(gate.saver):
        with pytest.raises(Unavailable):
            post_message(ada, topic_id=topic.id, client_id="c1", text="hi")
        gate.open.set()
        monkeypatch.setattr(writer, "ANSWER_WITHIN", 20)

        assert post_message(ada, topic_id=topic.id, client_id="c1", text="hi").again
    assert Message.objects.filter(client_id="c1").count() == 1


def test_with_the_wait_for_a_thread_it_is_told_within_the_five_seconds_that_are_promised():
    assert onehop.WAIT_AT_MOST + writer.ANSWER_WITHIN <= 5


def test_a_held_topic_holds_up_no_other_and_is_written_in_when_it_is_free(ada: User, topic: Topic, other: Topic):
    with running_writer() as running, holding(topic) as let_go:
        heard(running, new(ada, other.id)).result(20)  # connects
        theirs = [heard(running, new(ada, topic.id, f"{n}")) for n in range(3)]
        ours = heard(running, new(ada, other.id))
        assert isinstance(ours.result(20), Saved)  # while the other one is held
        theirs.append(heard(running, new(ada, topic.id, "3")))
        assert isinstance(heard(running, new(ada, other.id)).result(20), Saved)
        assert running._held.waits_for(topic.id)  # so the last one did not cost the writer another timeout
        assert not any(one.done() for one in theirs)

        let_go.set()
        assert [one.result(20).message.text for one in theirs] == ["0", "1", "2", "3"]
        numbers = [one.result().message.n for one in theirs]
        assert numbers == list(range(numbers[0], numbers[0] + 4))

        assert isinstance(heard(running, new(ada, topic.id)).result(20), Saved)


def test_a_batch_goes_around_a_held_topic(ada: User, topic: Topic, other: Topic, gate: Gate):
    with running_writer(gate.saver) as running, holding(topic) as let_go:
        first = heard(running, new(ada, other.id))
        assert gate.arrived.wait(10)
        answers = [heard(running, new(ada, (topic, other)[n % 2].id, f"{n}")) for n in range(6)]
        gate.open.set()

        assert isinstance(first.result(20), Saved)
        assert [answers[n].result(20).message.text for n in (1, 3, 5)] == ["1", "3", "5"]
        assert not any(answers[n].done() for n in (0, 2, 4))
        let_go.set()
        assert [answers[n].result(20).message.text for n in (0, 2, 4)] == ["0", "2", "4"]


def test_a_topic_that_stays_held_is_refused_after_a_while(ada: User, topic: Topic, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(held, "HELD_WITHIN", 0.3)
    with running_writer() as running:
        with holding(topic), pytest.raises(Unavailable):
            running.save(new(ada, topic.id, client_id="c1"))

        assert isinstance(running.save(new(ada, topic.id, client_id="c1")), Saved)
    assert Message.objects.filter(client_id="c1").count() == 1


def test_it_saves_what_waits_before_it_ends_and_takes_no_more(ada: User, topic: Topic, gate: Gate):
    running = Writer(gate.saver)
    waiting = [heard(running, new(ada, topic.id))]
    assert gate.arrived.wait(10)
    waiting += [heard(running, new(ada, topic.id)) for _ in range(300)]
    closing = threading.Thread(target=running.close, args=(20,))
    closing.start()
    deadline = time.monotonic() + 10
    while not running._closing:
        assert time.monotonic() < deadline
    with pytest.raises(Unavailable):
        running.save(new(ada, topic.id))
    gate.open.set()
    closing.join(20)

    assert all(isinstance(one.result(0), Saved) for one in waiting)
    assert not running._thread.is_alive()


def test_at_its_end_a_held_topic_is_waited_for(ada: User, topic: Topic):
    running = Writer()
    with holding(topic) as let_go:
        waiting = heard(running, new(ada, topic.id))
        deadline = time.monotonic() + 10
        while not running._held.waits_for(topic.id):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        threading.Timer(0.2, let_go.set).start()

        assert running.close(20)

    assert isinstance(waiting.result(0), Saved)


def test_after_its_end_who_posts_saves_it(ada: User, topic: Topic):
    assert writer.start_writer() is writer.start_writer() is not None
    post_message(ada, topic_id=topic.id, client_id="c1", text="hi")
    writer.close_writer()

    assert writer.running() is None
    assert not post_message(ada, topic_id=topic.id, client_id="c2", text="hi").again


async def test_the_end_of_the_server_is_the_end_of_the_writer(ada: User, topic: Topic, gate: Gate, monkeypatch):
    running = Writer(gate.saver)
    monkeypatch.setattr(writer, "_running", running)
    waiting = [heard(running, new(ada, topic.id, f"{n}")) for n in range(3)]
    threading.Timer(0.1, gate.open.set).start()

    await serve._farewell()

    assert all(isinstance(one.result(0), Saved) for one in waiting)
    assert writer.running() is None


def test_a_listener_that_fails_keeps_nobody_waiting(ada: User, topic: Topic, gate: Gate):
    with running_writer(gate.saver) as running:
        running.submit(new(ada, topic.id), _fail)
        other = heard(running, new(ada, topic.id))
        gate.open.set()

        assert isinstance(other.result(20), Saved)
        assert isinstance(heard(running, new(ada, topic.id)).result(20), Saved)


def test_a_saver_that_fails_is_an_answer_to_everybody(ada: User, topic: Topic, gate: Gate, monkeypatch):
    with running_writer(gate.saver) as running:
        monkeypatch.setattr("messaging.services.batches._count", lambda batch: 1 / 0)
        first = heard(running, new(ada, topic.id))
        gate.open.set()
        assert isinstance(first.result(20), Unavailable)
        monkeypatch.undo()

        assert isinstance(heard(running, new(ada, topic.id)).result(20), Saved)


async def test_the_answers_of_a_batch_come_into_a_loop_at_once(ada: User, topic: Topic, gate: Gate, monkeypatch):
    loop, all_in = asyncio.get_running_loop(), asyncio.Event()
    calls = mock.Mock(wraps=loop.call_soon_threadsafe)
    monkeypatch.setattr(loop, "call_soon_threadsafe", calls)
    seen: list[Any] = []

    def listen(found: Posted | Exception) -> None:
        seen.append((threading.get_ident(), found))
        if len(seen) == 6:
            all_in.set()

    def post() -> None:
        with running_writer(gate.saver):
            for n in range(6):
                given = {"topic_id": topic.id, "client_id": f"c{n}", "text": f"{n}"}
                submit_message(ada, **given, answer=listen, loop=loop)
                if n == 0:
                    assert gate.arrived.wait(10)
            gate.open.set()

    await asyncio.to_thread(together, post)
    await asyncio.wait_for(all_in.wait(), 20)

    assert [found.message.text for _, found in seen] == ["0", "1", "2", "3", "4", "5"]
    assert {thread for thread, _ in seen} == {threading.get_ident()}
    assert [call.args[0].__name__ for call in calls.call_args_list].count("_tell_all") == 2


def test_a_loop_that_is_gone_hears_nothing_and_stops_nobody(ada: User, topic: Topic):
    loop = asyncio.new_event_loop()
    loop.close()
    with running_writer() as running:
        running.submit(new(ada, topic.id), lambda answer: pytest.fail("there is no loop"), loop)

        assert isinstance(heard(running, new(ada, topic.id)).result(20), Saved)
    assert Message.objects.filter(kind="text").count() == 2


def _fail(answer: Any) -> None:
    raise ZeroDivisionError
