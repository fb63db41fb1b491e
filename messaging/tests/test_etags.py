"""It is true of what is read over the API that whoever has it already is told so, and nobody on the way keeps it."""

from collections.abc import Callable

import pytest

from messaging.models import Invite, Party, Topic, User
from messaging.tests.clients import Api
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases=["messaging"])]

LISTS = [
    "/parties",
    "/parties/{party}",
    "/parties/{party}/members",
    "/parties/{party}/invites",
    "/parties/{party}/topics",
    "/parties/{party}/presence",
    "/topics/{topic}",
    "/topics/{topic}/messages",
    "/topics/{topic}/changes?after=0",
    "/invites/{invite}",
    "/sync",
]
EACH = pytest.mark.parametrize("path", LISTS)


@pytest.fixture
def at(party: Party, topic: Topic, invite: Invite) -> Callable[[str], str]:
    ids = {"party": party.id, "topic": topic.id, "invite": invite.code}
    return lambda path: path.format(**ids)


@EACH
def test_what_a_client_has_is_not_sent_again(api: Callable, bo: User, at: Callable, path: str):
    first = api(bo).get(at(path))

    same = api(bo).get(at(path), If_None_Match=first["ETag"])
    strong = api(bo).get(at(path), If_None_Match=f'"other", {first["ETag"].removeprefix("W/")}')
    other = api(bo).get(at(path), If_None_Match='W/"0123"')

    assert first["ETag"].startswith('W/"')
    assert [(answer.status_code, answer.content) for answer in (same, strong)] == [(304, b""), (304, b"")]
    assert other.status_code == 200
    for answer in (first, same):
        assert answer["ETag"] == first["ETag"]
        assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}
        assert {"Authorization", "Cookie"} <= set(answer["Vary"].split(", "))


@EACH
def test_head_is_get_without_a_body(api: Callable, bo: User, at: Callable, path: str):
    whole, head = api(bo).get(at(path)), api(bo).send("HEAD", at(path))

    assert (head.status_code, head.content) == (200, b"")
    assert (head["ETag"], head["Content-Type"]) == (whole["ETag"], whole["Content-Type"])


def test_what_has_changed_is_sent(api: Callable, ada: User, bo: User, topic: Topic, post: Callable):
    path = f"/topics/{topic.id}/messages"
    first = api(bo).get(path)

    post(ada, topic, "news")
    second = api(bo).get(path, If_None_Match=first["ETag"])

    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    assert second.json()["items"][-1]["text"] == "news"


def test_people_do_not_share_a_tag_of_what_they_see_differently(api: Callable, ada: User, bo: User, party: Party):
    owners = api(ada).get("/parties")

    assert api(bo).get("/parties", If_None_Match=owners["ETag"]).status_code == 200


def test_a_tag_opens_no_door(api: Callable, bo: User, eve: User, topic: Topic):
    path = f"/topics/{topic.id}/messages"
    tag = api(bo).get(path)["ETag"]

    for known in (tag, "*"):
        assert api(eve).get(path, If_None_Match=known).status_code == 404
        assert Api().get(path, If_None_Match=known).status_code == 401


def test_what_was_refused_or_done_is_kept_by_nobody(api: Callable, bo: User, eve: User, topic: Topic):
    refusal = api(eve).get(f"/topics/{topic.id}")
    done = api(bo).post(f"/topics/{topic.id}/messages", {"client_id": "c1", "text": "hi"})

    for answer in (refusal, done):
        assert set(answer["Cache-Control"].split(", ")) == {"private", "no-store"}
        assert "ETag" not in answer


def test_json_is_answered_whatever_a_client_says_that_it_accepts(api: Callable, bo: User, topic: Topic):
    answer = api(bo).get(f"/topics/{topic.id}", {"format": "xml"}, Accept="text/html")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_a_tag_costs_no_statement(api: Callable, bo: User, topic: Topic):
    path = f"/topics/{topic.id}/messages"
    tag = api(bo).get(path)["ETag"]

    with at_most(4):
        api(bo).get(path, If_None_Match=tag)
