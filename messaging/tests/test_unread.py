"""What is unread is counted from the rows each time. Here beside a count by hand, over many random histories."""

import random
from typing import Any

import pytest

from events.times import now
from messaging import queries
from messaging.models import Kind, Mention, Message, Party, ReadMarker, Topic, TopicMember, User
from messaging.queries import CAP
from messaging.services.save import NewMessage, save_messages
from messaging.tests.messages import new

pytestmark = [pytest.mark.wide, pytest.mark.django_db(databases=["messaging"])]

HISTORIES = 200
#: What the histories say; the owner's @everyone counts, a member's does not.
TEXTS = ["hi", "hi", "hi", "@ada look", "@bo look", "@ada and @bo", "@everyone", "@here @bo", "`@bo`", "@nobody"]


def by_hand(person: User, topic: Topic, read_n: int) -> tuple[int, int]:
    """Unread and mentions, from the contract's sentences, one message at a time."""
    unread = mentions = 0
    for message in Message.objects.filter(topic=topic):
        if message.n <= read_n or message.author_id == person.id or message.deleted_at or message.kind != "text":
            continue
        unread += 1
        mentions += bool(message.mention_all) or str(person.id) in message.mentions
    return min(unread, CAP), min(mentions, CAP)


def histories(chance: random.Random, party: Party, people: list[User]) -> list[Topic]:
    """Topics with random talk, deletions, notes and read markers."""
    topics = [
        Topic(party=party, maker=people[0], client_id=f"h{n}", name="x", position=f"j{n:03}", created_at=now())
        for n in range(HISTORIES)
    ]
    Topic.objects.bulk_create(topics)
    markers = []
    for number, topic in enumerate(topics):
        length = 400 if number % 80 == 0 else chance.randint(0, 12)
        save_messages([_a_post(chance, people, topic) for _ in range(length)])
        _delete(topic, [n for n in range(1, length + 1) if chance.random() < 0.15])
        readers = [person for person in people if chance.random() < 0.8]
        markers += [ReadMarker(topic=topic, user=one, read_n=chance.randint(0, length) // 4) for one in readers]
    ReadMarker.objects.bulk_create(markers)
    return topics


def _a_post(chance: random.Random, people: list[User], topic: Topic) -> NewMessage:
    post = new(chance.choice(people), topic.id, chance.choice(TEXTS))
    if chance.random() < 0.1:
        post.kind, post.system, post.names = Kind.SYSTEM, {"what": "renamed"}, frozenset()
    return post


def _delete(topic: Topic, numbers: list[int]) -> None:
    Mention.objects.filter(topic=topic, n__in=numbers).delete()
    Message.objects.filter(topic=topic, n__in=numbers).update(deleted_at=now())


def test_counts_are_those_of_a_count_by_hand_over_random_histories(
    ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.rendering.render", lambda text, *named: text)  # it takes most of the time
    topics = histories(random.Random(20261124), party, [ada, bo])
    full = 0
    for person in (ada, bo):
        places = places_of(person, party)
        for topic in topics:
            place = places[str(topic.id)]
            expected = by_hand(person, topic, place.read_n)
            assert (place.unread, place.mentions) == expected
            assert queries.unread_of(person, topic.id, place.read_n) == expected
            full += place.unread == CAP
    assert full > 1  # the histories reach what they are for


def test_one_topic_says_the_same_as_the_list(ada: User, bo: User, party: Party, topic: Topic):
    save_messages([new(ada, topic.id, text) for text in TEXTS])

    assert queries.topic_shape_for(bo, topic.id) == places_of(bo, party)[str(topic.id)]
    assert queries.sync(bo)[0].topics == list(places_of(bo, party).values())


def places_of(person: User, party: Party) -> dict[str, Any]:
    return {each.id: each for each in queries.topics_of(person, queries.party_for(person, party.id))}


def test_counts_stop_at_100(ada: User, bo: User, party: Party, topic: Topic):
    save_messages([new(ada, topic.id, "@everyone") for _ in range(120)])

    place = places_of(bo, party)[str(topic.id)]
    assert (place.unread, place.mentions) == (100, 100)


def test_a_message_that_names_somebody_twice_over_is_one_mention(ada: User, bo: User, party: Party, topic: Topic):
    save_messages([new(ada, topic.id, "@bo @everyone")])

    assert places_of(bo, party)[str(topic.id)].mentions == 1


def test_ones_own_call_to_everybody_is_no_mention(ada: User, bo: User, party: Party, topic: Topic):
    save_messages([new(ada, topic.id, "@everyone @ada")])

    assert places_of(ada, party)[str(topic.id)].mentions == 0
    assert places_of(bo, party)[str(topic.id)].mentions == 1


def test_topics_of_others_are_not_listed(ada: User, bo: User, eve: User, party: Party, topic: Topic):
    Topic.objects.update(private=True)
    TopicMember.objects.create(topic=topic, user=bo)

    assert places_of(ada, party) == {}
    assert list(places_of(bo, party)) == [str(topic.id)]
    assert queries.parties_of(eve) == []
    assert queries.sync(eve) == []


def test_archived_topics_are_listed_when_asked_for_and_not_in_sync(ada: User, party: Party, topic: Topic):
    Topic.objects.update(archived_at=now())

    membership = queries.party_for(ada, party.id)
    assert queries.topics_of(ada, membership) == []
    assert [each.name for each in queries.topics_of(ada, membership, archived=True)] == ["general"]
    assert [each.topics for each in queries.sync(ada)] == [[]]
