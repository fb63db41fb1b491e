"""It is true of what somebody wants to hear of a topic, and of reading everything at once, that…"""

from collections.abc import Callable
from typing import Any

import pytest

from messaging import queries, realtime, services
from messaging.models import Membership, Party, ReadMarker, Topic, User
from messaging.services import mark_read, read_all, set_level
from messaging.tests.between import meanwhile
from messaging.tests.clients import refused
from messaging.tests.people import member_of
from messaging.tests.published import each
from messaging.tests.queries_counted import at_most
from messaging.tests.topics import open_topic

pytestmark = pytest.mark.django_db(databases=["messaging"])


def my_rev(person: User, party: Party) -> int:
    return Membership.objects.get(user=person, party=party).rev


@pytest.mark.parametrize("level", ["mentions", "none"])
def test_a_level_is_kept_and_read_markers_stay(
    api: Callable, ada: User, bo: User, party: Party, topic: Topic, post: Callable, level: str
):
    post(ada, topic, "@bo")
    mark_read(bo, topic_id=topic.id, n=1)
    rev = my_rev(bo, party)

    answers = [api(bo).put(f"/topics/{topic.id}/level", {"level": level}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json() == {"read_n": 1, "unread": 1, "mentions": 1}
    assert my_rev(bo, party) == rev + 1
    assert [queries.topic_shape_for(person, topic.id).level for person in (bo, ada)] == [level, "all"]
    set_level(bo, topic_id=topic.id, level="all")
    assert queries.topic_shape_for(bo, topic.id).level == "all"


def test_the_first_word_on_a_topic_may_be_its_level(ada: User, bo: User, party: Party):
    boats = open_topic(ada, party)

    assert set_level(bo, topic_id=boats.id, level="all").read_n == 0
    assert not ReadMarker.objects.filter(topic=boats, user=bo).exclude(level="all").exists()
    set_level(bo, topic_id=boats.id, level="none")
    assert queries.topic_shape_for(bo, boats.id).level == "none"


@pytest.mark.parametrize("level", ["", "some", None, 1, ["all"]])
def test_an_unknown_level_is_refused(api: Callable, bo: User, topic: Topic, level: object):
    body = refused(api(bo).put(f"/topics/{topic.id}/level", {"level": level}), 400, "invalid")

    assert list(body["fields"]) == ["level"]


def test_strangers_have_no_level(api: Callable, eve: User, topic: Topic):
    refused(api(eve).put(f"/topics/{topic.id}/level", {"level": "none"}), 404, "not_found")


def test_all_of_a_party_or_all_of_everything_is_read(
    api: Callable, ada: User, bo: User, party: Party, topic: Topic, post: Callable
):
    other = services.create_party(ada, client_id="other", name="Other")
    services.join_party(bo, code=other.invite.code)
    boats, secret = open_topic(ada, party), open_topic(ada, party, "secret", bo)
    hidden = open_topic(ada, party, "hidden", member_of(party, "cy"))
    elsewhere = Topic.objects.get(id=other.topics[0].id)
    for one in (boats, secret, hidden, elsewhere):
        post(ada, one, "@everyone")
    rev = my_rev(bo, party)

    first = api(bo).post("/read-all", {"party_id": str(party.id)})
    second = api(bo).post("/read-all")

    assert first.status_code == 200
    moved = [{item["topic_id"] for item in answer.json()["items"]} for answer in (first, second)]
    assert moved == [{str(topic.id), str(boats.id), str(secret.id)}, {str(elsewhere.id)}]
    assert {tuple(item.values())[:3] for item in first.json()["items"]} == {(1, 0, 0)}
    for party_shape in queries.sync(bo):
        assert [(one.unread, one.mentions) for one in party_shape.topics] == [(0, 0)] * len(party_shape.topics)
    assert my_rev(bo, party) == rev + 3
    assert queries.topic_shape_for(ada, topic.id).read_n == 0
    assert not ReadMarker.objects.filter(topic=hidden, user=bo).exists()
    assert api(bo).post("/read-all").json() == {"items": []}
    assert my_rev(bo, party) == rev + 3


def test_only_ones_own_parties_are_read(api: Callable, eve: User, party: Party):
    assert api(eve).post("/read-all").json() == {"items": []}
    for party_id in (str(party.id), "nonsense"):
        refused(api(eve).post("/read-all", {"party_id": party_id}), 404, "not_found")


def test_reading_all_keeps_levels(bo: User, topic: Topic, party: Party):
    set_level(bo, topic_id=topic.id, level="none")

    read_all(bo, party_id=party.id)

    assert [(row.level, row.read_n) for row in ReadMarker.objects.filter(user=bo)] == [("none", 1)]


def test_reading_all_needs_few_statements_however_many_topics_there_are(ada: User, bo: User, party: Party):
    for number in range(20):
        made = open_topic(ada, party, f"t{number}")
        services.post_message(ada, topic_id=made.id, client_id="c", text="hi")

    with at_most(9):
        assert len(read_all(bo, party_id=party.id)) == 21


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_each_topic_that_was_read_is_told_to_ones_other_devices_in_turn(
    ada: User, bo: User, party: Party, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    post(ada, open_topic(ada, party))
    rev, told = my_rev(bo, party), []
    monkeypatch.setattr(realtime, "_publish", each(lambda channel, signal: told.append((channel, signal.my_rev))))

    read_all(bo)

    assert told == [(realtime.person_channel(bo.id), rev + 1), (realtime.person_channel(bo.id), rev + 2)]


def test_why_something_is_unread_is_answered_by_the_messages(
    api: Callable, ada: User, bo: User, eve: User, topic: Topic, post: Callable
):
    posted: list[Any] = [post(ada, topic, text).message for text in ("one", "@bo two", "three")]
    post(bo, topic, "mine")
    mark_read(bo, topic_id=topic.id, n=2)

    answer = api(bo).get(f"/topics/{topic.id}/unread").json()

    assert [item["id"] for item in answer["items"]] == [posted[1].id, posted[2].id]
    assert (answer["unread"], answer["mentions"]) == (2, 1)
    refused(api(eve).get(f"/topics/{topic.id}/unread"), 404, "not_found")


def test_why_and_how_far_need_few_statements(ada: User, bo: User, topic: Topic, post: Callable):
    for _ in range(5):
        post(ada, topic, "@bo")
    opened = queries.topic_for(bo, topic.id)

    with at_most(3):
        assert len(queries.unread_messages(opened)[0]) == 5
    with at_most(8):
        set_level(bo, topic_id=topic.id, level="none")


@pytest.mark.servers
@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_reading_all_moves_nothing_back_that_another_device_reads_meanwhile(
    ada: User, bo: User, party: Party, post: Callable
):
    """Also in a topic that nobody had marked before."""
    boats = open_topic(ada, party)
    post(ada, boats)

    def read_on() -> None:
        post(ada, boats)
        mark_read(bo, topic_id=boats.id, n=2)

    with meanwhile(read_on, before='INSERT INTO "messaging_readmarker"'):
        read_all(bo)

    assert queries.topic_shape_for(bo, boats.id).read_n == 2
