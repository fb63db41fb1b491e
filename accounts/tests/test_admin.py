"""It is true of accounts' admin that it opens to staff with a second factor only, shows all, and logs what is done."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tests.devices import send
from conftest import PASSWORD
from events import admin
from events.models import OutboxEvent
from events.times import now
from events.tokens import verify_access_token

pytestmark = [pytest.mark.wide, pytest.mark.django_db]

ADMIN = "/accounts/admin/"
LISTS = [
    "accounts/user",
    "accounts/signin",
    "socialaccount/socialaccount",
    "admin/logentry",
    "events/outboxevent",
    "events/deadletter",
    "events/jobrun",
    "events/lease",
    "events/resync",
]


def test_admin_sends_strangers_to_our_sign_in_and_back():
    answer = Client().get(ADMIN, follow=True)

    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/accounts/admin/"


def test_admin_is_closed_to_people_and_to_staff_without_a_second_factor(ada, administrator, browser_of):
    for user in (ada, administrator):
        answer = browser_of(user).get(ADMIN, follow=True)

        assert answer.status_code == 403


def test_admin_is_closed_to_people_with_a_second_factor(ada, second_factor_browser):
    assert second_factor_browser(ada).get(ADMIN, follow=True).status_code == 403


def test_staff_with_a_second_factor_come_in_and_their_token_says_so(administrator, second_factor_browser):
    browser = second_factor_browser(administrator)

    claims = verify_access_token(browser.cookies["chatterbox_access"].value)
    assert claims.amr == ("pwd", "otp", "mfa")
    assert claims.is_staff
    assert browser.get(ADMIN).status_code == 200


@pytest.mark.parametrize("model", LISTS)
@pytest.mark.parametrize("rank", ["staff", "administrator"])
def test_every_list_is_shown_searched_and_added_to_by_nobody(request, second_factor_browser, model, rank):
    browser = second_factor_browser(request.getfixturevalue(rank))

    assert browser.get(f"{ADMIN}{model}/").status_code == 200
    assert browser.get(f"{ADMIN}{model}/?q=grace").status_code == 200
    assert browser.get(f"{ADMIN}{model}/?q=%00&p=999999&o=99").status_code < 500
    assert browser.get(f"{ADMIN}{model}/add/").status_code == 403


def test_rows_are_shown_and_deleted_by_nobody(administrator, ada, browser_of, second_factor_browser):
    browser_of(ada)
    browser = second_factor_browser(administrator)

    for model, key in (("accounts/user", ada.pk), ("accounts/signin", ada.sign_ins.get().pk)):
        assert browser.get(f"{ADMIN}{model}/{key}/change/").status_code == 200
        assert browser.get(f"{ADMIN}{model}/{key}/delete/").status_code == 403
    assert browser.get(f"{ADMIN}accounts/user/no-such-key/change/").status_code in {302, 404}


def test_lists_ask_the_database_as_often_for_many_rows_as_for_few(
    administrator, sign_up, second_factor_browser, django_assert_max_num_queries
):
    browser = second_factor_browser(administrator)
    for number in range(30):
        sign_up(f"person{number}")
    browser.get(f"{ADMIN}accounts/user/")  # content types and the like are read once

    for model in ("accounts/user", "accounts/signin", "admin/logentry"):
        with django_assert_max_num_queries(9):
            browser.get(f"{ADMIN}{model}/")


@pytest.mark.parametrize("model", LISTS)
def test_no_list_counts_more_rows_than_it_lists(administrator, second_factor_browser, model):
    browser = second_factor_browser(administrator)
    table = apps.get_model(*model.split("/"))._meta.db_table
    most = admin.LISTED + 1

    with CaptureQueriesContext(connections[settings.ACCOUNTS_DB]) as captured:
        assert browser.get(f"{ADMIN}{model}/?_facets=True", follow=True).status_code == 200

    asked = [query["sql"] for query in captured if table in query["sql"]]
    counts = [sql for sql in asked if "COUNT(" in sql or "$facet" in sql]  # the latter on MongoDB
    assert counts
    assert [sql for sql in counts if f"LIMIT {most}" not in sql and f"'$limit': {most}" not in sql] == []


def test_people_beyond_the_first_page_are_on_the_second(administrator, sign_up, second_factor_browser, monkeypatch):
    monkeypatch.setattr(admin, "LISTED", 4)
    monkeypatch.setattr(admin.ReadOnlyAdmin, "list_per_page", 2)
    browser = second_factor_browser(administrator)
    for number in range(5):
        sign_up(f"person{number}")
    path = f"{ADMIN}accounts/user/"

    def shown(**query):
        text = browser.get(path, query).content.decode()
        return [name for name in re.findall(r"/change/[^>]*>([^<]+)</a>", text) if name.startswith("person")]

    assert [shown(p=1), shown(p=2)] == [["person4", "person3"], ["person2", "person1"]]
    assert browser.get(path, {"p": 3})["Location"] == f"{path}?e=1"
    assert shown(q="person0") == ["person0"]


def test_sign_out_of_the_admin_ends_the_sign_in(administrator, second_factor_browser, told):
    browser = second_factor_browser(administrator)

    answer = send(browser, f"{ADMIN}logout/")

    assert answer.cookies["chatterbox_access"]["max-age"] == 0
    assert [event["reason"] for event in told("session:revoked")] == ["signed_out"]


def test_the_password_is_changed_in_the_account_and_never_in_the_admin(administrator, second_factor_browser):
    browser = second_factor_browser(administrator)
    given = {"old_password": PASSWORD, "new_password1": "eight folded papers", "new_password2": "eight folded papers"}

    assert browser.get(f"{ADMIN}password_change/")["Location"] == "/accounts/password/change/"
    assert send(browser, f"{ADMIN}password_change/", **given)["Location"] == "/accounts/password/change/"
    administrator.refresh_from_db()
    assert administrator.check_password(PASSWORD)


def test_events_of_accounts_are_sent_again_and_that_is_logged(administrator, ada, second_factor_browser):
    browser = second_factor_browser(administrator)
    row = OutboxEvent.objects.using(settings.ACCOUNTS_DB).get(key=str(ada.pk), type="user:created")
    OutboxEvent.objects.using(settings.ACCOUNTS_DB).update(waiting=False, sent_at=now())
    path = f"{ADMIN}events/outboxevent/"

    assert browser.get(f"{path}{row.pk}/change/").status_code == 200
    assert send(browser, path, action="send_again", _selected_action=str(row.pk)).status_code == 302

    assert b"1 event waits to be sent." in browser.get(path).content
    assert [each.pk for each in OutboxEvent.objects.using(settings.ACCOUNTS_DB).filter(waiting=True)] == [row.pk]
    entry = LogEntry.objects.get()
    assert (entry.user_id, entry.object_id, entry.change_message) == (administrator.pk, str(row.pk), "Sent again.")
    assert "Sent again." in browser.get(f"{ADMIN}admin/logentry/").content.decode()
    assert browser.get(f"{ADMIN}admin/logentry/{entry.pk}/delete/").status_code == 403


def test_nothing_is_done_without_a_csrf_token(administrator, ada, second_factor_browser):
    browser = second_factor_browser(administrator)
    row = OutboxEvent.objects.using(settings.ACCOUNTS_DB).first()

    for model, action, key in (("events/outboxevent", "send_again", row.pk), ("accounts/user", "disable", ada.pk)):
        answer = browser.post(f"{ADMIN}{model}/", {"action": action, "_selected_action": str(key)})
        assert answer.status_code == 403
    assert not LogEntry.objects.exists()
