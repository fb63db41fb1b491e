"""It is true of the admin pages that no text of a message is on any of them before its reader said why."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from messaging import queries
from messaging.models import AuditEntry, Invite, Message, MessageRevision, Party, Report, Topic, User
from messaging.services import delete_message, edit_message, report_message
from messaging.tests.scenes import private_topic
from messaging.tests.test_admin import ADMIN, STAFF, browser, grace, log_of

pytestmark = [pytest.mark.portable, pytest.mark.wide, pytest.mark.django_db(databases=["default", "messaging"])]

assert grace  # the fixture: staff whom accounts knows as well

SECRET = "xyzzy"
KINDS = (
    "message",
    "report",
    "topic",
    "party",
    "membership",
    "ban",
    "invite",
    "auditentry",
    "user",
)


@pytest.fixture
def message(bo: User, eve: User, party: Party, topic: Topic, post: Callable) -> Message:
    """In a private topic that staff are not in: edited, and reported by somebody inside."""
    from messaging.tests.scenes import join

    cy = join(party, "cy")
    cabin = private_topic(party, bo, cy)
    said = post(bo, cabin, f"{SECRET} one").message
    report_message(cy, message_id=said.id, reason="Rude.")
    edit_message(bo, message_id=said.id, text=f"{SECRET} two")
    return Message.objects.get(id=said.id)


def send(client: Client, path: str, **form: Any) -> Any:
    """Send the form that is at a path."""
    found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).content)
    assert found
    return client.post(path, form | {"csrfmiddlewaretoken": found[1].decode()})


def rows_of(kind: str) -> list[Any]:
    from django.apps import apps

    return list(apps.get_model("messaging", kind)._default_manager.using("messaging").values_list("pk", flat=True))


@pytest.mark.parametrize("kind", KINDS)
def test_no_list_and_no_row_says_it(grace: User, message: Message, party: Party, kind: str):
    client = browser(grace, **STAFF)
    paths = [f"{ADMIN}messaging/{kind}/", *(f"{ADMIN}messaging/{kind}/{key}/change/" for key in rows_of(kind))]

    pages = [client.get(path) for path in paths]

    assert {page.status_code for page in pages} == {200}
    assert [page for page in pages if SECRET.encode() in page.content] == []


def test_a_search_does_not_find_it(grace: User, message: Message):
    client = browser(grace, **STAFF)

    for kind in KINDS:
        found = client.get(f"{ADMIN}messaging/{kind}/", {"q": SECRET}).content.decode()
        assert "/change/" not in re.sub(r"<input[^>]*>", "", found).partition('id="result_list"')[2]
    assert "/change/" in client.get(f"{ADMIN}messaging/message/", {"q": "bo"}).content.decode()


@pytest.mark.parametrize(
    ("kind", "lookup"),
    [
        ("message", "text__startswith"),
        ("message", "html__contains"),
        ("message", "revisions__text__startswith"),
        ("message", "reply_to__text__startswith"),
        ("message", "topic__messages__text__startswith"),
        ("report", "snapshot__text"),
        ("report", "message__text__startswith"),
        ("topic", "messages__text__startswith"),
        ("party", "topics__messages__text__startswith"),
        ("invite", "code__startswith"),
    ],
)
def test_no_address_asks_for_what_is_hidden(grace: User, message: Message, kind: str, lookup: str):
    client = browser(grace, **STAFF)

    assert client.get(f"{ADMIN}messaging/{kind}/", {lookup: SECRET}).status_code in (302, 400)
    assert client.get(f"{ADMIN}messaging/message/", {"topic__id__exact": message.topic_id}).status_code == 200


def test_who_says_why_reads_what_it_says_and_said_and_that_is_noted(grace: User, message: Message):
    client = browser(grace, **STAFF)
    path = f"{ADMIN}messaging/message/{message.id}/read/"
    assert SECRET.encode() not in client.get(path).content
    assert not AuditEntry.objects.filter(action="admin_read").exists()

    page = send(client, path, reason="A complaint.").content.decode()

    assert page.count(f"{SECRET} two") == 1
    assert page.count(f"{SECRET} one") == 2  # before the edit, and as reported
    entry = AuditEntry.objects.get(action="admin_read")
    assert (entry.actor_id, entry.user_id, entry.message_id, entry.reason) == (
        grace.id,
        message.author_id,
        message.id,
        "A complaint.",
    )
    assert entry.party_id == message.topic.party_id
    assert [note for _, note in log_of(grace)] == ["Read."]
    assert SECRET not in str(log_of(grace))


@pytest.mark.parametrize("reason", ["", "   ", "\x00", "x" * 501, "\u200b"])
def test_who_does_not_say_why_reads_nothing(grace: User, message: Message, reason: str):
    client = browser(grace, **STAFF)

    page = send(client, f"{ADMIN}messaging/message/{message.id}/read/", reason=reason)

    assert page.status_code == 400
    assert SECRET.encode() not in page.content
    assert not AuditEntry.objects.filter(action="admin_read").exists()


def test_it_is_written_as_text_and_not_as_a_page(grace: User, bo: User, topic: Topic, post: Callable):
    said = post(bo, topic, "<script>alert(1)</script>").message

    page = send(browser(grace, **STAFF), f"{ADMIN}messaging/message/{said.id}/read/", reason="x").content

    assert b"<script>alert" not in page
    assert b"&lt;script&gt;alert" in page


def test_a_message_is_deleted_for_good_and_that_is_noted(grace: User, bo: User, message: Message):
    client = browser(grace, **STAFF)
    path = f"{ADMIN}messaging/message/{message.id}/remove/"
    assert send(client, path, reason="").status_code == 400
    assert Message.objects.get(id=message.id).deleted_at is None

    answer = send(client, path, reason="Law.")

    assert answer.status_code == 302
    assert Message.objects.get(id=message.id).text == ""
    entry = AuditEntry.objects.get(action="message_deleted_by_house")
    assert (entry.actor_id, entry.reason) == (grace.id, "Law.")
    assert [note for _, note in log_of(grace)] == ["Deleted."]
    assert queries.message_for(bo, message.id).message.deleted_by_id == grace.id
    shown = client.get(f"{ADMIN}messaging/message/{message.id}/change/").content
    assert f"{message.id}/remove/".encode() not in shown


def test_what_a_moderator_removed_is_read_while_it_is_kept(grace: User, bo: User, topic: Topic, post: Callable):
    said = post(bo, topic, SECRET).message
    delete_message(grace, message_id=said.id)  # grace owns the party, too

    page = send(browser(grace, **STAFF), f"{ADMIN}messaging/message/{said.id}/read/", reason="x").content

    assert page.count(SECRET.encode()) == 1


def test_what_a_moderator_removed_is_deleted_for_good_as_well(grace: User, bo: User, topic: Topic, post: Callable):
    said = post(bo, topic, SECRET).message
    delete_message(grace, message_id=said.id)
    path, client = f"{ADMIN}messaging/message/{said.id}/remove/", browser(grace, **STAFF)
    page = f"{ADMIN}messaging/message/{said.id}/change/"
    assert path.encode() in client.get(page).content

    assert send(client, path, reason="x").status_code == 302

    assert not MessageRevision.objects.using("messaging").exists()
    assert path.encode() not in client.get(page).content


def test_a_report_leads_to_its_message(grace: User, message: Message):
    report = Report.objects.get()

    page = browser(grace, **STAFF).get(f"{ADMIN}messaging/report/{report.id}/change/").content

    assert f"/admin/messaging/message/{message.id}/read/".encode() in page


@pytest.mark.parametrize("what", ["read", "remove"])
def test_what_is_not_there_is_said(grace: User, what: str):
    client = browser(grace, **STAFF)

    assert client.get(f"{ADMIN}messaging/message/0197a000-0000-7000-8000-000000000000/{what}/").status_code == 302
    assert client.get(f"{ADMIN}messaging/message/nonsense/{what}/").status_code in (302, 404)


@pytest.mark.parametrize("what", ["read", "remove"])
def test_it_is_closed_to_whoever_is_not_staff_with_a_second_factor(bo: User, message: Message, what: str):
    path = f"{ADMIN}messaging/message/{message.id}/{what}/"

    for claims in ({}, {"is_staff": True}, {"amr": ["pwd", "otp", "mfa"]}):
        assert browser(bo, **claims).get(path).status_code == 403
        assert browser(bo, **claims).post(path, {"reason": "x"}).status_code == 403
    assert browser(bo, **STAFF).post(path, {"reason": "x"}).status_code == 403  # without a CSRF token
    assert Message.objects.get(id=message.id).deleted_at is None


def test_an_invite_is_revoked_and_its_code_is_not_shown(grace: User, eve: User, party: Party, invite: Invite):
    client = browser(grace, **STAFF)
    path = f"{ADMIN}messaging/invite/"
    pages = client.get(path).content + client.get(f"{path}{invite.id}/change/").content
    assert invite.code.encode() not in pages

    answer = send(client, path, action="revoke", _selected_action=str(invite.id))

    assert answer.status_code == 302
    assert Invite.objects.get(id=invite.id).revoked_at is not None
    assert AuditEntry.objects.get(action="invite_revoked").actor_id == grace.id
    assert [note for _, note in log_of(grace)] == ["Revoked."]


def test_sizes_are_counted_from_numbers(grace: User, party: Party, message: Message):
    page = browser(grace, **STAFF).get(f"{ADMIN}messaging/party/{party.id}/change/").content.decode()

    ever = sum(Topic.objects.filter(party=party).values_list("last_n", flat=True))
    assert re.search(rf"messages:?</label>\s*<div class=\"readonly\">{ever}</div>", page, re.IGNORECASE)
