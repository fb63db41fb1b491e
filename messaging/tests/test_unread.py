"""What is unread is counted from the rows each time. Here beside a count by hand, over many random histories."""

from typing import Any

import pytest

from events.times import now
from messaging import queries, services
from messaging.models import Message, Party, Topic, TopicMember, User
from messaging.queries import CAP
from messaging.queries import topics as topics_module
from messaging.services.save import save_messages
from messaging.tests.conftest import make_user
from messaging.tests.histories import TEXTS, Histories
from messaging.tests.messages import new
from messaging.tests.topics import open_topic

pytestmark = [pytest.mark.wide, pytest.mark.django_db(databases=["messaging"])]

#: Of every so many topics it is asked one by one as well.
SAMPLE = 12


def by_hand(person: User, messages: list[Message], read_n: int) -> tuple[list[Message], int]:
    """What is unread, and how many mentions are in it, from the contract's sentences, one message at a time."""
    unread, mentions = [], 0
    for message in messages:
        if message.n <= read_n or message.author_id == person.id or message.deleted_at or message.kind != "text":
            continue
        unread.append(message)
        mentions += bool(message.mention_all) or str(person.id) in message.mentions
    return unread[:CAP], min(mentions, CAP)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
def test_counts_are_those_of_a_count_by_hand_over_random_histories(
    ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch, seed: int
):
    monkeypatch.setattr("messaging.rendering.render", lambda text, *named, **more: text)  # it takes most of the time
    told = Histories(seed, 250, party, [ada, bo, cy := make_user("cy")])
    messages: dict[object, list[Message]] = {topic.id: [] for topic in told.topics}
    for message in Message.objects.filter(topic__in=told.topics).order_by("n"):
        messages[message.topic_id].append(message)
    full = seen = 0
    for person in (ada, bo, cy):
        places = places_of(person, party)
        for number, topic in enumerate(told.topics):
            place = places.get(str(topic.id))
            if place is None:
                assert topic.private
                continue
            unread, mentions = by_hand(person, messages[topic.id], place.read_n)
            assert (place.unread, place.mentions) == (len(unread), mentions)
            if number % SAMPLE == 0:
                why = queries.unread_messages(queries.topic_for(person, topic.id))
                assert why == (unread, mentions)
                assert queries.unread_of(person, topic.id, place.read_n) == (len(unread), mentions)
            seen += mentions
            full += place.unread == CAP
    assert full > 0  # the histories reach what they are for
    assert seen > 100
    assert len(places_of(cy, party)) < len(places_of(bo, party)) < len(places_of(ada, party))


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


@pytest.fixture
def two_parties(ada: User, bo: User, party: Party) -> list[list[Topic]]:
    """bo is in both; each has three topics, and in each of these is a message."""
    made = services.create_party(ada, client_id="second", name="The Yard")
    services.join_party(bo, code=made.invite.code)
    second = Party.objects.select_related("owner").get(id=made.party.id)
    found = [[open_topic(ada, each, name) for name in ("boats", "nets", "ropes")] for each in (party, second)]
    for topics in found:
        save_messages([new(ada, topic.id) for topic in topics])
    return found


def test_sync_has_every_topic_of_every_party(bo: User, two_parties: list[list[Topic]], monkeypatch: pytest.MonkeyPatch):
    """What bounds the topics of one party cuts nothing of two."""
    monkeypatch.setattr(topics_module, "MOST_TOPICS", 4)

    for made, shown in zip(two_parties, queries.sync(bo), strict=True):
        assert [topic.name for topic in shown.topics] == ["general", "boats", "nets", "ropes"]
        assert {topic.id for topic in shown.topics} > {str(topic.id) for topic in made}


def test_where_not_all_topics_are_counted_each_party_has_its_share(
    bo: User, two_parties: list[list[Topic]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(topics_module, "MOST_BEHIND", 2)
    monkeypatch.setattr(topics_module, "MOST_LOOKED_INTO", 2)
    ids = [topics[0].party_id for topics in two_parties]
    busiest = [topics[2] for topics in two_parties]
    for topic in busiest:
        save_messages([new(topic.party.owner, topic.id, "once more")])

    assert queries.news_of_parties(bo, ids) == {str(key): topics_module.News(2, 0) for key in ids}
    assert set(topics_module.places_behind(bo, ids)) == {topic.id for topic in busiest}
