from collections.abc import Callable
from typing import Any

import pytest

from events.times import now
from messaging.models import Party, Topic, User
from messaging.services import create_party
from messaging.tests.clients import refused

pytestmark = pytest.mark.django_db(databases=["messaging"])

NOWHERE = "0197a000-0000-7000-8000-000000000000"
TOPIC_FIELDS = {
    "id",
    "party_id",
    "name",
    "description",
    "position",
    "announcement",
    "private",
    "archived_at",
    "slow_mode_s",
    "last_n",
    "last_rev",
    "read_n",
    "unread",
    "mentions",
    "level",
}


def hi(**changed: Any) -> dict[str, Any]:
    return {"client_id": "c1", "text": "hi"} | changed


# Topics


def test_making_a_topic(api: Callable, bo: User, party: Party):
    body = {"client_id": "t1", "name": "boats", "description": "Only boats"}
    answer = api(bo).post(f"/parties/{party.id}/topics", body)

    made = answer.json()["topic"]
    assert (answer.status_code, set(made)) == (201, TOPIC_FIELDS)
    assert (made["name"], made["description"], made["party_id"]) == ("boats", "Only boats", str(party.id))
    again = api(bo).post(f"/parties/{party.id}/topics", body)
    assert (again.status_code, again.json()["topic"]) == (200, made)


def test_every_answer_with_numbers_of_topics_says_of_which_history_they_are(api: Callable, ada: User, topic: Topic):
    client, party, here = api(ada), f"/parties/{topic.party_id}/topics", f"/topics/{topic.id}"
    answers = [
        client.get(party),
        client.post(party, {"client_id": "t1", "name": "boats"}),
        client.get(here),
        client.send("PATCH", here, {"description": "Only boats"}),
        client.post(f"{here}/move", {"after": None}),
        client.post(f"{here}/archive"),
        client.post(f"{here}/restore"),
        client.post("/parties", {"client_id": "p1", "name": "Kites"}),
        client.get("/search?q=boats"),
    ]

    assert {answer.json()["epoch"] for answer in answers} == {client.get("/sync").json()["epoch"]}


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"name": " "}, "blank", "name"),
        ({"name": "x" * 65}, "too_long", "name"),
        ({"name": {}}, "invalid", "name"),
        ({"description": "x" * 501}, "too_long", "description"),
        ({"description": None}, "invalid", "description"),
        ({"description": "a\nb"}, "invalid", "description"),
        ({"client_id": "no spaces"}, "invalid", "client_id"),
    ],
)
def test_a_bad_topic_is_refused_by_field(api: Callable, bo: User, party: Party, change: Any, code: str, field: str):
    body = {"client_id": "t1", "name": "boats"} | change

    refusal = refused(api(bo).post(f"/parties/{party.id}/topics", body), 400, code)

    assert list(refusal["fields"]) == [field]


def test_a_client_id_that_made_a_topic_elsewhere_is_refused(api: Callable, ada: User, party: Party):
    other = create_party(ada, client_id="other", name="Other").party
    api(ada).post(f"/parties/{party.id}/topics", {"client_id": "t1", "name": "boats"})

    answer = api(ada).post(f"/parties/{other.id}/topics", {"client_id": "t1", "name": "boats"})

    refused(answer, 409, "client_id_reused")


def test_topics_are_listed_by_position_and_archived_ones_when_asked_for(
    api: Callable, ada: User, party: Party, topic: Topic
):
    api(ada).post(f"/parties/{party.id}/topics", {"client_id": "t1", "name": "boats"})
    Topic.objects.filter(id=topic.id).update(archived_at=now())

    open_ones = api(ada).get(f"/parties/{party.id}/topics").json()["items"]
    archived = api(ada).get(f"/parties/{party.id}/topics", {"archived": "true"}).json()["items"]

    assert [each["name"] for each in open_ones] == ["boats"]
    assert [each["name"] for each in archived] == ["boats", "general"]
    assert archived[1]["archived_at"].endswith("Z")


def test_one_topic_is_shown_with_ones_place_in_it(api: Callable, ada: User, bo: User, topic: Topic, post: Callable):
    post(ada, topic, "@bo")

    shown = api(bo).get(f"/topics/{topic.id}").json()["topic"]

    assert set(shown) == TOPIC_FIELDS
    assert (shown["last_n"], shown["read_n"], shown["unread"], shown["mentions"]) == (2, 0, 1, 1)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/messages"),
        ("POST", "/messages"),
        ("GET", "/changes?after=0"),
        ("PUT", "/read"),
    ],
)
def test_what_is_not_ours_absent_or_malformed_looks_alike(
    api: Callable, eve: User, topic: Topic, method: str, path: str
):
    body = hi(n=1) if method != "GET" else None
    answers = [
        api(eve).send(method, f"/topics/{topic_id}{path}", body)
        for topic_id in (topic.id, NOWHERE, "nonsense", "%00", "x" * 36)
    ]

    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    refused(answers[0], 404, "not_found")


# Read


def test_reading(api: Callable, ada: User, bo: User, topic: Topic, post: Callable):
    for _ in range(4):
        post(ada, topic)

    client = api(bo)
    assert client.put(f"/topics/{topic.id}/read", {"n": 4}).json() == {"read_n": 4, "unread": 1, "mentions": 0}
    assert client.put(f"/topics/{topic.id}/read", {"n": 2}).json()["read_n"] == 4
    assert client.put(f"/topics/{topic.id}/read", {"n": 2, "force": True}).json()["read_n"] == 2
    assert client.put(f"/topics/{topic.id}/read", {"n": 2**53 - 1}).json()["read_n"] == 5


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "n"),
        ({"n": "4"}, "n"),
        ({"n": -1}, "n"),
        ({"n": 2**53}, "n"),
        ({"n": 10**40}, "n"),
        ({"n": 1.5}, "n"),
        ({"n": True}, "n"),
        ({"n": None}, "n"),
        ({"n": 1, "force": "yes"}, "force"),
        ({"n": 1, "force": 1}, "force"),
        ({"n": 1, "force": None}, "force"),
    ],
)
def test_a_bad_read_is_refused_by_field(api: Callable, bo: User, topic: Topic, body: Any, field: str):
    refusal = refused(api(bo).put(f"/topics/{topic.id}/read", body), 400, "invalid")

    assert list(refusal["fields"]) == [field]
