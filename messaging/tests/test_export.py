"""It is true of what somebody wrote that they can take it all along, whatever its size, and nobody else can."""

import io
import json
import os
import signal
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from events.times import now
from messaging import jobs, services
from messaging.models import Export, ExportPiece, Membership, Message, Party, Topic, User
from messaging.services import exports
from messaging.tests.clients import refused
from messaging.tests.forms import text_of
from messaging.tests.queries_counted import at_most
from messaging.tests.test_erase import hear_deleted, in_a_process_of_its_own, wrote

pytestmark = [pytest.mark.wide, pytest.mark.django_db(databases=["default", "messaging"])]

DB = settings.MESSAGING_DB


def make() -> int:
    return jobs.make_exports(DB)


def content_of(response: Any) -> bytes:
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def messages_in(content: bytes) -> list[dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["messages.json"]
        return json.loads(archive.read("messages.json"))


def taken(api: Callable, person: User) -> list[dict[str, Any]]:
    """Ask for an export, wait for it, and open it."""
    client = api(person)
    assert client.post("/export").status_code == 201
    make()
    url = client.get("/export").json()["export"]["url"]
    return messages_in(content_of(client.get(url.removeprefix("/api/v1"))))


def test_it_is_asked_for_made_and_fetched(api: Callable, bo: User, topic: Topic, post: Callable):
    post(bo, topic, text="Grüße 🎉")
    client = api(bo)

    asked = client.post("/export")
    waiting = client.get("/export").json()["export"]
    make()
    ready = client.get("/export").json()["export"]
    file = client.get(ready["url"].removeprefix("/api/v1"))

    assert (asked.status_code, waiting["state"], waiting["url"]) == (201, "waiting", None)
    assert (ready["state"], ready["count"], ready["id"]) == ("ready", 1, waiting["id"])
    assert file["Content-Type"] == "application/zip"
    assert file["Cache-Control"] == "private, no-store"
    assert file["Content-Disposition"].startswith('attachment; filename="chatterbox-messages-')
    assert [message["text"] for message in messages_in(content_of(file))] == ["Grüße 🎉"]


def test_a_message_is_told_with_its_place_and_times(
    api: Callable, ada: User, bo: User, party: Party, topic: Topic, post: Callable
):
    first = post(ada, topic, text="hello").message
    second = post(bo, topic, text="hi", reply_to=first.id).message

    assert taken(api, bo) == [
        {
            "id": second.id,
            "party": party.name,
            "topic_id": str(topic.id),
            "topic": topic.name,
            "n": second.n,
            "text": "hi",
            "reply_to": first.id,
            "created_at": second.created_at,
            "edited_at": None,
        }
    ]


def test_only_what_they_wrote_and_did_not_delete_is_in_it(
    api: Callable, ada: User, bo: User, topic: Topic, post: Callable
):
    post(ada, topic, text="not mine")
    deleted = post(bo, topic, text="taken back").message
    post(bo, topic, text="mine")
    Message.objects.using(DB).filter(id=deleted.id).update(deleted_at=now())

    assert [message["text"] for message in taken(api, bo)] == ["mine"]


def test_where_they_may_not_look_any_more_names_are_left_out(
    api: Callable, bo: User, party: Party, topic: Topic, post: Callable
):
    post(bo, topic, text="mine all the same")
    Membership.objects.using(DB).filter(party=party, user=bo).delete()

    (message,) = taken(api, bo)

    assert (message["text"], message["topic_id"]) == ("mine all the same", str(topic.id))
    assert (message["party"], message["topic"]) == (None, None)


def test_who_wrote_nothing_gets_an_empty_list(api: Callable, eve: User):
    assert taken(api, eve) == []


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_pieces_hold_each_message_once_and_in_order(
    api: Callable, bo: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch, count: int
):
    monkeypatch.setattr(exports, "PIECE", 2)
    for number in range(count):
        post(bo, topic, text=f"{number}")

    assert [message["text"] for message in taken(api, bo)] == [f"{number}" for number in range(count)]


def test_asking_again_while_it_is_made_is_the_same_export(api: Callable, bo: User):
    client = api(bo)
    first, second = client.post("/export"), client.post("/export")

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_a_new_one_takes_the_place_of_the_old(api: Callable, ada: User, bo: User, topic: Topic, post: Callable):
    taken(api, ada)
    post(bo, topic, text="one")
    taken(api, bo)
    old = Export.objects.using(DB).get(user=bo)
    post(bo, topic, text="two")

    assert [message["text"] for message in taken(api, bo)] == ["one", "two"]
    refused(api(bo).get(f"/export/{old.id}"), 404, "not_found")
    assert Export.objects.using(DB).count() == 2


def test_nobody_else_can_open_it(api: Callable, ada: User, bo: User, browser: Callable):
    taken(api, bo)
    export = Export.objects.using(DB).get(user=bo)

    refused(api(ada).get(f"/export/{export.id}"), 404, "not_found")
    refused(api().get(f"/export/{export.id}"), 401, "not_signed_in")
    refused(api().post("/export"), 401, "not_signed_in")
    refused(api(ada).get("/export"), 404, "not_found")
    assert browser(ada).get(f"/export/{export.id}").status_code == 404
    assert browser().get(f"/export/{export.id}")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("export", ["x", "0197a000-0000-7000-8000-000000000001", "%00", "a" * 300])
def test_what_is_none_is_not_found(api: Callable, bo: User, export: str):
    taken(api, bo)

    refused(api(bo).get(f"/export/{export}"), 404, "not_found")


def test_before_it_is_ready_it_can_not_be_fetched(api: Callable, bo: User):
    client = api(bo)
    export = client.post("/export").json()["export"]

    answer = client.get(f"/export/{export['id']}")

    refused(answer, 409, "conflict")
    assert answer["Retry-After"] == "5"


def test_after_seven_days_the_link_is_dead_and_the_file_gone(api: Callable, ada: User, bo: User):
    taken(api, ada)
    taken(api, bo)
    export = Export.objects.using(DB).get(user=bo)
    assert export.expires_at - export.ready_at == timedelta(days=7)

    Export.objects.using(DB).filter(id=export.id).update(expires_at=now() - timedelta(seconds=1))

    refused(api(bo).get(f"/export/{export.id}"), 404, "not_found")
    refused(api(bo).get("/export"), 404, "not_found")
    assert jobs.delete_expired_exports(DB)
    assert [row.user_id for row in Export.objects.using(DB).all()] == [ada.id]


def test_whoever_deletes_their_account_leaves_none(api: Callable, bo: User, topic: Topic, post: Callable):
    post(bo, topic)
    taken(api, bo)

    hear_deleted(bo, delete_messages=False)

    assert not Export.objects.using(DB).exists()
    assert not ExportPiece.objects.using(DB).exists()


def test_too_many_have_to_wait(api: Callable, ada: User, bo: User, limit: Callable):
    limit("exports", 1)
    taken(api, bo)

    refused(api(bo).post("/export"), 429, "rate_limited")
    assert api(ada).post("/export").status_code == 201


def test_a_piece_costs_a_few_statements(bo: User, topic: Topic, post: Callable):
    for _ in range(20):
        post(bo, topic)
    export, _created = services.want_export(bo)

    with at_most(5):
        assert services.export_some(export.id) == 20


def test_a_run_ends_in_time_and_the_next_goes_on(
    bo: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(exports, "PIECE", 1)
    for _ in range(3):
        post(bo, topic)
    services.want_export(bo)

    with monkeypatch.context() as hurried:
        hurried.setattr(jobs, "BUDGET", -1)
        make()
    assert Export.objects.using(DB).get().ready_at is None
    make()

    assert Export.objects.using(DB).get().count == 3


@pytest.mark.django_db(databases=["default", "messaging"], transaction=True)
def test_after_a_kill_it_goes_on_where_it_was(
    api: Callable, bo: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(exports, "PIECE", 2)
    for number in range(5):
        post(bo, topic, text=f"{number}")
    services.want_export(bo)

    def die_in_the_second_piece() -> None:
        add, calls = exports._add_piece, []

        def once(*given: Any) -> None:
            calls.append(given)
            add(*given)
            if len(calls) > 1:
                os.kill(os.getpid(), signal.SIGKILL)

        exports._add_piece = once  # type: ignore[assignment]
        make()

    assert in_a_process_of_its_own(die_in_the_second_piece) == signal.SIGKILL
    assert Export.objects.using(DB).get().pieces == 1
    make()

    export = Export.objects.using(DB).get()
    file = api(bo).get(f"/export/{export.id}")
    assert [message["text"] for message in messages_in(content_of(file))] == ["0", "1", "2", "3", "4"]


def test_many_messages_take_little_memory(api: Callable, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports, "PIECE", 100)
    wrote(bo, topic, 3000)
    Message.objects.using(DB).filter(author=bo, kind="text").update(text="word " * 700)
    services.want_export(bo)

    tracemalloc.start()
    while make():
        pass
    export = Export.objects.using(DB).get()
    size = sum(len(part) for part in api(bo).get(f"/export/{export.id}").streaming_content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (export.count, export.pieces) == (3000, 30)
    assert size > 0
    assert peak < 5_000_000  # the file tells 10 MB


def test_the_page_asks_waits_and_offers_it(browser: Callable, bo: User, topic: Topic, post: Callable):
    post(bo, topic)
    client = browser(bo)
    before = client.get("/export")
    token = client.cookies["csrftoken"].value

    asked = client.post("/export", {"csrfmiddlewaretoken": token})
    waiting = client.get("/export")
    make()
    ready = client.get("/export")

    export = Export.objects.using(DB).get()
    assert "Export my messages" in text_of(before)
    assert asked["Location"] == "/export"
    assert ("It is being made" in text_of(waiting), waiting["Refresh"]) == (True, "5")
    assert "1 message" in text_of(ready)
    assert not ready.has_header("Refresh")
    assert f'href="/export/{export.id}"' in ready.content.decode()
    assert len(messages_in(content_of(client.get(f"/export/{export.id}")))) == 1


def test_strangers_and_foreign_pages_get_nothing(browser: Callable, bo: User):
    assert browser().get("/export")["Location"].startswith("/accounts/login/")
    assert browser(bo).post("/export").status_code == 403
    assert not Export.objects.using(DB).exists()
