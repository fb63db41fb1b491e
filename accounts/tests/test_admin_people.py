"""It is true of what staff do to people that each is one event or ended sign-in, is logged, and keeps to their rank."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client

from accounts import services
from accounts.models import SignIn, User
from accounts.tests.devices import send
from conftest import PASSWORD

pytestmark = [pytest.mark.wide, pytest.mark.django_db(transaction=True)]

PEOPLE = "/accounts/admin/accounts/user/"
SIGN_INS = "/accounts/admin/accounts/signin/"


@pytest.fixture
def act(administrator, second_factor_browser):
    """Choose one person in the list and do something; the page that is shown then."""
    browser = second_factor_browser(administrator)
    mail.outbox.clear()

    def do(action: str, user, path: str = PEOPLE) -> str:
        assert send(browser, path, action=action, _selected_action=str(user.pk)).status_code == 302
        return browser.get(path).content.decode()

    do.browser = browser
    return do


def fresh(user) -> User:
    return User.objects.get(pk=user.pk)


def log() -> list[tuple[str, str, str]]:
    entries = LogEntry.objects.order_by("id").select_related("user")
    return [(entry.user.get_username(), entry.object_repr, entry.get_change_message()) for entry in entries]


def test_disabling_is_one_event_ends_every_sign_in_once_and_is_logged(act, ada, browser_of, phone_of, told):
    browser_of(ada)
    phone_of(ada)

    assert "Done for 1 person." in act("disable", ada)

    assert not fresh(ada).is_active
    assert [(event["version"], event["username"]) for event in told("user:updated")] == [(2, "ada")]
    assert [(event["reason"], event["version"]) for event in told("session:revoked")] == [
        ("disabled", 3),
        ("disabled", 4),
    ]
    assert not SignIn.objects.filter(user=ada).exists()
    assert log() == [("grace", "ada", "Disabled.")]


def test_what_changes_nothing_is_no_event_and_no_line(act, ada, told):
    page = act("enable", ada)

    assert "Done for 0 people." in page
    assert (told("user:updated"), log()) == ([], [])


def test_enabling_lets_in_again(act, ada, browser_of, told):
    services.change_standing(ada.pk, is_active=False)

    act("enable", ada)

    assert [event["version"] for event in told("user:updated")] == [2, 3]
    assert browser_of(ada).get("/accounts/api/v1/me").status_code == 200
    assert log() == [("grace", "ada", "Enabled.")]


def test_making_staff_is_told_and_ends_nothing_and_unmaking_ends_all(act, ada, browser_of, told):
    browser_of(ada)

    act("make_staff", ada)
    assert [event["is_staff"] for event in told("user:updated")] == [True]
    assert told("session:revoked") == []
    act("unmake_staff", ada)

    assert [event["is_staff"] for event in told("user:updated")] == [True, False]
    assert [event["reason"] for event in told("session:revoked")] == ["standing_changed"]
    assert log() == [("grace", "ada", "Made staff."), ("grace", "ada", "Made staff no more.")]


def test_an_administrator_who_is_made_staff_no_more_is_none_when_they_are_staff_again(act, sign_up):
    other = sign_up("other", is_staff=True, is_superuser=True)

    act("unmake_staff", other)
    act("make_staff", other)

    assert (fresh(other).is_staff, fresh(other).is_superuser) == (True, False)


def test_signing_out_everywhere_leaves_the_person_as_they_are(act, ada, browser_of, phone_of, told):
    browser, phone = browser_of(ada), phone_of(ada)

    act("end_sign_ins", ada)

    assert [event["reason"] for event in told("session:revoked")] == ["revoked", "revoked"]
    assert told("user:updated") == []
    assert [one.get("/accounts/api/v1/me").status_code for one in (browser, phone)] == [401, 401]
    assert log() == [("grace", "ada", "Signed out everywhere.")]
    assert browser_of(ada).get("/accounts/api/v1/me").status_code == 200


def test_a_forced_password_shuts_the_old_one_out_and_mails_a_link(act, ada, browser_of, told):
    browser_of(ada)

    act("force_new_password", ada)

    assert [event["reason"] for event in told("session:revoked")] == ["password_changed"]
    assert not fresh(ada).check_password(PASSWORD)
    assert log() == [("grace", "ada", "Forced a new password.")]
    (letter,) = [one for one in mail.outbox if one.to == [ada.email]]
    path = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", letter.body)[1]
    browser = Client()
    form = browser.get(path, follow=True)
    browser.post(form.redirect_chain[-1][0], {"password1": "eight folded papers", "password2": "eight folded papers"})
    assert fresh(ada).check_password("eight folded papers")


def test_somebody_without_an_address_is_signed_out_and_that_is_said(act, ada):
    User.objects.filter(pk=ada.pk).update(email=None)

    page = act("force_new_password", ada)

    assert "can&#x27;t be mailed a link" in page
    assert mail.outbox == []


def test_one_sign_in_is_ended_and_the_others_go_on(act, ada, browser_of, told):
    first, second = browser_of(ada), browser_of(ada)
    row = SignIn.objects.get(pk=first.session["ses"])

    page = act("end", row, SIGN_INS)

    assert "1 sign-in has ended." in page
    assert [event["ses"] for event in told("session:revoked")] == [row.ses]
    assert [one.get("/accounts/api/v1/me").status_code for one in (first, second)] == [401, 200]
    ((who, _, note),) = log()
    assert (who, note) == ("grace", f"Ended the sign-in of {ada.pk} on Unknown device.")


@pytest.mark.parametrize("action", ["disable", "unmake_staff", "force_new_password"])
def test_nobody_does_it_to_themself(act, administrator, action):
    page = act(action, administrator)

    assert "Nobody does this to themself" in page
    assert (fresh(administrator).is_active, fresh(administrator).is_superuser) == (True, True)
    assert log() == []


@pytest.mark.parametrize("action", ["disable", "end_sign_ins", "force_new_password", "unmake_staff"])
def test_staff_who_are_no_administrators_do_not_act_on_staff(
    staff, administrator, browser_of, second_factor_browser, action
):
    browser_of(administrator)
    browser = second_factor_browser(staff)

    send(browser, PEOPLE, action=action, _selected_action=str(administrator.pk))

    assert "Only administrators act on staff" in browser.get(PEOPLE).content.decode()
    assert fresh(administrator).is_superuser
    assert SignIn.objects.filter(user=administrator).exists()
    assert log() == []


def test_staff_who_are_no_administrators_make_no_staff_but_may_disable(staff, ada, second_factor_browser):
    browser = second_factor_browser(staff)

    send(browser, PEOPLE, action="make_staff", _selected_action=str(ada.pk))
    assert not fresh(ada).is_staff
    refused = send(browser, f"{PEOPLE}{ada.pk}/change/", is_active="on", is_staff="on", **NO_INLINES)
    assert (refused.status_code, fresh(ada).is_staff) == (403, False)
    send(browser, PEOPLE, action="disable", _selected_action=str(ada.pk))

    assert not fresh(ada).is_active
    assert log() == [("hugo", "ada", "Disabled.")]


NO_INLINES = {"sign_ins-TOTAL_FORMS": "0", "sign_ins-INITIAL_FORMS": "0"}


def test_the_form_of_a_person_changes_their_standing_with_one_line(act, ada, told):
    answer = send(act.browser, f"{PEOPLE}{ada.pk}/change/", is_staff="on", **NO_INLINES)

    assert answer.status_code == 302
    assert (fresh(ada).is_active, fresh(ada).is_staff) == (False, True)
    assert len(told("user:updated")) == 1
    assert log() == [("grace", "ada", "Changed Active and Staff.")]


def test_the_form_changes_nothing_else(act, ada):
    evil = {"username": "evil", "display_name": "Evil", "password": "x", "is_superuser": "on", "email": "x@y.org"}

    send(act.browser, f"{PEOPLE}{ada.pk}/change/", is_active="on", **evil, **NO_INLINES)

    user = fresh(ada)
    assert (user.username, user.display_name, user.is_superuser, user.email) == ("ada", "Ada", False, ada.email)
    assert user.check_password(PASSWORD)
    assert log() == []


def test_a_change_that_is_not_logged_is_not_made(act, ada, monkeypatch, told):
    def broken(*args, **more):
        raise RuntimeError("no room")

    monkeypatch.setattr(LogEntry.objects, "log_actions", broken)

    with pytest.raises(RuntimeError):
        act("disable", ada)

    assert fresh(ada).is_active
    assert told("user:updated") == []


def test_whoever_loses_their_rank_loses_the_admin_at_once(administrator, ada, second_factor_browser):
    services.change_standing(ada.pk, is_staff=True)
    browser = second_factor_browser(ada)
    assert browser.get(PEOPLE).status_code == 200

    services.change_standing(ada.pk, is_staff=False)

    assert browser.get(PEOPLE, follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
