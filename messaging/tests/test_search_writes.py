"""It is true of what search looks in that it changes with the messages, in their transactions."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from django.conf import settings
from django.db import connections

from events import txn
from events.times import now
from messaging import jobs, queries, services
from messaging.models import Message, MessageWords, Topic, User, WordsBacklog
from messaging.services import words
from messaging.services.save import Refused, save_messages
from messaging.tests.messages import new
from messaging.tests.queries_counted import at_most
from messaging.tests.test_erase import hear_deleted

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["default", "messaging"])]

DB = settings.MESSAGING_DB


def kept() -> set[str]:
    return {row.strip() for row in MessageWords.objects.using(DB).values_list("words", flat=True)}


def row_of(message_id: str) -> Message:
    return Message.objects.using(DB).get(id=message_id)


def start_backlog(**fields: object) -> None:
    """As the migration leaves it where there are messages: without words, and with work to do."""
    MessageWords.objects.using(DB).all().delete()
    WordsBacklog.objects.using(DB).create(**{"started_at": now()} | fields)
    Message.objects.using(DB).update(created_at=now() - timedelta(minutes=5))


def test_a_post_is_found_once_it_is_answered_and_a_refused_one_never(ada: User, eve: User, topic: Topic):
    outcomes = save_messages([new(ada, topic.id, "taken"), new(eve, topic.id, "refused")])

    assert isinstance(outcomes[1], Refused)
    assert kept() == {"taken"}


def test_a_post_that_is_rolled_back_leaves_nothing(ada: User, topic: Topic):
    def post_and_fail() -> None:
        with txn.atomic(DB):
            save_messages([new(ada, topic.id, "gone")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        post_and_fail()

    assert kept() == set()


def test_a_repeated_post_is_kept_once(ada: User, topic: Topic):
    for _ in range(2):
        save_messages([new(ada, topic.id, "once", client_id="c1")])

    assert MessageWords.objects.using(DB).count() == 1


def test_a_changed_text_is_found_by_what_it_says_now(ada: User, topic: Topic, post: Callable):
    message = row_of(post(ada, topic, "a boat, https://example.org").message.id)
    message.text, message.html = "a `rope`", "<p>a <code>rope</code></p>"

    with at_most(1):
        services.index_messages([message])

    row = MessageWords.objects.using(DB).get()
    assert (row.words, row.has_link, row.has_code) == (" a rope ", False, True)
    assert row.created_at == message.created_at


def test_what_is_deleted_is_forgotten_and_what_is_restored_is_found_again(ada: User, topic: Topic, post: Callable):
    message = row_of(post(ada, topic, "boat").message.id)
    post(ada, topic, "rope")

    services.forget_messages([message.id])
    assert kept() == {"rope"}
    services.index_messages([message])
    assert kept() == {"rope", "boat"}


def test_deleted_messages_and_notes_get_no_words(ada: User, topic: Topic, post: Callable):
    message = row_of(post(ada, topic, "boat").message.id)
    services.forget_messages([message.id])
    message.deleted_at = now()
    note = Message.objects.using(DB).get(kind="system")

    with at_most(0):
        services.index_messages([message, note])

    assert kept() == set()


def test_the_words_of_whoever_deleted_their_account_go(ada: User, bo: User, topic: Topic, post: Callable):
    post(bo, topic, "a secret")
    post(ada, topic, "stays")

    hear_deleted(bo, delete_messages=True)
    jobs.erase(DB)

    assert kept() == {"stays"}


def test_a_message_that_is_deleted_meanwhile_is_not_shown(ada: User, topic: Topic, post: Callable):
    message = post(ada, topic, "boat").message
    Message.objects.using(DB).filter(id=message.id).update(deleted_at=now())

    assert queries.search(ada, "boat").items == []


def test_a_deleted_topic_takes_its_words_along(ada: User, topic: Topic, post: Callable):
    post(ada, topic, "boat")

    topic.delete(using=DB)

    assert kept() == set()


def test_the_backlog_is_worked_off_in_pieces_and_then_it_is_over(
    ada: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(words, "PIECE", 2)
    for number in range(4):
        post(ada, topic, f"old {number}")
    Message.objects.using(DB).filter(text="old 1").update(deleted_at=now())
    start_backlog(started_at=now() - words.OVERLAP - timedelta(seconds=1))

    with monkeypatch.context() as hurried:
        hurried.setattr(jobs, "BUDGET", -1)
        assert jobs.index_backlog(DB) == 2
    assert kept() == {"old 0"}  # the first of the two is the note that bo has joined
    assert jobs.index_backlog(DB) == 3

    assert kept() == {"old 0", "old 2", "old 3"}
    assert not WordsBacklog.objects.using(DB).exists()
    assert jobs.index_backlog(DB) == 0


def test_the_backlog_stays_while_the_release_before_may_still_write(ada: User, topic: Topic, post: Callable):
    start_backlog()
    jobs.index_backlog(DB)
    old = row_of(post(ada, topic, "of the release before").message.id)
    services.forget_messages([old.id])

    assert jobs.index_backlog(DB) == 0  # it may not be committed yet, as far as the job can know
    Message.objects.using(DB).update(created_at=now() - timedelta(minutes=5))
    assert jobs.index_backlog(DB) == 1

    assert kept() == {"of the release before"}
    assert WordsBacklog.objects.using(DB).exists()


def test_the_backlog_does_not_mind_what_has_words_already(ada: User, topic: Topic, post: Callable):
    old = post(ada, topic, "old").message
    start_backlog()
    services.index_messages([row_of(old.id)])

    jobs.index_backlog(DB)

    assert kept() == {"old"}


@pytest.mark.django_db(databases=["default", "messaging"], transaction=True)
def test_a_text_that_is_deleted_while_the_backlog_is_at_it_stays_gone(
    ada: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    message = row_of(post(ada, topic, "a secret").message.id)
    start_backlog()
    index, threads = words.index_messages, []

    def delete() -> None:
        with txn.atomic(DB):
            Message.objects.using(DB).filter(id=message.id).update(deleted_at=now(), text="")
            services.forget_messages([message.id])
        connections.close_all()

    def slowly(messages: list[Message]) -> None:
        threads.append(Thread(target=delete))
        threads[0].start()
        threads[0].join(0.3)  # it would be done by now if it did not have to wait
        index(messages)

    monkeypatch.setattr(words, "index_messages", slowly)
    jobs.index_backlog(DB)
    threads[0].join(10)

    assert row_of(message.id).deleted_at is not None
    assert kept() == set()


def test_what_waits_to_be_sorted_in_is_found_before_and_after(ada: User, topic: Topic, post: Callable):
    post(ada, topic, "a boat")
    assert len(queries.search(ada, "boat").items) == 1

    jobs.sort_in_words(DB)

    assert len(queries.search(ada, "boat").items) == 1
    assert jobs.sort_in_words(DB) == 0
