"""It is true of what happens to a topic while people write in it that it is either before or after what they write."""

import pytest

from events.errors import NotFound
from messaging import services
from messaging.models import Message, Party, Topic, TopicMember, User
from messaging.services.save import Archived
from messaging.tests.parallel import together
from messaging.tests.topics import as_it_is, names, open_topic

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["messaging"], transaction=True)]

POSTS = 8


def posting(person: User, topic: Topic) -> list:
    def post(number: int) -> object:
        return services.post_message(person, topic_id=topic.id, client_id=f"c{number}", text="hi")

    return [lambda number=number: post(number) for number in range(POSTS)]


def assert_dense(topic: Topic, outcomes: list) -> None:
    """What was acknowledged is there, and its numbers have no gap."""
    acknowledged = {outcome.message.id for outcome in outcomes if isinstance(outcome, services.messages.Posted)}
    rows = Message.objects.filter(topic=topic, kind="text")
    assert {str(row.id) for row in rows} == acknowledged
    assert sorted(Message.objects.filter(topic=topic).values_list("n", flat=True)) == [
        *range(1, as_it_is(topic).last_n + 1)
    ]


def test_archiving_while_somebody_posts(ada: User, bo: User, party: Party):
    topic = open_topic(ada, party)

    outcomes = together(*posting(bo, topic), lambda: services.archive_topic(ada, topic_id=topic.id))

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert {type(refusal) for refusal in refused} <= {Archived}
    assert_dense(topic, outcomes)
    archived_at = as_it_is(topic).archived_at
    assert archived_at is not None


def test_taking_somebody_out_while_they_post(ada: User, bo: User, party: Party):
    topic = open_topic(ada, party, "secret", bo)

    outcomes = together(
        *posting(bo, topic), lambda: services.remove_topic_member(ada, topic_id=topic.id, user_id=bo.id)
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert {type(refusal) for refusal in refused} <= {NotFound}
    assert not TopicMember.objects.filter(topic=topic, user=bo).exists()
    assert_dense(topic, outcomes)


def test_deleting_while_somebody_posts(ada: User, bo: User, party: Party):
    topic = open_topic(ada, party)

    outcomes = together(*posting(bo, topic), lambda: services.delete_topic(ada, topic_id=topic.id, confirm="boats"))

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert {type(refusal) for refusal in refused} <= {NotFound}
    assert names(bo, party) == ["general"]
    assert_dense(topic, outcomes)


def test_deleting_the_last_two_topics_at_once_leaves_one(ada: User, party: Party, topic: Topic):
    boats = open_topic(ada, party)

    together(
        lambda: services.delete_topic(ada, topic_id=boats.id, confirm="boats"),
        lambda: services.delete_topic(ada, topic_id=topic.id, confirm="general"),
    )

    left = Topic.objects.get(party=party, deleted_at=None)
    assert Party.objects.get(id=party.id).system_topic_id == left.id


def test_one_person_let_in_many_times_at_once_is_inside_once(ada: User, bo: User, party: Party):
    topic = open_topic(ada, party, "secret", private=True)

    outcomes = together(*[lambda: services.add_topic_member(ada, topic_id=topic.id, user_id=bo.id)] * 6)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert TopicMember.objects.filter(topic=topic).count() == 2


def test_reading_all_on_two_devices_while_somebody_posts_never_goes_back(ada: User, bo: User, party: Party):
    topics = [open_topic(ada, party, f"t{number}") for number in range(4)]

    outcomes = together(
        *[lambda: services.read_all(bo)] * 3,
        *[lambda one=one: services.mark_read(bo, topic_id=one.id, n=10**6) for one in topics],
        *posting(ada, topics[0]),
    )

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert len(services.read_all(bo)) <= len(topics)
    assert services.read_all(bo) == []
