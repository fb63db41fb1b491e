import pytest
from django.conf import settings
from django.db import connections

from messaging.models import Invite, Message, Topic, User
from messaging.services import join_party, mark_read, post_message
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


def wait_for_locks() -> None:
    """Whoever waits too long for the topic is told to come again; here the machine may be busy, and nobody is."""
    with connections[settings.MESSAGING_DB].cursor() as cursor:
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")


@pytest.mark.servers
def test_200_posts_at_once_on_one_topic_are_numbered_without_a_gap(topic: Topic, invite: Invite):
    people = crowd(invite.code)
    topic.refresh_from_db()
    before = topic.last_n

    def post(person: User, n: int) -> object:
        wait_for_locks()
        return post_message(person, topic_id=topic.id, client_id=f"c{n}", text=f"message {n}")

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


def test_joining_posting_and_reading_at_once_do_not_deadlock(ada: User, bo: User, topic: Topic, invite: Invite):
    guests = [make_user(f"guest{n}") for n in range(8)]
    before = topic.last_n

    outcomes = together(
        *[lambda who=who: join_party(who, code=invite.code) for who in guests],
        *[lambda n=n: post_message(bo, topic_id=topic.id, client_id=f"c{n}", text="hi") for n in range(8)],
        *[lambda n=n: mark_read(ada, topic_id=topic.id, n=n) for n in range(8)],
    )

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert_dense(topic, before, 16)
