import pytest

from events.errors import Blank, ClientIdReused, Invalid, NotFound, TooLong
from messaging import queries
from messaging.models import Party, Topic, User
from messaging.services import create_party, create_topic
from messaging.tests.parallel import together
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_a_member_makes_a_topic_at_the_end_of_the_list(bo: User, party: Party):
    made, created = create_topic(bo, party_id=party.id, client_id="t1", name="boats", description="Only boats")

    assert created
    assert (made.name, made.description, made.party_id) == ("boats", "Only boats", str(party.id))
    assert (made.last_n, made.last_rev, made.private, made.archived_at) == (0, 0, False, None)
    topics = queries.topics_of(bo, queries.party_for(bo, party.id))
    assert [topic.name for topic in topics] == ["general", "boats"]


def test_many_topics_stay_in_the_order_of_their_making(ada: User, party: Party):
    for n in range(40):
        create_topic(ada, party_id=party.id, client_id=f"t{n}", name=f"topic {n}")

    topics = queries.topics_of(ada, queries.party_for(ada, party.id))
    assert [topic.name for topic in topics] == ["general"] + [f"topic {n}" for n in range(40)]


def test_it_moves_the_party_by_one_rev_and_tells_of_the_topic_without_its_name(bo: User, party: Party):
    made, _ = create_topic(bo, party_id=party.id, client_id="t1", name="boats")

    moved = Party.objects.get(id=party.id)
    assert (moved.rev, moved.version) == (party.rev + 1, party.version + 1)
    event = recorded("topic:created")[-1]
    assert (event["data"]["topic_id"], event["aggregateversion"]) == (made.id, moved.version)
    assert "boats" not in str(event)


def test_asked_again_it_is_the_same_topic(bo: User, party: Party):
    first, _ = create_topic(bo, party_id=party.id, client_id="t1", name="boats")
    second, created = create_topic(bo, party_id=party.id, client_id="t1", name="boats")

    assert not created
    assert second == first
    assert Party.objects.get(id=party.id).rev == party.rev + 1


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_asked_many_times_at_once_it_is_one_topic(bo: User, party: Party):
    made = together(*[lambda: create_topic(bo, party_id=party.id, client_id="t1", name="boats")] * 6)

    assert len({topic.id for topic, _ in made}) == 1
    assert sum(created for _, created in made) == 1
    assert Party.objects.get(id=party.id).rev == party.rev + 1


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_topics_made_at_once_have_places_of_their_own(bo: User, party: Party):
    def make(n: int) -> object:
        return create_topic(bo, party_id=party.id, client_id=f"t{n}", name=f"topic {n}")

    together(*[lambda n=n: make(n) for n in range(6)])

    assert Topic.objects.filter(party=party).values("position").distinct().count() == 7
    assert Party.objects.get(id=party.id).rev == party.rev + 6


def test_a_client_id_of_another_party_is_refused(ada: User, party: Party):
    other = create_party(ada, client_id="other", name="Other").party
    create_topic(ada, party_id=party.id, client_id="t1", name="boats")

    with pytest.raises(ClientIdReused):
        create_topic(ada, party_id=other.id, client_id="t1", name="boats")


def test_a_stranger_makes_none(eve: User, party: Party):
    with pytest.raises(NotFound):
        create_topic(eve, party_id=party.id, client_id="t1", name="boats")

    assert Topic.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("", Blank), ("   ", Blank), ("x" * 65, TooLong), ("a\x07b", Invalid), (None, Invalid), (7, Invalid)],
)
def test_a_bad_name_is_refused(ada: User, party: Party, name: object, refusal: type[Invalid]):
    with pytest.raises(refusal) as caught:
        create_topic(ada, party_id=party.id, client_id="t1", name=name)

    assert list(caught.value.fields or {}) == ["name"]
    assert Topic.objects.count() == 1


@pytest.mark.parametrize(
    ("description", "refusal"), [("x" * 501, TooLong), ("a\x00b", Invalid), (None, Invalid), ([], Invalid)]
)
def test_a_bad_description_is_refused(ada: User, party: Party, description: object, refusal: type[Invalid]):
    with pytest.raises(refusal) as caught:
        create_topic(ada, party_id=party.id, client_id="t1", name="boats", description=description)

    assert list(caught.value.fields or {}) == ["description"]


def test_making_one_needs_few_statements(ada: User, party: Party):
    with at_most(10):
        create_topic(ada, party_id=party.id, client_id="t1", name="boats")
