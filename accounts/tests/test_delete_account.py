"""It is true of a deleted account that nothing about the person is left, that it was really they who asked, and that
nobody's party is left without an owner."""

import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from accounts import services
from accounts.models import SignIn, User, WaitingMail
from accounts.services import OwnerMustTransfer
from conftest import PASSWORD, csrf_of
from events.errors import NotFound
from events.ids import new_id
from events.models import OutboxEvent
from events.times import now

pytestmark = [
    pytest.mark.embedded,
    pytest.mark.wide,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("media"),
]

PAGE = "/accounts/delete"
API = "/accounts/api/v1/me"
SURE = {"messages": "keep", "confirmation": "ada"}


def own(user, name="The Harbour"):
    party = services.party_copy(party_id=new_id(), name=name, owner_id=user.pk, version=1)
    services.save_party_copies([party])
    return party


def long_ago():
    SignIn.objects.update(authenticated_at=now() - timedelta(hours=1))


def fill(user):
    """Everything that accounts can know of somebody."""
    services.set_avatar(user.pk, b"picture")
    sign_in = services.start_sign_in(user=user, session_key="key", user_agent="A phone of Ada", amr=["pwd"])
    services.issue_refresh_token(sign_in)
    SocialAccount.objects.create(user=user, provider="google", uid="7", extra_data={"name": "Ada Elsewhere"})
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    SignIn.objects.filter(user=user).update(amr="pwd,otp,mfa")
    LogEntry.objects.create(
        user=User.objects.exclude(pk=user.pk).get(),
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr="ada",
        action_flag=CHANGE,
        change_message="disabled",
    )


def rows_with(*words) -> list[str]:
    """Rows of every table of accounts that hold one of these words, or belong to that person."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label == "messaging":
            continue
        for row in model._default_manager.using(settings.ACCOUNTS_DB).all():
            values = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}
            text = " ".join(map(str, values.values()))
            found += [f"{model.__name__}: {values}" for word in words if word in text]
    return found


def test_nothing_about_them_is_left_but_the_word_that_they_are_gone(ada, bo, browser_of, csrf, told, media):
    browser = browser_of(ada)
    fill(ada)
    assert rows_with("Ada", "ada@example.org", "ada")

    answer = browser.post(PAGE, SURE, headers=csrf(browser))

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/deleted")
    assert [letter.subject for letter in mail.outbox][-1] == "Your account is deleted"
    assert rows_with("Ada", "ada@example.org", '"ada"') == []
    about = rows_with(str(ada.pk), ada.pk.hex)
    assert {row.partition(":")[0] for row in about} == {"OutboxEvent", "LogEntry"}
    assert list(media.glob("*")) == []
    assert [event["version"] for event in told("user:deleted")] == [5]
    assert told("user:created") == [event for event in told("user:created") if event["user_id"] == str(bo.pk)]
    assert told("user:updated") == []
    assert EmailAddress.objects.get().user_id == bo.pk


def test_all_their_sign_ins_end_before_they_are_gone(ada, browser_of, phone_of, csrf, told):
    browser, phone = browser_of(ada), phone_of(ada)

    browser.post(PAGE, SURE, headers=csrf(browser))

    assert [event["reason"] for event in told("session:revoked")] == ["deleted", "deleted"]
    assert [event["version"] for event in told("session:revoked")] == [2, 3]
    assert [event["version"] for event in told("user:deleted")] == [4]
    assert phone.get(API).status_code == 401
    assert browser.cookies["chatterbox_access"].value == ""
    assert browser.get("/accounts/")["Location"].startswith("/accounts/login/")
    assert not SignIn.objects.exists()
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.parametrize(("choice", "gone"), [("keep", False), ("delete", True)])
def test_messages_stay_or_go_as_was_chosen(ada, browser_of, csrf, told, choice, gone):
    browser = browser_of(ada)

    browser.post(PAGE, SURE | {"messages": choice}, headers=csrf(browser))

    assert [event["delete_messages"] for event in told("user:deleted")] == [gone]


def test_a_letter_says_so_to_the_address_that_they_had(ada, browser_of, csrf):
    browser = browser_of(ada)
    browser.post(PAGE, SURE, headers=csrf(browser))

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["ada@example.org"], "Your account is deleted")
    assert "Ada" in letter.body


def test_the_same_address_later_is_a_new_person(ada, browser_of, csrf, sign_up):
    browser = browser_of(ada)
    browser.post(PAGE, SURE, headers=csrf(browser))

    again = sign_up("ada")

    assert again.pk != ada.pk
    assert browser_of(again).get(API).json()["user"]["id"] == str(again.pk)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "This field is required."),
        ({"messages": "keep"}, "This field is required."),
        ({"messages": "keep", "confirmation": "bo"}, "This is not your username"),
        ({"messages": "keep", "confirmation": "yes"}, "This is not your username"),
        ({"messages": "burn", "confirmation": "ada"}, "Select a valid choice."),
        ({"messages": "keep", "confirmation": "x" * 5000}, "at most"),
    ],
)
def test_without_being_sure_nothing_is_deleted(ada, browser_of, csrf, told, given, sentence):
    browser = browser_of(ada)

    answer = browser.post(PAGE, given, headers=csrf(browser))

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert User.objects.filter(pk=ada.pk).exists()
    assert told("user:deleted") == []


@pytest.mark.parametrize("typed", [" ADA ", "@ada"])
def test_the_username_counts_in_whatever_case(ada, browser_of, csrf, typed):
    browser = browser_of(ada)

    assert browser.post(PAGE, SURE | {"confirmation": typed}, headers=csrf(browser)).status_code == 302


def test_a_proof_of_long_ago_is_asked_for_again_and_leads_back(ada, browser_of, csrf, told):
    browser = browser_of(ada)
    long_ago()

    asked = browser.get(PAGE)
    posted = browser.post(PAGE, SURE, headers=csrf(browser))
    proved = browser.post(asked["Location"], {"password": PASSWORD}, headers=csrf(browser))
    page = browser.get(proved["Location"])

    assert asked["Location"] == posted["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Fdelete"
    assert proved["Location"] == PAGE
    assert "Type your username, ada, to confirm" in page.content.decode()
    assert told("user:deleted") == []


def test_a_wrong_password_proves_nothing(ada, browser_of, csrf):
    browser = browser_of(ada)
    long_ago()

    browser.post("/accounts/reauthenticate/", {"password": "wrong"}, headers=csrf(browser))

    assert browser.get(PAGE).status_code == 302


def test_parties_that_they_own_are_named_and_stand_in_the_way(ada, bo, browser_of, csrf, told):
    harbour, _other = own(ada), own(bo, "Not mine")
    browser = browser_of(ada)

    page, posted = browser.get(PAGE), browser.post(PAGE, SURE, headers=csrf(browser))

    assert (page.status_code, posted.status_code) == (200, 409)
    for text in (page.content.decode(), posted.content.decode()):
        assert "The Harbour" in text
        assert f'href="/p/{harbour.pk}"' in text
        assert "Not mine" not in text
        assert "Delete my account for good" not in text
    assert told("user:deleted") == []


def test_a_party_that_is_handed_over_or_gone_does_not(ada, bo, browser_of, csrf):
    handed, gone = own(ada), own(ada)
    services.save_party_copies(
        [
            services.party_copy(party_id=handed.pk, name="Handed", owner_id=bo.pk, version=2),
            services.party_marker(party_id=gone.pk, version=2),
        ]
    )
    browser = browser_of(ada)

    assert browser.post(PAGE, SURE, headers=csrf(browser)).status_code == 302


def test_a_party_that_arrives_between_look_and_deed_is_noticed(ada, browser_of, csrf, monkeypatch, told):
    own(ada)
    browser = browser_of(ada)
    monkeypatch.setattr("accounts.me.deletion.owned_parties", lambda user_id: [])

    answer = browser.post(PAGE, SURE, headers=csrf(browser))

    assert answer.status_code == 409
    assert "The Harbour" in answer.content.decode()
    assert told("session:revoked") == []
    assert SignIn.objects.count() == 1


def test_strangers_and_foreign_pages_delete_nobody(ada, browser_of):
    assert Client().post(PAGE, SURE)["Location"].startswith("/accounts/login/")
    assert browser_of(ada).post(PAGE, SURE).status_code == 403
    assert User.objects.filter(pk=ada.pk).exists()


def test_the_page_afterwards_shows_to_whoever_is_signed_out_and_ends_their_words_alone(ada, browser_of):
    page = Client().get("/accounts/deleted").content.decode()
    assert "Your account is deleted" in page
    assert "data-forget-words" in page
    assert "data-forget-words" not in browser_of(ada).get("/accounts/deleted").content.decode()


def test_a_phone_deletes_by_the_api(ada, bo, phone_of, told):
    phone = phone_of(ada)

    answer = phone.delete(f"{API}?delete_messages=true")

    assert (answer.status_code, answer.content) == (204, b"")
    assert [event["delete_messages"] for event in told("user:deleted")] == [True]
    assert phone.delete(API).status_code == 401
    assert list(User.objects.all()) == [bo]


def test_by_the_api_messages_stay_unless_asked(ada, phone_of, told):
    phone_of(ada).delete(API)

    assert [event["delete_messages"] for event in told("user:deleted")] == [False]


def test_a_browser_that_deletes_by_the_api_is_signed_out(ada, browser_of, csrf):
    browser = browser_of(ada)

    answer = browser.delete(API, headers=csrf(browser))

    assert answer.status_code == 204
    assert browser.cookies["chatterbox_access"].value == browser.cookies["chatterbox_session"].value == ""


def test_the_api_says_what_stands_in_the_way(ada, phone_of, told):
    harbour = own(ada)
    phone = phone_of(ada)

    answer = phone.delete(API)

    assert (answer.status_code, answer.json()["code"]) == (409, "owner_must_transfer")
    assert answer.json()["parties"] == [{"id": str(harbour.pk), "name": "The Harbour"}]
    assert "The Harbour" in answer.json()["message"]
    assert phone.get(API).status_code == 200
    assert told("user:deleted") == []


def test_the_api_wants_a_recent_proof_and_a_clear_choice(ada, phone_of, told):
    phone = phone_of(ada)
    unclear = phone.delete(f"{API}?delete_messages=perhaps")
    long_ago()
    late = phone.delete(API)

    assert (unclear.status_code, unclear.json()["code"]) == (400, "invalid")
    assert (late.status_code, late.json()["code"]) == (403, "proof_wanted")
    assert told("user:deleted") == []


def test_nobody_is_deleted_twice(ada):
    services.delete_account(ada.pk, delete_messages=False)

    with pytest.raises(NotFound):
        services.delete_account(ada.pk, delete_messages=False)
    with pytest.raises(NotFound):
        services.delete_account(uuid.uuid4(), delete_messages=False)


def test_what_comes_a_moment_too_late_finds_nobody(ada):
    services.delete_account(ada.pk, delete_messages=False)

    for late in (
        lambda: services.change_profile(ada.pk, {"display_name": "Countess"}),
        lambda: services.change_standing(ada.pk, is_staff=True),
        lambda: services.set_avatar(ada.pk, b"picture"),
        lambda: services.remove_avatar(ada.pk),
        lambda: services.set_password(ada, "eight folded papers"),
        lambda: services.forget_password(ada),
    ):
        with pytest.raises(NotFound):
            late()

    assert not User.objects.exists()


def test_a_failure_on_the_way_leaves_everything_as_it_was(ada, told, monkeypatch):
    services.start_sign_in(user=ada, session_key="", user_agent="", amr=[])
    monkeypatch.setattr("accounts.services.deletion.forget_avatars", lambda user_id: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        services.delete_account(ada.pk, delete_messages=False)

    assert User.objects.get(pk=ada.pk).version == 1
    assert SignIn.objects.count() == 1
    assert told("session:revoked") == told("user:deleted") == []
    assert OutboxEvent.objects.using(settings.ACCOUNTS_DB).count() == 1


@pytest.mark.parametrize("rank", ["staff", "administrator"])
def test_staff_stay_and_with_them_what_they_wrote_in_the_log(request, ada, browser_of, phone_of, csrf, told, rank):
    somebody = request.getfixturevalue(rank)
    services.audited(somebody.pk, ada, "Disabled.", lambda: services.change_standing(ada.pk, is_active=False))
    browser, phone = browser_of(somebody), phone_of(somebody)

    page = browser.get(PAGE)
    sent = browser.post(PAGE, SURE | {"confirmation": somebody.username}, headers=csrf(browser))
    answer = phone.delete(API)

    assert (page.status_code, sent.status_code) == (409, 409)
    assert "First an administrator has to make you staff no more." in page.content.decode()
    assert (answer.status_code, answer.json()["code"]) == (409, "staff_stay")
    assert LogEntry.objects.get().user == somebody
    assert SignIn.objects.filter(user=somebody).count() == 2
    assert told("user:deleted") == told("session:revoked") == []


def test_who_is_staff_no_more_may_leave(staff, told):
    services.change_standing(staff.pk, is_staff=False)

    services.delete_account(staff.pk, delete_messages=False)

    assert [event["user_id"] for event in told("user:deleted")] == [str(staff.pk)]


def test_log_of_an_ended_sign_in_does_not_keep_the_name_of_who_is_gone(ada, administrator, second_factor_browser):
    row = services.start_sign_in(user=ada, session_key="", user_agent="", amr=["pwd"])
    browser = second_factor_browser(administrator)
    chosen = {"action": "end", "_selected_action": [str(row.pk)]}
    browser.post("/accounts/admin/accounts/signin/", chosen, headers={"X-CSRFToken": csrf_of(browser)})
    assert str(ada.pk) in LogEntry.objects.get().change_message

    services.delete_account(ada.pk, delete_messages=False)

    assert "ada on" not in LogEntry.objects.get().change_message


def test_an_owner_is_told_by_the_service_as_well(ada):
    own(ada, "One")
    own(ada, "Two")

    with pytest.raises(OwnerMustTransfer, match="One, Two"):
        services.delete_account(ada.pk, delete_messages=False)


def test_mail_that_waits_for_them_goes_and_for_whose_address_they_claim_stays(sign_up):
    ada, eve = sign_up("ada"), sign_up("eve")
    EmailAddress.objects.create(user=eve, email=ada.email)
    for person in (ada, eve):
        WaitingMail.objects.create(address=person.email, subject="A link", text="/accounts/")

    services.delete_account(eve.pk, delete_messages=False)
    assert list(WaitingMail.objects.values_list("address", flat=True)) == [ada.email]

    services.delete_account(ada.pk, delete_messages=False)
    assert not WaitingMail.objects.exists()


def test_an_account_whose_letter_could_not_be_written_is_still_there(ada, browser_of, monkeypatch):
    def fail(mail):
        raise RuntimeError("no room for letters")

    browser = browser_of(ada)
    monkeypatch.setattr("accounts.services.post_mail", fail)

    with pytest.raises(RuntimeError, match="no room"):
        browser.post(PAGE, SURE | {"csrfmiddlewaretoken": csrf_of(browser)})

    assert User.objects.filter(pk=ada.pk).exists()
    assert SignIn.objects.exists()
