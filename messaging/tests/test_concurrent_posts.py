from collections.abc import Callable

import pytest
from django.db import OperationalError
from psycopg.errors import LockNotAvailable, QueryCanceled

from messaging.models import Message, Topic, User
from messaging.services import join_party, post_message
from messaging.tests.conftest import make_user
from messaging.tests.parallel import together
from messaging.tests.rows import recorded

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

PEOPLE, EACH = 20, 10


def crowd(code: str) -> list[User]:
    people = [make_user(f"guest{n}") for n in range(PEOPLE)]
    for person in people:
        join_party(person, code=code)
    return people


def assert_dense(topic: Topic, since: int, posted: int) -> None:
    """`n` and `rev` are 1, 2, 3 … without a gap, the head is the last of them, and each message has one event."""
    rows = Message.objects.filter(topic=topic).order_by("n")
    assert list(rows.values_list("n", "rev")) == [(n, n) for n in range(1, since + posted + 1)]
    topic.refresh_from_db()
    assert (topic.last_n, topic.last_rev) == (since + posted, since + posted)
    told = [event["data"]["message_id"] for event in recorded("message:created")]
    assert sorted(told) == sorted(str(row.id) for row in rows)


def patiently(call: Callable[[], object]) -> object:
    """As a client does: whoever has waited too long for the topic comes again. A deadlock is no such thing."""
    for _ in range(10):
        try:
            return call()
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable | QueryCanceled):
                raise
    raise AssertionError("no way through")


@pytest.mark.servers
def test_200_posts_at_once_on_one_topic_are_numbered_without_a_gap(topic: Topic, invite):
    people = crowd(invite.code)
    topic.refresh_from_db()
    before = topic.last_n

    def post(person: User, n: int) -> object:
        return patiently(lambda: post_message(person, topic_id=topic.id, client_id=f"c{n}", text=f"message {n}"))

    outcomes = together(*[lambda who=who, n=n: post(who, n) for who in people for n in range(EACH)])

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert_dense(topic, before, PEOPLE * EACH)


def test_posts_at_once_on_one_topic_are_numbered_without_a_gap(ada: User, bo: User, topic: Topic):
    def post(person: User, n: int) -> object:
        return post_message(person, topic_id=topic.id, client_id=f"c{n}", text=f"message {n}")

    outcomes = together(*[lambda who=who, n=n: post(who, n) for who in (ada, bo) for n in range(8)])

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert_dense(topic, topic.last_n, 16)


def test_one_message_sent_many_times_at_once_is_one_message(bo: User, topic: Topic):
    outcomes = together(*[lambda: post_message(bo, topic_id=topic.id, client_id="c1", text="hi")] * 8)

    assert {outcome.message.id for outcome in outcomes} == {str(Message.objects.get(kind="text").id)}
    assert sorted(outcome.again for outcome in outcomes) == [False] + [True] * 7
    assert_dense(topic, topic.last_n, 1)
