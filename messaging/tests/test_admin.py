"""It is true that messaging's admin pages are for staff with a second factor, to look and to send again."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import admin, outbox, txn
from events.catalogue import SessionRevoked, UserCreated
from events.models import DeadLetter, OutboxEvent
from events.times import now
from messaging.models import User
from messaging.tests.tokens import SES, token_of

pytestmark = [pytest.mark.portable, pytest.mark.wide, pytest.mark.django_db(databases=["default", "messaging"])]

ADMIN = "/admin/"
STAFF: dict[str, Any] = {"is_staff": True, "amr": ["pwd", "otp", "mfa"]}
NINE_HOURS_AGO = int((now() - timedelta(hours=9)).timestamp())
MODELS = (
    "events/outboxevent",
    "events/deadletter",
    "events/jobrun",
    "events/lease",
    "events/resync",
    "admin/logentry",
    "messaging/user",
    "messaging/party",
    "messaging/membership",
    "messaging/ban",
    "messaging/invite",
    "messaging/topic",
    "messaging/message",
    "messaging/report",
    "messaging/auditentry",
    "messaging/revokedsession",
)


@pytest.fixture
def grace(ada) -> User:
    """Staff are known to accounts as well, where the log of what they do is kept in this profile."""
    model: Any = get_user_model()
    row = model(id=ada.id, username=ada.username, display_name=ada.display_name)
    row.save_base(raw=True, force_insert=True)
    return ada


def log_of(user: User) -> list[tuple[str, str]]:
    """What the audit log says that somebody did."""
    return list(LogEntry.objects.filter(user_id=user.id).order_by("id").values_list("object_repr", "change_message"))


def browser(user: User, **claims: Any) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.ACCESS_COOKIE_NAME] = token_of(user, **claims)
    return client


def letter(user: User, key: str = "a" * 64) -> DeadLetter:
    event = SessionRevoked(version=1, ses=SES[:-1] + "9", user_id=str(user.id), reason="signed_out", revoked_at="")
    value = outbox.row_of(event, source="accounts").payload.encode()
    rows = DeadLetter.objects.using(settings.MESSAGING_DB)
    return rows.create(id=key, reason="failed", type=event.name, place="sessions/0/1", value=value, created_at=now())


def act(client: Client, model: str, key: Any) -> Any:
    """Choose one row and send it again, as the form of the page does."""
    path = f"{ADMIN}{model}/"
    found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).content)
    assert found
    form = {"action": "send_again", "_selected_action": str(key), "csrfmiddlewaretoken": found[1].decode()}
    return client.post(path, form, follow=True)


def test_strangers_are_sent_to_the_sign_in_and_back():
    answer = Client().get(ADMIN)

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/admin/"


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"is_staff": True},
        {"amr": ["pwd", "otp", "mfa"]},
        STAFF | {"auth_time": 0},
        STAFF | {"auth_time": NINE_HOURS_AGO},
    ],
    ids=["member", "no-factor", "no-staff", "never", "too-long-ago"],
)
@pytest.mark.parametrize("path", ["", "login/", "events/outboxevent/", "jsi18n/"])
def test_it_is_closed_to_whoever_is_not_staff_with_a_second_factor(ada, claims, path):
    assert browser(ada, **claims).get(ADMIN + path).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_staff_with_a_second_factor_see_lists_and_can_add_change_or_delete_nothing(ada, model):
    client = browser(ada, **STAFF)

    assert client.get(ADMIN).status_code == 200
    assert client.get(f"{ADMIN}{model}/").status_code == 200
    assert client.get(f"{ADMIN}{model}/add/").status_code == 403


@pytest.mark.parametrize("model", [model for model in MODELS if model != "admin/logentry"])  # its place is accounts
def test_no_list_counts_more_rows_than_it_lists(ada, party, model):
    client = browser(ada, **STAFF)
    table = apps.get_model(*model.split("/"))._meta.db_table

    with CaptureQueriesContext(connections[settings.MESSAGING_DB]) as captured:
        assert client.get(f"{ADMIN}{model}/?_facets=True", follow=True).status_code == 200

    counts = [sql for query in captured if "COUNT(" in (sql := query["sql"].upper()) and table.upper() in sql]
    assert counts
    assert [sql for sql in counts if f"LIMIT {admin.LISTED + 1}" not in sql or "SUM(" in sql] == []


def digits_of(page: Any) -> list[str]:
    """The first digit of each dead letter's key, as they are listed."""
    return re.findall(r"/deadletter/(\d)\d+/change/", page.content.decode())


def test_a_long_list_is_leafed_through_as_far_as_it_is_counted_and_a_filter_finds_the_rest(ada, monkeypatch):
    monkeypatch.setattr(admin, "LISTED", 5)
    monkeypatch.setattr(admin.ReadOnlyAdmin, "list_per_page", 2)
    for digit in "0123456":
        letter(ada, digit * 64)
    DeadLetter.objects.using(settings.MESSAGING_DB).filter(id="0" * 64).update(reason="malformed")
    client, path = browser(ada, **STAFF), f"{ADMIN}events/deadletter/"

    pages = [client.get(path, {"p": number}) for number in (1, 2, 3)]
    assert [digits_of(page) for page in pages] == [["6", "5"], ["4", "3"], ["2"]]
    assert all("Only the first 5 are listed." in page.content.decode() for page in pages)
    assert client.get(path, {"p": 4})["Location"] == f"{path}?e=1"

    found = client.get(path, {"reason": "malformed"})
    assert digits_of(found) == ["0"]
    assert "Only the first" not in found.content.decode()


def test_rows_are_shown_and_not_edited(ada, party):
    key = letter(ada).id
    client = browser(ada, **STAFF)

    page = client.get(f"{ADMIN}events/deadletter/{key}/change/")
    assert page.status_code == 200
    assert b"session:revoked" in page.content
    assert b'name="_save"' not in page.content
    assert client.get(f"{ADMIN}messaging/party/{party.id}/change/").status_code == 200
    assert client.get(f"{ADMIN}messaging/user/{ada.id}/change/").status_code == 200
    assert client.get(f"{ADMIN}events/deadletter/{key}/delete/").status_code == 403


def test_a_dead_letter_is_sent_again_and_that_is_logged(grace):
    key = letter(grace).id
    client = browser(grace, **STAFF)

    page = act(client, "events/deadletter", key)

    assert b"1 of 1 events were applied." in page.content
    assert not DeadLetter.objects.using(settings.MESSAGING_DB).exists()
    assert [note for _, note in log_of(grace)] == ["Sent again."]
    shown = client.get(f"{ADMIN}admin/logentry/").content.decode()
    assert "Sent again." in shown
    assert f"/admin/logentry/{LogEntry.objects.get().pk}/change/" in shown
    assert client.get(f"{ADMIN}admin/logentry/{LogEntry.objects.get().pk}/delete/").status_code == 403


def test_a_dead_letter_that_fails_again_stays(grace, monkeypatch):
    monkeypatch.setattr("events.consumer.PAUSES", ())
    key = letter(grace).id
    DeadLetter.objects.using(settings.MESSAGING_DB).filter(id=key).update(value=b"{}")

    page = act(browser(grace, **STAFF), "events/deadletter", key)

    assert b"0 of 1 events were applied." in page.content
    assert DeadLetter.objects.using(settings.MESSAGING_DB).filter(id=key).exists()


def test_a_parked_event_is_sent_again_with_those_behind_it(grace):
    db = settings.MESSAGING_DB
    with txn.atomic(db):
        fields = {"username": "x", "display_name": "", "avatar_url": "", "is_staff": False, "locale": ""}
        for version in (1, 2):
            event = UserCreated(version=version, user_id=str(grace.id), zoneinfo="", created_at="", **fields)
            outbox.record(event, source="messaging", using=db)
    OutboxEvent.objects.using(db).update(waiting=False, parked=True, fault="too large")
    first = OutboxEvent.objects.using(db).get(aggregateversion=1)

    page = act(browser(grace, **STAFF), "events/outboxevent", first.pk)

    assert b"2 events wait to be sent." in page.content
    assert OutboxEvent.objects.using(db).filter(waiting=True, parked=False).count() == 2


def test_without_a_csrf_token_nothing_is_sent_again(ada):
    key = letter(ada).id
    form = {"action": "send_again", "_selected_action": key}

    answer = browser(ada, **STAFF).post(f"{ADMIN}events/deadletter/", form)

    assert answer.status_code == 403
    assert DeadLetter.objects.using(settings.MESSAGING_DB).filter(id=key).exists()


def test_so_is_the_password(ada):
    assert browser(ada, **STAFF).get(f"{ADMIN}password_change/")["Location"] == "/accounts/password/change/"


def test_signing_out_is_the_business_of_accounts(ada):
    assert browser(ada, **STAFF).get(f"{ADMIN}logout/")["Location"] == "/accounts/logout/"
