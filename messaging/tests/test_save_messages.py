import uuid

import pytest
from django.db import OperationalError

from events.errors import ClientIdReused, Invalid, NotFound
from messaging.models import Message, Party, Topic, User
from messaging.services import create_party, create_topic
from messaging.services.save import Refused, Saved, SlowMode, save_messages
from messaging.tests.messages import new
from messaging.tests.parallel import together
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["messaging"])]


@pytest.fixture
def topics(ada: User, party: Party) -> list[Topic]:
    """Three topics of one party."""
    for name in ("boats", "ropes"):
        create_topic(ada, party_id=party.id, client_id=name, name=name)
    return list(Topic.objects.order_by("position"))


def test_a_batch_of_many_topics_is_numbered_in_its_order(ada: User, bo: User, topics: list[Topic]):
    batch = [new((ada, bo)[n % 2], topics[n % 3].id, f"message {n}") for n in range(30)]

    outcomes = save_messages(batch)

    assert all(isinstance(outcome, Saved) and not outcome.again for outcome in outcomes)
    assert [outcome.message.text for outcome in outcomes] == [f"message {n}" for n in range(30)]
    for place, topic in enumerate(topics):
        rows = Message.objects.filter(topic=topic, kind="text").order_by("n")
        assert [row.text for row in rows] == [f"message {n}" for n in range(place, 30, 3)]
        assert [row.n for row in rows] == list(range(topic.last_n + 1, topic.last_n + 11))
        assert [row.rev for row in rows] == list(range(topic.last_rev + 1, topic.last_rev + 11))
        moved = Topic.objects.get(id=topic.id)
        assert (moved.last_n, moved.last_rev) == (topic.last_n + 10, topic.last_rev + 10)


def test_each_message_of_a_batch_has_one_event(ada: User, topics: list[Topic]):
    before = len(recorded("message:created"))

    save_messages([new(ada, topics[n % 3].id) for n in range(9)])

    events = recorded("message:created")[before:]
    ids = {str(message.id) for message in Message.objects.filter(kind="text")}
    assert {event["data"]["message_id"] for event in events} == ids
    assert len(events) == 9


def test_a_bad_post_is_refused_and_the_others_are_written(ada: User, eve: User, topics: list[Topic]):
    batch = [
        new(ada, topics[0].id, "one"),
        new(eve, topics[0].id, "stranger"),
        new(ada, uuid.uuid4(), "nowhere"),
        new(ada, topics[0].id, "reply", reply_to=str(uuid.uuid4())),
        new(ada, topics[0].id, "two"),
    ]

    outcomes = save_messages(batch)

    refused = [type(outcome.error) if isinstance(outcome, Refused) else None for outcome in outcomes]
    assert refused == [None, NotFound, NotFound, Invalid, None]
    assert [outcomes[place].message.n for place in (0, 4)] == [topics[0].last_n + 1, topics[0].last_n + 2]


def test_nothing_but_refusals_writes_nothing(eve: User, topics: list[Topic]):
    before = len(recorded())

    outcomes = save_messages([new(eve, topic.id) for topic in topics])

    assert all(isinstance(outcome, Refused) for outcome in outcomes)
    assert len(recorded()) == before
    assert [topic.last_n for topic in Topic.objects.order_by("position")] == [topic.last_n for topic in topics]


def test_an_empty_batch_is_nothing(topics: list[Topic]):
    assert save_messages([]) == []


def test_a_repeat_within_one_batch_is_the_same_message(ada: User, topics: list[Topic]):
    batch = [new(ada, topics[0].id, "hi", client_id="c1") for _ in range(3)]

    outcomes = save_messages(batch)

    assert [outcome.again for outcome in outcomes] == [False, True, True]
    assert len({outcome.message.id for outcome in outcomes}) == 1
    assert Message.objects.filter(kind="text").count() == 1


def test_a_client_id_used_for_two_texts_in_one_batch_is_refused_the_second_time(ada: User, topics: list[Topic]):
    outcomes = save_messages([new(ada, topics[0].id, text, client_id="c1") for text in ("hi", "ho")])

    assert isinstance(outcomes[0], Saved)
    assert isinstance(outcomes[1], Refused)
    assert isinstance(outcomes[1].error, ClientIdReused)


def test_a_batch_over_two_parties_keeps_them_apart(ada: User, eve: User, topics: list[Topic]):
    theirs = create_party(eve, client_id="theirs", name="Theirs")

    outcomes = save_messages(
        [new(ada, topics[0].id), new(eve, theirs.topics[0].id), new(ada, theirs.topics[0].id), new(eve, topics[0].id)]
    )

    assert [isinstance(outcome, Saved) for outcome in outcomes] == [True, True, False, False]
    assert [str(outcome.party_id) for outcome in outcomes[:2]] == [str(topics[0].party_id), theirs.party.id]


def test_a_batch_takes_as_many_statements_as_topics_and_not_as_messages(ada: User, topics: list[Topic]):
    with at_most(9):  # 6 and one for each topic
        save_messages([new(ada, topics[n % 3].id) for n in range(30)])


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_batches_that_meet_in_opposite_order_do_not_deadlock(ada: User, bo: User, topics: list[Topic]):
    orders = [topics, topics[::-1], [topics[1], topics[2], topics[0]]] * 3

    outcomes = together(
        *[lambda order=order: save_messages([new(ada, topic.id) for topic in order]) for order in orders]
    )

    assert not [outcome for outcome in outcomes if isinstance(outcome, OperationalError)]
    for topic in topics:
        numbers = list(Message.objects.filter(topic=topic).order_by("n").values_list("n", "rev"))
        assert numbers == [(n, n) for n in range(1, topic.last_n + 10)]


def test_slow_mode_holds_within_a_batch_too(bo: User, topics: list[Topic]):
    Topic.objects.filter(id=topics[0].id).update(slow_mode_s=30)

    outcomes = save_messages([new(bo, topics[place].id, "quick") for place in (0, 0, 1, 1)])

    refused = [type(outcome.error) if isinstance(outcome, Refused) else None for outcome in outcomes]
    assert refused == [None, SlowMode, None, None]
