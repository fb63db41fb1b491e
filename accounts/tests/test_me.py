import base64
import hashlib
import hmac
import json
import time
import uuid

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.test import Client

from accounts.models import SignIn, User
from accounts.tokens import issue_access_token
from events.keys import jwk_of

pytestmark = pytest.mark.django_db

PATH = "/accounts/api/v1/me"
JSON = "application/json"


def get(authorization, **cookies):
    client = Client(headers={"Authorization": authorization})
    client.cookies.load(cookies)
    return client.get(PATH)


def test_me_by_bearer_and_by_cookie_is_the_same(ada, browser_of, phone_of):
    by_cookie, by_token = browser_of(ada).get(PATH), phone_of(ada).get(PATH)

    assert by_cookie.json() == by_token.json()
    assert by_cookie.json()["user"] == {
        "id": str(ada.pk),
        "username": "ada",
        "display_name": "Ada",
        "avatar_url": "",
        "deleted": False,
        "email": "ada@example.org",
        "locale": "",
        "zoneinfo": "",
        "is_staff": False,
        "created_at": by_cookie.json()["user"]["created_at"],
    }


def test_nobody_is_told_to_sign_in():
    answer = Client().get(PATH)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_with_an_authorization_header_cookies_are_ignored(ada, browser_of):
    browser = browser_of(ada)

    answer = browser.get(PATH, headers={"Authorization": "Bearer nonsense"})

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Token x", "bearer\t", "ä"])
def test_odd_authorization_header_is_401(ada, header):
    assert get(header).status_code == 401


def sound_claims(ada, sign_in) -> dict:
    token = issue_access_token(ada, sign_in.ses, ["pwd"], int(time.time()))
    return jwt.decode(token, options={"verify_signature": False})


def encode(claims, key=None, algorithm="RS256", **header) -> str:
    own = {"kid": jwk_of(settings.JWT_PRIVATE_KEY)["kid"]}
    return jwt.encode(claims, key or settings.JWT_PRIVATE_KEY, algorithm=algorithm, headers=own | header)


def foreign_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(*pem).decode()


def without(claims: dict, name: str) -> dict:
    return {key: value for key, value in claims.items() if key != name}


def public_pem() -> bytes:
    key = serialization.load_pem_private_key(settings.JWT_PRIVATE_KEY.encode(), None).public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def by_hand(claims: dict, alg: str, key: bytes) -> str:
    """What PyJWT refuses to make: a token signed with a public key, or not at all."""

    def part(value) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    header = {"alg": alg, "typ": "JWT", "kid": jwk_of(settings.JWT_PRIVATE_KEY)["kid"]}
    body = part(json.dumps(header).encode()) + "." + part(json.dumps(claims).encode())
    return body + "." + (part(hmac.new(key, body.encode(), hashlib.sha256).digest()) if key else "")


FORGED = {
    "another key": lambda c: encode(c, foreign_key()),
    "unknown kid": lambda c: encode(c, kid="nobody"),
    "no kid": lambda c: jwt.encode(c, settings.JWT_PRIVATE_KEY, algorithm="RS256"),
    "kid of another type": lambda c: encode(c, kid="../../etc/passwd"),
    "alg none": lambda c: by_hand(c, "none", b""),
    "alg None": lambda c: by_hand(c, "None", b""),
    "hs256 with the public key": lambda c: by_hand(c, "HS256", public_pem()),
    "rs256 said, signed by hmac": lambda c: by_hand(c, "RS256", public_pem()),
    "hs256 with a guess": lambda c: encode(c, "secret" * 8, algorithm="HS256"),
    "rs512": lambda c: encode(c, algorithm="RS512"),
    "own key in the header": lambda c: encode(c, foreign_key(), jwk=jwk_of(foreign_key())),
    "jku": lambda c: encode(c, foreign_key(), jku="https://evil.example/jwks.json"),
    "another issuer": lambda c: encode(c | {"iss": "evil"}),
    "no issuer": lambda c: encode(without(c, "iss")),
    "another audience": lambda c: encode(c | {"aud": "evil"}),
    "no audience": lambda c: encode(without(c, "aud")),
    "refresh as access": lambda c: encode(c | {"token_use": "refresh"}),
    "no use": lambda c: encode(without(c, "token_use")),
    "no expiry": lambda c: encode(without(c, "exp")),
    "not yet": lambda c: encode(c | {"nbf": int(time.time()) + 600}),
    "no sub": lambda c: encode(without(c, "sub")),
    "sub is no id": lambda c: encode(c | {"sub": "ada"}),
    "sub is nobody": lambda c: encode(c | {"sub": str(uuid.uuid4())}),
    "no ses": lambda c: encode(without(c, "ses")),
    "ses is unknown": lambda c: encode(c | {"ses": str(uuid.uuid4())}),
    "ses is no id": lambda c: encode(c | {"ses": "x"}),
    "ses of a number": lambda c: encode(c | {"ses": 7}),
    "cut": lambda c: encode(c)[:-5],
    "two parts": lambda c: encode(c).rpartition(".")[0],
    "empty parts": lambda c: "..",
    "one letter changed": lambda c: encode(c).replace(".e", ".f", 1),
    "a megabyte": lambda c: "a" * 1_000_000,
    "oversized": lambda c: encode(c | {"display_name": "x" * 8000}),
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_token_is_401_by_bearer_and_by_cookie(ada, phone_of, name):
    phone_of(ada)
    token = FORGED[name](sound_claims(ada, SignIn.objects.get()))

    by_bearer = get(f"Bearer {token}")
    client = Client()
    client.cookies["chatterbox_access"] = token
    by_cookie = client.get(PATH)

    assert (by_bearer.status_code, by_bearer.json()["code"]) == (401, "not_signed_in")
    assert (by_cookie.status_code, by_cookie.json()["code"]) == (401, "not_signed_in")


def test_the_table_above_is_not_refused_for_another_reason(ada, phone_of):
    phone_of(ada)

    assert get(f"Bearer {encode(sound_claims(ada, SignIn.objects.get()))}").status_code == 200


def test_expired_token_has_a_code_of_its_own(ada, phone_of):
    phone_of(ada)
    claims = sound_claims(ada, SignIn.objects.get())

    answer = get(f"Bearer {encode(claims | {'exp': int(time.time()) - 60})}")

    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")


def test_patch_changes_the_profile_and_the_cookie_says_so_at_once(ada, browser_of, csrf, told):
    browser = browser_of(ada)
    given = {"display_name": " Ada  L. ", "username": "Countess", "zoneinfo": "Europe/London", "locale": "en-GB"}

    answer = browser.patch(PATH, given, content_type=JSON, headers=csrf(browser))

    user = answer.json()["user"]
    (event,) = told("user:updated")
    assert (answer.status_code, user["display_name"], user["username"]) == (200, "Ada L.", "countess")
    assert (event["version"], event["username"], event["zoneinfo"]) == (2, "countess", "Europe/London")
    assert browser.cookies["chatterbox_access"].value
    token = jwt.decode(browser.cookies["chatterbox_access"].value, options={"verify_signature": False})
    assert (token["username"], token["version"]) == ("countess", 2)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "bo"}, "username"),
        ({"username": "BO"}, "username"),
        ({"username": "admin"}, "username"),
        ({"username": 5}, "username"),
        ({"username": None}, "username"),
        ({"display_name": ""}, "display_name"),
        ({"display_name": "  \u200b "}, "display_name"),
        ({"display_name": "x" * 65}, "display_name"),
        ({"display_name": "a\u0007b"}, "display_name"),
        ({"display_name": ["x"]}, "display_name"),
        ({"zoneinfo": "Mars/Olympus"}, "zoneinfo"),
        ({"zoneinfo": "../../etc/passwd"}, "zoneinfo"),
        ({"locale": "english!"}, "locale"),
    ],
)
def test_unfit_value_is_refused_with_its_field_and_changes_nothing(ada, bo, phone_of, told, given, field):
    answer = phone_of(ada).patch(PATH, given, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["fields"]) == [field]
    assert User.objects.get(pk=ada.pk).version == 1
    assert told("user:updated") == []


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "\ud83d".encode("utf-8", "surrogatepass"), '{"username": NaN}'])
def test_broken_body_is_400(ada, phone_of, body):
    answer = phone_of(ada).generic("PATCH", PATH, body, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_same_values_again_change_nothing_and_tell_nothing(ada, phone_of, told):
    answer = phone_of(ada).patch(PATH, {"display_name": "Ada", "username": "ADA"}, content_type=JSON)

    assert answer.status_code == 200
    assert told("user:updated") == []


def test_with_a_cookie_unsafe_requests_need_a_csrf_token(ada, browser_of):
    answer = browser_of(ada).patch(PATH, {"display_name": "Eve"}, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert User.objects.get().display_name == "Ada"


def test_nobody_is_401_before_403():
    client = Client(enforce_csrf_checks=True)
    client.cookies["chatterbox_access"] = "nonsense"

    assert client.patch(PATH, {}, content_type=JSON).status_code == 401
    assert Client(enforce_csrf_checks=True).patch(PATH, {}, content_type=JSON).status_code == 401


def test_wrong_method_and_wrong_type_have_their_codes(ada, phone_of):
    phone = phone_of(ada)

    assert phone.put(PATH).json()["code"] == "method_not_allowed"
    assert phone.patch(PATH, "a=b", content_type="text/plain").json()["code"] == "unsupported_media_type"
