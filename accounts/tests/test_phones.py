"""Signing in by allauth's app client, as phones do."""

import pytest
from django.test import Client

from accounts.models import RefreshToken, SignIn, User
from conftest import PASSWORD
from events.tokens import verify_access_token

pytestmark = pytest.mark.django_db

AUTH = "/accounts/api/auth/app/v1/auth"
GIVEN = {"email": "mara@example.org", "username": "mara", "password": PASSWORD}


def send(path, data, **headers):
    return Client(enforce_csrf_checks=True).post(path, data, content_type="application/json", headers=headers)


@pytest.fixture
def phone(ada):
    return send(f"{AUTH}/login", {"email": ada.email, "password": PASSWORD}).json()["meta"]


def test_sign_up_carries_both_tokens_and_no_cookie(told):
    answer = send(f"{AUTH}/signup", GIVEN)

    meta = answer.json()["meta"]
    claims = verify_access_token(meta["access_token"])
    assert (answer.status_code, meta["is_authenticated"], meta["expires_in"]) == (200, True, 300)
    assert (claims.username, claims.ses) == ("mara", SignIn.objects.get().ses)
    assert meta["refresh_token"]
    assert "chatterbox_access" not in answer.cookies
    assert [event["username"] for event in told("user:created")] == ["mara"]


def test_sign_in_carries_both_tokens(ada):
    answer = send(f"{AUTH}/login", {"email": ada.email, "password": PASSWORD})

    meta = answer.json()["meta"]
    assert verify_access_token(meta["access_token"]).user_id == ada.pk
    assert RefreshToken.objects.get().sign_in == SignIn.objects.get()
    assert meta["refresh_token"] not in str(RefreshToken.objects.values().get())


def test_wrong_password_carries_none(ada):
    answer = send(f"{AUTH}/login", {"email": ada.email, "password": "wrong"})

    assert answer.status_code == 400
    assert "access_token" not in answer.json().get("meta", {})
    assert not SignIn.objects.exists()


def test_access_token_opens_our_api(phone):
    answer = Client().get("/accounts/api/v1/me", headers={"Authorization": f"Bearer {phone['access_token']}"})

    assert answer.json()["user"]["username"] == "ada"


@pytest.mark.parametrize("by", ["access_token", "session_token"])
def test_sign_out_by_either_token_ends_the_family_and_tells_once(phone, told, by):
    headers = (
        {"Authorization": f"Bearer {phone['access_token']}"}
        if by == "access_token"
        else {"X-Session-Token": phone["session_token"]}
    )

    answer = Client().delete(f"{AUTH}/session", headers=headers)

    assert answer.status_code == 401  # allauth's way to say: nobody is signed in now
    assert not SignIn.objects.exists()
    assert not RefreshToken.objects.exists()
    assert [event["reason"] for event in told("session:revoked")] == ["signed_out"]


def test_forged_access_token_opens_no_session(phone):
    answer = Client().get(f"{AUTH}/session", headers={"Authorization": f"Bearer {phone['access_token'][:-4]}AAAA"})

    assert answer.json()["meta"]["is_authenticated"] is False


def test_broken_json_is_refused(db):
    answer = Client().post(f"{AUTH}/login", b"{", content_type="application/json")

    assert answer.status_code == 400


def test_taken_address_makes_no_second_person(ada):
    assert send(f"{AUTH}/signup", GIVEN | {"email": ada.email}).status_code == 400
    assert User.objects.count() == 1


def test_browser_client_needs_a_csrf_token_and_gets_the_access_cookie(ada):
    path = "/accounts/api/auth/browser/v1/auth/login"
    browser = Client(enforce_csrf_checks=True)
    browser.get("/accounts/api/auth/browser/v1/config")
    given = {"email": ada.email, "password": PASSWORD}
    token = browser.cookies["csrftoken"].value

    refused = browser.post(path, given, content_type="application/json")
    answer = browser.post(path, given, content_type="application/json", headers={"X-CSRFToken": token})

    assert refused.status_code == 403
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()["meta"]
    assert answer.cookies["chatterbox_access"].value


@pytest.mark.parametrize("path", ["account/phone", "auth/phone/verify", "auth/phone/verify/resend"])
@pytest.mark.parametrize("method", ["GET", "POST", "TRACE", "DELETE"])
def test_phone_numbers_are_not_offered(ada, phone_of, path, method):
    for client in (Client(), phone_of(ada)):
        answer = client.generic(method, f"/accounts/api/auth/app/v1/{path}")

        assert answer.status_code in {404, 405}
