import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts import services
from accounts.models import User
from conftest import PASSWORD
from events import outbox
from events.errors import Invalid

pytestmark = [pytest.mark.embedded, pytest.mark.django_db]

GIVEN = {"email": "Mara@Example.org", "username": "Mara", "password1": PASSWORD}


def test_sign_up_page_makes_a_person_and_signs_them_in(told):
    browser = Client()

    answer = browser.post("/accounts/signup/", GIVEN)

    user = User.objects.get(username="mara")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert (user.email, user.display_name, user.version) == ("mara@example.org", "Mara", 1)
    assert browser.cookies["chatterbox_access"].value
    assert browser.get("/accounts/renew?next=/").cookies["chatterbox_access"].value
    assert [event["username"] for event in told("user:created")] == ["mara"]


def test_user_created_tells_all_that_others_may_know_and_no_address(sign_up, told):
    user = sign_up("mara", locale="de", zoneinfo="Europe/Vienna")

    (event,) = told("user:created")

    assert event == {
        "version": 1,
        "user_id": str(user.pk),
        "username": "mara",
        "display_name": "Mara",
        "avatar_url": "",
        "is_staff": False,
        "locale": "de",
        "zoneinfo": "Europe/Vienna",
        "created_at": event["created_at"],
    }


def test_rolled_back_user_leaves_no_event_and_failed_event_no_user(monkeypatch, told):
    def fail(*events, **_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(outbox, "record", fail)
    with pytest.raises(RuntimeError):
        Client().post("/accounts/signup/", GIVEN)

    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert told("user:created") == []


def test_failed_insert_leaves_no_event(ada, told):
    with pytest.raises(Invalid) as refused:
        services.sign_up(username="mara", email="ada@example.org", password=PASSWORD)

    assert refused.value.fields
    assert len(told("user:created")) == 1
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("username", "email"), [("ADA", "new@example.org"), ("new", "ADA@example.org")], ids=["username", "email"]
)
def test_taken_name_or_address_is_refused_in_any_case(ada, username, email, told):
    answer = Client().post("/accounts/signup/", GIVEN | {"username": username, "email": email})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "username", ["a", "a" * 33, ".ada", "a b", "ädä", "everyone", "ADMIN", "ada\x00", "a/b", "<b>"]
)
def test_unfit_username_is_refused_by_page_and_service(username):
    answer = Client().post("/accounts/signup/", GIVEN | {"username": username})

    assert answer.status_code == 200
    assert "username" in answer.context["form"].errors
    with pytest.raises(Invalid):
        services.sign_up(username=username, email="x@example.org", password=PASSWORD)
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["", "short", "password123", "mara@example.org"])
def test_weak_password_is_refused(password):
    answer = Client().post("/accounts/signup/", GIVEN | {"password1": password})

    assert "password1" in answer.context["form"].errors
    assert not User.objects.exists()


def test_two_people_without_an_address_are_two_people(sign_up):
    assert sign_up("bo", email=None).pk != sign_up("eve", email="").pk


def test_where_addresses_are_verified_the_link_in_the_mail_lets_one_in(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    browser = Client()

    answer = browser.post("/accounts/signup/?next=/i/abc", GIVEN)
    link = next(word for word in mail.outbox[0].body.split() if "/confirm-email/" in word)
    confirmed = browser.post(link.removeprefix("http://localhost:8000"))

    assert answer["Location"] == "/accounts/confirm-email/"
    assert link.startswith("http://localhost:8000/accounts/confirm-email/")
    assert confirmed["Location"] == "/i/abc"
    assert browser.cookies["chatterbox_access"].value
    assert EmailAddress.objects.get().verified


def test_lost_mail_server_does_not_break_signing_up(settings, monkeypatch):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    def refuse(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    assert Client().post("/accounts/signup/", GIVEN).status_code == 302
    assert User.objects.count() == 1
