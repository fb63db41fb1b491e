import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.models import SignIn, User
from conftest import PASSWORD
from events.models import OutboxEvent
from events.times import now
from events.tokens import verify_access_token

pytestmark = pytest.mark.django_db

ADMIN = "/accounts/admin/"


def sign_in_with_second_factor(user) -> Client:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert browser.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    return browser


@pytest.fixture
def staff(sign_up):
    return sign_up("grace", is_staff=True, is_superuser=True)


def test_admin_sends_strangers_to_our_sign_in_and_back():
    answer = Client().get(ADMIN, follow=True)

    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/accounts/admin/"


def test_admin_is_closed_to_people_and_to_staff_without_a_second_factor(ada, staff, browser_of):
    for user in (ada, staff):
        answer = browser_of(user).get(ADMIN, follow=True)

        assert answer.status_code == 403


def test_admin_is_closed_to_people_with_a_second_factor(ada):
    assert sign_in_with_second_factor(ada).get(ADMIN, follow=True).status_code == 403


def test_staff_with_a_second_factor_come_in_and_their_token_says_so(staff):
    browser = sign_in_with_second_factor(staff)

    claims = verify_access_token(browser.cookies["chatterbox_access"].value)
    assert claims.amr == ("pwd", "otp", "mfa")
    assert claims.is_staff
    assert browser.get(ADMIN).status_code == 200
    assert browser.get(f"{ADMIN}accounts/user/?q=gra").status_code == 200
    assert browser.get(f"{ADMIN}accounts/user/{staff.pk}/change/").status_code == 200


@pytest.fixture
def change(staff):
    def post(user, **given):
        browser = sign_in_with_second_factor(staff)
        inline = {"sign_ins-TOTAL_FORMS": "0", "sign_ins-INITIAL_FORMS": "0"}
        return browser.post(f"{ADMIN}accounts/user/{user.pk}/change/", given | inline)

    return post


def test_disabling_somebody_ends_their_sign_ins_and_is_logged(ada, staff, browser_of, change, told):
    browser = browser_of(ada)

    assert change(ada).status_code == 302

    user = User.objects.get(pk=ada.pk)
    assert not user.is_active
    assert [event["reason"] for event in told("session:revoked")] == ["disabled"]
    assert [event["version"] for event in told("user:updated")] == [2]
    assert not SignIn.objects.filter(user=ada).exists()
    assert browser.get("/accounts/api/v1/me").status_code == 401
    assert LogEntry.objects.get().user_id == staff.pk


def test_making_somebody_staff_is_told_and_ends_nothing(ada, browser_of, change, told):
    browser_of(ada)

    change(ada, is_active="on", is_staff="on")

    (event,) = told("user:updated")
    assert event["is_staff"] is True
    assert told("session:revoked") == []


def test_nobody_is_made_deleted_or_renamed_there(ada, change, staff):
    change(ada, is_active="on", username="evil", display_name="Evil", password="x", is_superuser="on")

    user = User.objects.get(pk=ada.pk)
    assert (user.username, user.display_name, user.is_superuser) == ("ada", "Ada", False)


def test_add_and_delete_pages_are_closed(ada, staff):
    browser = sign_in_with_second_factor(staff)

    assert browser.get(f"{ADMIN}accounts/user/add/").status_code == 403
    assert browser.get(f"{ADMIN}accounts/user/{ada.pk}/delete/").status_code == 403


def test_sign_out_of_the_admin_ends_the_sign_in(staff, told):
    browser = sign_in_with_second_factor(staff)

    answer = browser.post(f"{ADMIN}logout/")

    assert answer.cookies["chatterbox_access"]["max-age"] == 0
    assert [event["reason"] for event in told("session:revoked")] == ["signed_out"]


def test_staff_look_at_events_of_accounts_and_send_them_again(staff, ada):
    browser = sign_in_with_second_factor(staff)
    row = OutboxEvent.objects.using(settings.ACCOUNTS_DB).get(key=str(ada.pk), type="user:created")
    OutboxEvent.objects.using(settings.ACCOUNTS_DB).update(waiting=False, sent_at=now())
    path = f"{ADMIN}events/outboxevent/"

    for model in ("outboxevent", "deadletter", "jobrun", "lease", "resync"):
        assert browser.get(f"{ADMIN}events/{model}/").status_code == 200
    assert browser.get(f"{path}{row.pk}/change/").status_code == 200
    assert browser.get(f"{path}add/").status_code == 403
    page = browser.post(path, {"action": "send_again", "_selected_action": str(row.pk)}, follow=True)

    assert b"1 event waits to be sent." in page.content
    assert [each.pk for each in OutboxEvent.objects.using(settings.ACCOUNTS_DB).filter(waiting=True)] == [row.pk]


def test_sending_again_wants_a_csrf_token(staff):
    browser = sign_in_with_second_factor(staff)
    browser.handler.enforce_csrf_checks = True
    row = OutboxEvent.objects.using(settings.ACCOUNTS_DB).first()

    answer = browser.post(f"{ADMIN}events/outboxevent/", {"action": "send_again", "_selected_action": str(row.pk)})

    assert answer.status_code == 403
