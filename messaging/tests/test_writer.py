"""It is true of the writer that everybody hears what became of their own post, whatever becomes of the others."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.db import OperationalError, connections

from events import txn
from events.errors import ClientIdReused, NotFound, RateLimited, Unavailable
from events.trips import Trips
from messaging import limits, realtime
from messaging.models import Message, Party, Topic, User
from messaging.services import batches, create_topic, post_message, scene_sql, writer
from messaging.services.batches import Saver
from messaging.services.posts import NewMessage, Refused, Saved
from messaging.tests.messages import new
from messaging.tests.parallel import together
from messaging.tests.published import each
from messaging.tests.rows import recorded
from messaging.tests.test_concurrent_posts import assert_dense
from messaging.tests.writers import heard, running_writer

pytestmark = [pytest.mark.django_db(databases=["messaging"], transaction=True), pytest.mark.servers]

DB = settings.MESSAGING_DB


@pytest.fixture
def saver() -> Iterator[Saver]:
    made = Saver()
    yield made
    made.close()


@pytest.fixture
def topics(ada: User, topic: Topic, party: Party) -> list[Topic]:
    made = [create_topic(ada, party_id=party.id, client_id=f"t{n}", name=f"t{n}")[0] for n in range(2)]
    return [topic, *Topic.objects.filter(id__in=[one.id for one in made]).order_by("name")]


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Topic and rev of what is published, in order."""
    seen: list[Any] = []

    def note(channel: str, signal: Any) -> None:
        seen.append((signal.topic, signal.rev))

    monkeypatch.setattr(realtime, "_publish", each(note))
    return seen


def backend() -> int:
    with connections[DB].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def kill(pid: int) -> None:
    """Cut the connection that this backend serves, and wait until it is gone."""

    def by_another() -> None:
        with connections[DB].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            assert cursor.fetchone()[0]

    assert together(by_another) == [None]


def poison(author: User, topic: Topic) -> NewMessage:
    """A post that no database takes."""
    return NewMessage(author=author, topic_id=topic.id, client_id="poison", text="a\0b", html="a\0b")


def test_a_post_is_answered_after_its_commit_and_published_before(ada: User, topic: Topic, announced: list[Any]):
    with running_writer():
        posted = post_message(ada, topic_id=topic.id, client_id="c1", text="hi")
        again = post_message(ada, topic_id=topic.id, client_id="c1", text="hi")

        assert (posted.again, again.again) == (False, True)
        assert again.message.id == posted.message.id == str(Message.objects.get(client_id="c1").id)
        assert announced == [(str(topic.id), posted.message.rev)]


def test_what_is_refused_is_raised(eve: User, ada: User, topic: Topic):
    with running_writer():
        with pytest.raises(NotFound):
            post_message(eve, topic_id=topic.id, client_id="c1", text="hi")
        post_message(ada, topic_id=topic.id, client_id="c1", text="hi")
        with pytest.raises(ClientIdReused):
            post_message(ada, topic_id=topic.id, client_id="c1", text="ho")


def test_of_a_batch_only_the_culprit_is_refused(ada: User, bo: User, topics: list[Topic], saver: Saver):
    batch = [new((ada, bo)[n % 2], topics[n % 3].id, f"message {n}") for n in range(40)]
    batch[17] = poison(ada, topics[2])

    answers = saver.save(batch)

    assert [place for place, answer in enumerate(answers) if not isinstance(answer, Saved)] == [17]
    assert isinstance(answers[17], Exception)
    assert [answer.message.text for answer in answers if isinstance(answer, Saved)][:3] == [
        "message 0",
        "message 1",
        "message 2",
    ]
    for topic in topics:
        numbers = list(Message.objects.filter(topic=topic).order_by("n").values_list("n", "rev"))
        assert numbers == [(n, n) for n in range(1, len(numbers) + 1)]
    assert len(recorded("message:created")) == Message.objects.count()


def test_many_culprits_are_refused_in_a_bounded_number_of_tries(ada: User, topic: Topic, saver: Saver, monkeypatch):
    tries = mock.Mock(wraps=scene_sql.save)
    monkeypatch.setattr(scene_sql, "save", tries)

    answers = saver.save([poison(ada, topic) for _ in range(16)])

    assert all(isinstance(answer, Exception) for answer in answers)
    assert tries.call_count == 31
    assert isinstance(saver.save([new(ada, topic.id)])[0], Saved)


def test_a_race_that_the_database_decides_is_a_repeat(ada: User, topic: Topic, saver: Saver, monkeypatch):
    first, *_ = saver.save([new(ada, topic.id, "hi", client_id="c1")])
    monkeypatch.setattr(scene_sql, "_fill", _without_repeats(scene_sql._fill))

    answers = saver.save([new(ada, topic.id, "ho"), new(ada, topic.id, "hi", client_id="c1"), new(ada, topic.id)])

    assert [answer.again for answer in answers] == [False, True, False]
    assert answers[1].message.id == first.message.id


def _without_repeats(fill: Callable[..., None]) -> Callable[..., None]:
    def blind(scene: Any, batch: Any, looked: Any) -> None:
        fill(scene, batch, looked)
        scene.earlier.clear()

    return blind


def test_a_client_id_twice_in_one_batch_is_one_message(ada: User, topic: Topic, saver: Saver, announced: list[Any]):
    answers = saver.save(
        [new(ada, topic.id, "hi", client_id="c1") for _ in range(2)] + [new(ada, topic.id, "ho", client_id="c1")]
    )

    assert [answer.again for answer in answers[:2]] == [False, True]
    assert isinstance(answers[2].error, ClientIdReused)
    assert len(announced) == Message.objects.filter(kind="text").count() == 1


def test_two_writers_and_16_threads_with_shared_client_ids(ada: User, bo: User, topics: list[Topic], monkeypatch):
    published: dict[int, list[Any]] = {}

    def note(channel: str, signal: Any) -> None:
        published.setdefault(threading.get_ident(), []).append((signal.topic, signal.rev))

    monkeypatch.setattr(realtime, "_publish", each(note))
    writers = [writer.Writer(), writer.Writer()]
    posts = [
        [
            new((ada, bo)[n % 2], topics[n % 3].id, f"{n % 20}", client_id=f"c{n % 20}")
            for n in range(thread, thread + 25)
        ]
        for thread in range(16)
    ]

    outcomes = together(
        *[
            lambda thread=thread, mine=mine: [writers[thread % 2].save(post) for post in mine]
            for thread, mine in enumerate(posts)
        ]
    )

    assert [one.close() for one in writers] == [True, True]
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    answers = [answer for part in outcomes for answer in part]
    assert all(isinstance(answer, Saved) for answer in answers)
    fresh = [answer for answer in answers if not answer.again]
    assert len(fresh) == len({post.key for part in posts for post in part}) == len({one.message.id for one in fresh})
    events = recorded("message:created")
    assert sorted(event["data"]["message_id"] for event in events) == sorted(
        str(key) for key in Message.objects.values_list("id", flat=True)
    )
    for topic in topics:
        numbers = list(Message.objects.filter(topic=topic).order_by("n").values_list("n", "rev"))
        assert numbers == [(n, n) for n in range(1, len(numbers) + 1)]
    for seen in published.values():
        for topic in topics:
            revs = [rev for key, rev in seen if key == str(topic.id)]
            assert revs == sorted(set(revs))


def test_inside_a_transaction_a_post_is_saved_by_its_caller(ada: User, topic: Topic, monkeypatch):
    with running_writer() as running, txn.atomic(DB):
        Topic.objects.select_for_update().get(id=topic.id)
        monkeypatch.setattr(
            running, "submit", lambda *given: pytest.fail("it would wait for a row that its caller holds")
        )

        posted = post_message(ada, topic_id=topic.id, client_id="c1", text="hi")

        assert not posted.again
    assert Message.objects.filter(client_id="c1").count() == 1


def test_the_limit_counts_once_is_told_and_lets_a_repeat_through(bo: User, topic: Topic, limit: Callable[..., None]):
    limit("posts", 2, 60)
    with running_writer():
        limits.forget_newest()
        first = post_message(bo, topic_id=topic.id, client_id="c1", text="hi")
        assert limits.newest().remaining == 1
        post_message(bo, topic_id=topic.id, client_id="c2", text="hi")
        with pytest.raises(RateLimited) as refused:
            post_message(bo, topic_id=topic.id, client_id="c3", text="hi")

        again = post_message(bo, topic_id=topic.id, client_id="c1", text="hi")

    assert refused.value.headers()["X-RateLimit-Remaining"] == "0"
    assert (again.again, again.message.id) == (True, first.message.id)
    assert not Message.objects.filter(client_id="c3").exists()


@pytest.mark.parametrize("committed", [True, False])
def test_a_lost_answer_to_a_commit_doubles_nothing(
    ada: User, topics: list[Topic], saver: Saver, announced: list[Any], monkeypatch: pytest.MonkeyPatch, committed: bool
):
    batch = [new(ada, topics[n % 3].id, f"message {n}") for n in range(9)]
    cut: list[int] = []
    commit = Trips.commit

    def cut_once(trips: Trips, *calls: Any) -> None:
        pid = backend()
        if cut:
            commit(trips, *calls)
            return
        cut.append(pid)
        if committed:
            commit(trips, *calls)
        kill(pid)
        if committed:
            backend()  # raises: that is all that the writer hears of its commit
        commit(trips, *calls)

    monkeypatch.setattr(Trips, "commit", cut_once)
    before = {topic.id: topic.last_n for topic in topics}

    answers = saver.save(batch)

    assert [answer.again for answer in answers] == [committed] * 9
    assert [answer.message.text for answer in answers] == [post.text for post in batch]
    assert len(announced) == (0 if committed else 9)
    assert len(recorded("message:created")) == Message.objects.count()
    for topic in Topic.objects.filter(id__in=before):
        assert topic.last_n == before[topic.id] + 3
        assert Message.objects.filter(topic=topic).count() == topic.last_n
    assert cut


def test_a_cut_connection_is_made_again(ada: User, topic: Topic, saver: Saver):
    assert isinstance(saver.save([new(ada, topic.id)])[0], Saved)
    kill(backend())

    assert [type(answer) for answer in saver.save([new(ada, topic.id), new(ada, topic.id)])] == [Saved, Saved]


def test_a_topic_that_somebody_holds_is_waited_for_200_ms(ada: User, topic: Topic, saver: Saver):
    saver.save([new(ada, topic.id)])

    with connections[DB].cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("200ms",)


def test_no_request_is_a_transaction_as_a_whole():
    assert not any(database.get("ATOMIC_REQUESTS") for database in settings.DATABASES.values())


def test_without_a_database_all_are_told_so_at_once_and_it_goes_on_afterwards(
    ada: User, topic: Topic, saver: Saver, monkeypatch: pytest.MonkeyPatch
):
    calls = []

    def gone(trips: Trips) -> None:
        calls.append(1)
        connections[DB].close()
        raise OperationalError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(Trips, "make_ready", gone)
        answers = saver.save([new(ada, topic.id, client_id=f"c{n}") for n in range(100)])

    assert {type(answer) for answer in answers} == {Unavailable}
    assert len(calls) == 2
    assert isinstance(saver.save([new(ada, topic.id, client_id="c1")])[0], Saved)


def test_what_was_prepared_for_other_tables_is_prepared_anew(ada: User, topic: Topic, saver: Saver):
    saver.save([new(ada, topic.id)])
    with connections[DB].cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")

    first, second = saver.save([new(ada, topic.id)]), saver.save([new(ada, topic.id)])

    assert [type(answer) for answer in first + second] == [Saved, Saved]
    assert saver._trips._ready is connections[DB].connection


def test_redis_is_asked_once_for_a_batch(ada: User, topics: list[Topic], saver: Saver, monkeypatch):
    asked = mock.Mock(wraps=limits.try_take_many)
    monkeypatch.setattr(limits, "try_take_many", asked)
    batch = [new(ada, topics[n % 3].id, f"message {n}") for n in range(9)]
    for post in batch:
        post.counted = False

    saver.save(batch)

    asked.assert_called_once_with("posts", [(ada.id, post.topic_id) for post in batch])
    # `new` has counted three in each topic.
    assert [post.allowance.remaining for post in batch] == [6, 6, 6, 5, 5, 5, 4, 4, 4]


def test_a_limit_that_can_not_be_asked_stops_nobody(ada: User, topic: Topic, saver: Saver, monkeypatch):
    monkeypatch.setattr(limits, "try_take_many", lambda name, keys: 1 / 0)

    assert isinstance(saver.save([new(ada, topic.id)])[0], Saved)


def test_what_takes_too_long_is_not_tried_to_the_end(ada: User, topic: Topic, saver: Saver, monkeypatch):
    monkeypatch.setattr(batches, "SAVE_WITHIN", -1)

    assert isinstance(saver.save([new(ada, topic.id)])[0], Unavailable)
    assert not Message.objects.filter(kind="text").exists()


def test_a_fault_in_publishing_hides_nothing(ada: User, topic: Topic, monkeypatch):
    monkeypatch.setattr(realtime, "announce_messages", lambda saved: 1 / 0)

    with running_writer() as running:
        assert isinstance(heard(running, new(ada, topic.id)).result(10), Saved)
        assert isinstance(heard(running, new(ada, topic.id)).result(10), Saved)


def test_refusals_travel_as_outcomes(eve: User, topic: Topic, saver: Saver):
    (answer,) = saver.save([new(eve, topic.id)])

    assert isinstance(answer, Refused)
    assert isinstance(answer.error, NotFound)


def test_posts_at_once_are_numbered_without_a_gap(ada: User, bo: User, topic: Topic):
    with running_writer():
        outcomes = together(
            *[
                lambda who=who, n=n: post_message(who, topic_id=topic.id, client_id=f"c{n}", text=f"message {n}")
                for who in (ada, bo)
                for n in range(8)
            ]
        )

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert_dense(topic, topic.last_n, 16)
