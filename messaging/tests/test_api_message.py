"""It is true of one message over the API that it is read, edited and deleted in the contract's shapes and codes."""

from collections.abc import Callable
from typing import Any

import pytest

from messaging.models import AuditEntry, Party, Topic, User
from messaging.services import edit_message
from messaging.tests.clients import refused
from messaging.tests.scenes import private_topic
from messaging.tests.test_api_messages import MESSAGE_FIELDS, NOWHERE

pytestmark = pytest.mark.django_db(databases=["messaging"])


@pytest.fixture
def message(bo: User, topic: Topic, post: Callable) -> Any:
    return post(bo, topic, "hi").message


def test_a_message_is_read_by_who_may_see_its_topic(
    api: Callable, ada: User, bo: User, eve: User, party: Party, message: Any, post: Callable
):
    hidden = post(bo, private_topic(party, bo)).message

    body = api(ada).get(f"/messages/{message.id}").json()

    assert set(body) == {"message"}
    assert set(body["message"]) == MESSAGE_FIELDS
    assert body["message"]["text"] == "hi"
    for person, message_id in ((eve, message.id), (ada, hidden.id), (ada, NOWHERE), (ada, "nonsense")):
        refused(api(person).get(f"/messages/{message_id}"), 404, "not_found")
    refused(api().get(f"/messages/{message.id}"), 401, "not_signed_in")


def test_a_message_is_edited(api: Callable, ada: User, bo: User, eve: User, message: Any):
    path = f"/messages/{message.id}"

    answer = api(bo).send("PATCH", path, {"text": "**ho**"})

    assert answer.status_code == 200
    assert answer.json()["message"]["html"] == "<p><strong>ho</strong></p>"
    assert answer.json() == api(ada).get(path).json()
    refused(api(ada).send("PATCH", path, {"text": "x"}), 403, "forbidden")
    refused(api(eve).send("PATCH", path, {"text": "x"}), 404, "not_found")
    refused(api(bo).send("PATCH", path, {"text": ""}), 400, "blank")
    refused(api(bo).send("PATCH", path, {"text": "x" * 4001}), 400, "too_long")
    refused(api(bo).send("PATCH", path, {}), 400, "invalid")
    refused(api(bo).send("PATCH", path, {"text": 7}), 400, "invalid")


def test_a_message_is_deleted_and_again(api: Callable, ada: User, bo: User, eve: User, message: Any):
    path = f"/messages/{message.id}"
    refused(api(eve).send("DELETE", path), 404, "not_found")

    for _ in range(2):
        answer = api(bo).send("DELETE", path)
        assert (answer.status_code, answer.content) == (204, b"")

    assert api(ada).get(path).json()["message"]["text"] == ""
    refused(api(bo).send("PATCH", path, {"text": "back"}), 409, "conflict")


def test_a_moderator_gives_a_reason(api: Callable, ada: User, message: Any):
    assert api(ada).send("DELETE", f"/messages/{message.id}?reason=Not+here.").status_code == 204

    assert AuditEntry.objects.get(action="message_deleted").reason == "Not here."


def test_nobody_deletes_what_is_above_them(api: Callable, ada: User, bo: User, topic: Topic, post: Callable):
    message = post(ada, topic).message

    refused(api(bo).send("DELETE", f"/messages/{message.id}"), 403, "forbidden")


def test_revisions_by_pages_newest_first(api: Callable, ada: User, bo: User, eve: User, message: Any):
    path = f"/messages/{message.id}/revisions"
    for n in range(3):
        edit_message(bo, message_id=message.id, text=f"text {n}")

    first = api(ada).get(path, {"limit": 2}).json()
    rest = api(bo).get(path, {"limit": 2, "cursor": first["next"]}).json()

    assert [one["text"] for one in first["items"] + rest["items"]] == ["text 1", "text 0", "hi"]
    assert set(first) == {"items", "next", "deleted_by", "deleted_at"}
    assert set(first["items"][0]) == {"text", "html", "by", "created_at", "ended_at"}
    assert rest["next"] is None
    refused(api(eve).get(path), 404, "not_found")
    refused(api(bo).get(path, {"cursor": "x"}), 400, "bad_cursor")


def test_revisions_are_for_the_author_and_moderators(api: Callable, ada: User, bo: User, topic: Topic, post: Callable):
    by_ada = post(ada, topic).message

    refused(api(bo).get(f"/messages/{by_ada.id}/revisions"), 403, "forbidden")
    assert api(ada).get(f"/messages/{by_ada.id}/revisions").json()["items"] == []
