from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from events.times import now
from messaging import frames
from messaging.epoch import epoch
from messaging.models import Membership, Message, Party, Topic, User
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
MESSAGE_FIELDS = {
    "id",
    "topic_id",
    "n",
    "rev",
    "kind",
    "system",
    "author",
    "client_id",
    "text",
    "html",
    "reply_to",
    "mentions",
    "mention_all",
    "attachments",
    "reactions",
    "pinned_at",
    "edited_at",
    "deleted_at",
    "created_at",
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
    assert [each["name"] for each in archived] == ["general"]
    assert archived[0]["archived_at"].endswith("Z")


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


# Messages


def test_posting_a_message(api: Callable, bo: User, topic: Topic):
    answer = api(bo).post(f"/topics/{topic.id}/messages", hi(text="**hi**"))

    message = answer.json()["message"]
    assert (answer.status_code, set(message)) == (201, MESSAGE_FIELDS)
    assert "Idempotency-Replayed" not in answer
    assert (message["n"], message["rev"], message["html"]) == (2, 2, "<p><strong>hi</strong></p>")
    assert (message["topic_id"], message["author"]["id"], message["client_id"]) == (str(topic.id), str(bo.id), "c1")
    assert (message["attachments"], message["reactions"]) == ([], [])


def test_a_repeat_is_200_with_the_same_message_and_says_so(api: Callable, bo: User, topic: Topic):
    first = api(bo).post(f"/topics/{topic.id}/messages", hi())
    again = api(bo).post(f"/topics/{topic.id}/messages", hi())

    assert (again.status_code, again["Idempotency-Replayed"]) == (200, "true")
    assert again.json() == first.json()
    refused(api(bo).post(f"/topics/{topic.id}/messages", hi(text="other")), 409, "client_id_reused")


def test_a_reply_shows_what_it_replies_to(api: Callable, bo: User, topic: Topic):
    first = api(bo).post(f"/topics/{topic.id}/messages", hi()).json()["message"]

    reply = api(bo).post(f"/topics/{topic.id}/messages", hi(client_id="c2", reply_to=first["id"])).json()["message"]

    assert set(reply["reply_to"]) == {"id", "n", "author", "excerpt"}
    assert (reply["reply_to"]["id"], reply["reply_to"]["excerpt"]) == (first["id"], "hi")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"text": ""}, "blank", None),
        ({"text": " \n "}, "blank", None),
        ({"text": "x" * 4001}, "too_long", None),
        ({"text": "x" * 200_000}, "too_long", None),
        ({"text": "a\x00b"}, "invalid", "text"),
        ({"text": "a\x1bb"}, "invalid", "text"),
        ({"text": 7}, "invalid", "text"),
        ({"text": True}, "invalid", "text"),
        ({"text": None}, "invalid", "text"),
        ({"text": ["hi"]}, "invalid", "text"),
        ({"client_id": ""}, "invalid", "client_id"),
        ({"client_id": "a b"}, "invalid", "client_id"),
        ({"client_id": "x" * 65}, "invalid", "client_id"),
        ({"client_id": 7}, "invalid", "client_id"),
        ({"reply_to": NOWHERE}, "invalid", "reply_to"),
        ({"reply_to": "nonsense"}, "invalid", "reply_to"),
        ({"reply_to": 7}, "invalid", "reply_to"),
    ],
)
def test_a_bad_message_is_refused(api: Callable, bo: User, topic: Topic, change: Any, code: str, field: str | None):
    refusal = refused(api(bo).post(f"/topics/{topic.id}/messages", hi(**change)), 400, code)

    assert list(refusal.get("fields", {})) == ([field] if field else [])
    assert not Message.objects.filter(kind="text").exists()


def test_a_place_that_is_closed_says_why(api: Callable, bo: User, topic: Topic):
    def answer() -> Any:
        return api(bo).post(f"/topics/{topic.id}/messages", hi())

    Membership.objects.filter(user=bo).update(timeout_until=now() + timedelta(minutes=1))
    assert refused(answer(), 403, "timed_out")["retry_after"] > 50
    Membership.objects.filter(user=bo).update(timeout_until=None)
    Topic.objects.update(announcement=True)
    refused(answer(), 403, "announcement_only")
    Topic.objects.update(archived_at=now())
    refused(answer(), 403, "archived")


def test_slow_mode_and_the_rate_limit_say_when_to_come_again(api: Callable, bo: User, topic: Topic):
    Topic.objects.update(slow_mode_s=30)
    api(bo).post(f"/topics/{topic.id}/messages", hi())
    slow = api(bo).post(f"/topics/{topic.id}/messages", hi(client_id="c2"))
    Topic.objects.update(slow_mode_s=0)
    for n in range(9):
        limited = api(bo).post(f"/topics/{topic.id}/messages", hi(client_id=f"d{n}"))

    assert refused(slow, 429, "slow_mode")["retry_after"] > 25
    assert int(slow["Retry-After"]) > 25
    assert 0 < refused(limited, 429, "rate_limited")["retry_after"] <= 10
    for name in ("Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"):
        assert limited[name].isdigit()


def test_a_page_of_messages(api: Callable, bo: User, topic: Topic, post: Callable):
    for n in range(4):
        post(bo, topic, f"message {n}")

    body = api(bo).get(f"/topics/{topic.id}/messages", {"before": 4, "limit": 2}).json()

    assert set(body) == {"items", "mine", "has_before", "has_after", "last_n", "last_rev", "read_n", "epoch"}
    assert [message["n"] for message in body["items"]] == [2, 3]
    assert set(body["items"][0]) == MESSAGE_FIELDS
    assert (body["has_before"], body["has_after"], body["last_n"], body["epoch"]) == (True, True, 5, epoch())


@pytest.mark.parametrize(
    "query",
    [
        {"before": 1, "after": 2},
        {"around": 1, "after": 2},
        {"before": "x"},
        {"after": "-1"},
        {"around": "1.5"},
        {"before": ""},
        {"after": 2**53},
        {"after": "9" * 40},
        {"limit": 0},
        {"limit": 101},
        {"before": "%00"},
    ],
)
def test_bad_keys_of_a_page_are_refused(api: Callable, bo: User, topic: Topic, query: Any):
    refused(api(bo).get(f"/topics/{topic.id}/messages", query), 400, "invalid")


def test_the_largest_key_is_no_fault(api: Callable, bo: User, topic: Topic):
    body = api(bo).get(f"/topics/{topic.id}/messages", {"after": 2**53 - 1}).json()

    assert (body["items"], body["has_after"]) == ([], False)


# Changes


def test_changes(api: Callable, ada: User, bo: User, topic: Topic, post: Callable):
    for n in range(3):
        post(ada, topic, f"message {n}")

    body = api(bo).get(f"/topics/{topic.id}/changes", {"after": 2, "epoch": epoch(), "limit": 1}).json()

    assert set(body) == {"items", "mine", "has_more", "last_rev", "last_n", "epoch"}
    assert [message["rev"] for message in body["items"]] == [3]
    assert (body["has_more"], body["last_rev"], body["last_n"]) == (True, 4, 4)


def test_changes_as_html_hold_the_fragment_that_a_page_shows(
    api: Callable, ada: User, bo: User, topic: Topic, post: Callable
):
    message = post(ada, topic, "@bo **hi**").message

    body = api(bo).get(f"/topics/{topic.id}/changes", {"after": 1, "as": "html"}).json()

    [item] = body["items"]
    wanted = {"id", "n", "rev", "author_id", "kind", "mentions", "mention_all", "client_id", "html"}
    assert wanted <= set(item)
    assert (item["id"], item["n"], item["author_id"], item["mentions"]) == (
        message.id,
        2,
        str(ada.id),
        [str(bo.id)],
    )
    assert item["html"] == frames.fragment(message, "en")
    assert body["last_rev"] == 2


@pytest.mark.parametrize("query", [{"after": 99}, {"after": 0, "epoch": "another"}, {"after": 0, "epoch": ""}])
def test_numbers_that_mean_nothing_here_have_expired(api: Callable, bo: User, topic: Topic, query: Any):
    refused(api(bo).get(f"/topics/{topic.id}/changes", query), 410, "cursor_expired")


@pytest.mark.parametrize(
    "query", [{}, {"after": ""}, {"after": "x"}, {"after": -1}, {"after": 0, "limit": 501}, {"after": "9" * 20}]
)
def test_bad_keys_of_changes_are_refused(api: Callable, bo: User, topic: Topic, query: Any):
    refused(api(bo).get(f"/topics/{topic.id}/changes", query), 400, "invalid")


def test_500_changes_may_be_asked_for_at_once(api: Callable, bo: User, topic: Topic):
    assert api(bo).get(f"/topics/{topic.id}/changes", {"after": 0, "limit": 500}).status_code == 200


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
