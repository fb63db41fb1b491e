from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from events.times import now
from messaging import frames
from messaging.epoch import epoch
from messaging.models import Membership, Message, Topic, User
from messaging.tests.clients import refused

pytestmark = pytest.mark.django_db(databases=["messaging"])

NOWHERE = "0197a000-0000-7000-8000-000000000000"
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
