"""It is true of phones, which bring an id_token of their own, that…"""

import time

import pytest
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.test import Client

from accounts.models import User
from chatterbox.settings.providers import DEMO_CLIENT
from conftest import PASSWORD
from scripts.provider import keys

pytestmark = pytest.mark.django_db

PATH = "/accounts/api/auth/app/v1/auth/provider/token"


@pytest.fixture
def claims(provider):
    moment = int(time.time())
    return {
        "iss": f"http://127.0.0.1:{provider.server_port}/google",
        "aud": DEMO_CLIENT[0],
        "sub": "7",
        "iat": moment,
        "exp": moment + 60,
        "email": "mara@example.net",
        "email_verified": True,
        "name": "Mara",
    }


def bring(id_token, **more):
    token = {"client_id": DEMO_CLIENT[0], "id_token": id_token} | more
    body = {"provider": "google", "process": "login", "token": token}
    return Client().post(PATH, body, content_type="application/json")


def test_a_good_one_signs_in_and_gives_our_tokens(claims, told):
    meta = bring(keys.sign(claims)).json()["meta"]

    user = User.objects.get()
    assert (user.display_name, user.email) == ("Mara", "mara@example.net")
    assert meta["access_token"]
    assert meta["refresh_token"]
    assert len(told("user:created")) == 1


def test_the_address_of_somebody_here_is_no_way_in(claims, sign_up):
    sign_up("mara", email="mara@example.net")
    answer = bring(keys.sign(claims))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "email_taken"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("owner", "status"), [("ada", 200), ("bo", 400)])
def test_one_that_is_linked_at_the_same_moment_is_answered(claims, ada, bo, monkeypatch, owner, status):
    phone = Client()
    given = {"email": ada.email, "password": PASSWORD}
    signed_in = phone.post("/accounts/api/auth/app/v1/auth/login", given, content_type="application/json").json()
    lookup = SocialLogin.lookup

    def look_up(login):
        lookup(login)
        SocialAccount.objects.create(user={"ada": ada, "bo": bo}[owner], provider="google", uid=login.account.uid)

    monkeypatch.setattr(SocialLogin, "lookup", look_up)
    body = {"provider": "google", "process": "connect"}
    body |= {"token": {"client_id": DEMO_CLIENT[0], "id_token": keys.sign(claims)}}
    headers = {"X-Session-Token": signed_in["meta"]["session_token"]}

    answer = phone.post(PATH, body, content_type="application/json", headers=headers)

    assert answer.status_code == status
    assert SocialAccount.objects.get().user.username == owner


def forged(claims, **more):
    return keys.sign(claims | more)


BAD = {
    "signed by somebody else": lambda claims: keys.sign(claims, foreign=True),
    "not signed": keys.unsigned,
    "for another client": lambda claims: forged(claims, aud="somebody-else"),
    "of another issuer": lambda claims: forged(claims, iss="https://accounts.example.com"),
    "expired": lambda claims: forged(claims, exp=int(time.time()) - 10),
    "of nobody": lambda claims: forged({name: value for name, value in claims.items() if name != "sub"}),
    "of a number": lambda claims: forged(claims, sub=7),
    "for ever": lambda claims: forged(claims, exp=10**400),
    "no token": lambda claims: "abc",
    "three parts of nothing": lambda claims: "..",
    "three parts of nonsense": lambda claims: "ä.b.c",
    "very long": lambda claims: "a" * 100_000,
    "a number": lambda claims: 7,
    "null": lambda claims: None,
    "a list": lambda claims: ["a"],
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
def test_a_bad_one_is_refused(claims, make):
    answer = bring(make(claims))

    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not User.objects.exists()


def test_one_that_is_signed_with_the_public_key_as_a_secret_is_refused(claims):
    import jwt

    secret = keys.kid()
    confused = jwt.encode(claims, secret * 2, algorithm="HS256", headers={"kid": keys.kid()})
    nameless = jwt.encode(claims, keys.signing_key(), algorithm="RS256")

    assert bring(confused).status_code == 400
    assert bring(nameless).status_code == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"token": 7}', b"\xff", b"[" * 100_000])
def test_a_body_that_is_none_is_refused(provider, body):
    assert Client().post(PATH, body, content_type="application/json").status_code == 400


def test_a_browsers_script_needs_a_csrf_token(claims):
    body = {"provider": "google", "process": "login", "token": {"client_id": "x", "id_token": keys.sign(claims)}}
    browser = Client(enforce_csrf_checks=True)

    for name in ("token", "redirect"):
        path = f"/accounts/api/auth/browser/v1/auth/provider/{name}"
        assert browser.post(path, body, content_type="application/json").status_code == 403


def test_a_browsers_script_can_be_sent_to_the_provider(provider):
    given = {"provider": "google", "callback_url": "/accounts/", "process": "login"}
    answer = Client(SERVER_NAME="localhost").post("/accounts/api/auth/browser/v1/auth/provider/redirect", given)

    assert answer.status_code == 302
    assert "nonce=" in answer["Location"]
