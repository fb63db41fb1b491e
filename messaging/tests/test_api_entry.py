"""Who is let in to the API, and in what shape everybody else is refused."""

import json
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode

from messaging.models import Invite, Party, Topic, User
from messaging.services import delete_user_copy, revoke_session
from messaging.tests.clients import Api, refused
from messaging.tests.tokens import SES, claims_of, kid, signing_key, token_of

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_a_good_token_is_let_in(api: Callable, ada: User):
    assert api(ada).get("/parties").json() == {"items": [], "next": None}


def test_without_a_token_nobody_is_let_in(api: Callable):
    answer = api().get("/parties")

    refused(answer, 401, "not_signed_in")
    assert answer["WWW-Authenticate"] == "Bearer"


# Forged tokens


@lru_cache(maxsize=1)
def stranger_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem() -> bytes:
    key: Any = RSAAlgorithm.from_jwk(json.loads(settings.JWT_PUBLIC_KEYS)["keys"][0])
    return bytes(key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))


def signed(
    ada: User, key: RSAPrivateKey | None = None, *, headers: dict[str, Any] | None = None, **changed: Any
) -> str:
    return jwt.encode(
        claims_of(ada, **changed), key or signing_key(), "RS256", headers={"kid": kid()} | (headers or {})
    )


def with_header(ada: User, header: dict[str, Any], signature: Callable[[bytes], bytes] = lambda _: b"") -> str:
    """A token put together by hand, which no library would make."""
    parts = [base64url_encode(json.dumps(part).encode()) for part in (header, claims_of(ada))]
    content = b".".join(parts)
    return (content + b"." + base64url_encode(signature(content))).decode()


def hs256_with_the_public_key(ada: User) -> str:
    def sign(content: bytes) -> bytes:
        mac = HMAC(public_pem(), hashes.SHA256())
        mac.update(content)
        return mac.finalize()

    return with_header(ada, {"alg": "HS256", "typ": "JWT", "kid": kid()}, sign)


FORGED: dict[str, Callable[[User], str]] = {
    "nonsense": lambda ada: "nonsense",
    "two dots": lambda ada: "..",
    "too long": lambda ada: signed(ada, display_name="x" * 5000),
    "another key": lambda ada: signed(ada, stranger_key()),
    "another key, which it brings along": lambda ada: signed(
        ada, stranger_key(), headers={"jwk": json.loads(RSAAlgorithm.to_jwk(stranger_key().public_key()))}
    ),
    "unknown kid": lambda ada: signed(ada, headers={"kid": "unknown"}),
    "no kid": lambda ada: with_header(ada, {"alg": "RS256"}),
    "kid is a path": lambda ada: signed(ada, headers={"kid": "../../dev/null"}),
    "alg none": lambda ada: with_header(ada, {"alg": "none", "kid": kid()}),
    "alg None": lambda ada: with_header(ada, {"alg": "None", "kid": kid()}),
    "alg HS256 with the public key": hs256_with_the_public_key,
    "changed after signing": lambda ada: change_payload(token_of(ada)),
    "signature cut off": lambda ada: token_of(ada).rpartition(".")[0] + ".",
    "wrong aud": lambda ada: signed(ada, aud="another"),
    "no aud": lambda ada: signed(ada, aud=None),
    "wrong iss": lambda ada: signed(ada, iss="another"),
    "no iss": lambda ada: signed(ada, iss=None),
    "a refresh token": lambda ada: signed(ada, token_use="refresh"),
    "no use": lambda ada: signed(ada, token_use=None),
    "no exp": lambda ada: signed(ada, exp=None),
    "exp is no number": lambda ada: signed(ada, exp="never"),
    "not yet": lambda ada: signed(ada, nbf=int(time.time()) + 3600),
    "no sub": lambda ada: signed(ada, sub=None),
    "sub is no id": lambda ada: signed(ada, sub="ada"),
    "no ses": lambda ada: signed(ada, ses=None),
    "ses is no string": lambda ada: signed(ada, ses=["x"]),
    "amr is no list": lambda ada: signed(ada, amr=7),
    "auth_time is no number": lambda ada: signed(ada, auth_time="soon"),
    "version is no number": lambda ada: signed(ada, version={}),
}


def change_payload(token: str) -> str:
    head, payload, signature = token.split(".")
    return ".".join([head, payload[:-2] + ("AA" if payload[-2:] != "AA" else "BB"), signature])


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("path", ["/parties", "/invites/whatever"])
def test_a_forged_token_is_refused_on_public_paths_too(ada: User, forge: Callable[[User], str], path: str):
    refused(Api(forge(ada)).get(path), 401, "not_signed_in")


def test_an_expired_token_says_so(ada: User):
    refused(Api(token_of(ada, expires_in=-60)).get("/parties"), 401, "token_expired")


def test_an_expired_and_forged_token_is_forged(ada: User):
    refused(Api(signed(ada, stranger_key(), expires_in=-60)).get("/parties"), 401, "not_signed_in")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "bearer", "Token x", "\x7f"])
def test_another_authorization_is_refused(ada: User, header: str):
    client = Api()
    client.headers = {"Authorization": header}

    refused(client.get("/parties"), 401, "not_signed_in")


def test_the_scheme_is_spelt_in_any_case(ada: User):
    client = Api()
    client.headers = {"Authorization": f"bEARER {token_of(ada)}"}

    assert client.get("/parties").status_code == 200


def test_a_revoked_sign_in_and_a_deleted_person_are_refused(api: Callable, ada: User, bo: User):
    revoke_session(SES, ada.id)
    delete_user_copy(bo.id, 2)

    refused(api(ada).get("/parties"), 401, "not_signed_in")
    refused(api(bo, ses="another").get("/parties"), 401, "not_signed_in")


def test_somebody_new_is_let_in_by_their_token_alone(api: Callable):
    newcomer = User(username="cy", display_name="Cy")

    assert api(newcomer).get("/sync").json()["me"]["username"] == "cy"


# Cookies


def token_pair(client: Client) -> dict[str, str]:
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    return {"X-CSRFToken": "a" * 32}


def create(client: Client, **headers: str) -> Any:
    body = {"client_id": "p1", "name": "The Harbour"}
    return client.post("/api/v1/parties", body, content_type="application/json", headers=headers)


def test_the_access_cookie_is_enough_to_read_and_a_csrf_token_is_wanted_to_write(browser: Callable, ada: User):
    client = browser(ada)
    assert client.get("/api/v1/parties").status_code == 200

    refused(create(client), 403, "csrf_failed")
    assert not Party.objects.exists()
    assert create(client, **token_pair(client)).status_code == 201


def test_a_wrong_csrf_token_is_refused(browser: Callable, ada: User):
    client = browser(ada)
    token_pair(client)

    refused(create(client, **{"X-CSRFToken": "b" * 32}), 403, "csrf_failed")


def test_a_foreign_origin_is_refused_even_with_a_csrf_token(browser: Callable, ada: User):
    client = browser(ada)

    refused(create(client, **token_pair(client), Origin="https://evil.example"), 403, "csrf_failed")
    assert create(client, **token_pair(client), Origin="http://localhost:8000").status_code == 201


def test_401_comes_before_403(browser: Callable, ada: User):
    refused(create(browser(ada, expires_in=-60)), 401, "token_expired")
    refused(create(browser()), 401, "not_signed_in")


def test_with_an_authorization_header_cookies_are_ignored(browser: Callable, ada: User):
    client = browser(ada)

    answer = client.get("/api/v1/parties", headers={"Authorization": "Bearer nonsense"})

    refused(answer, 401, "not_signed_in")


def test_a_token_in_the_header_needs_no_csrf_token(browser: Callable, ada: User):
    assert create(browser(), Authorization=f"Bearer {token_of(ada)}").status_code == 201


# Shapes of refusals


def test_broken_json_is_invalid(api: Callable, ada: User):
    for raw in (b"{", b"[1, 2", b'{"client_id": }', b"\xff\xfe", b"nul", b'{"a": "\\ud800"}', b"[" * 100_000):
        refused(api(ada).post("/parties", raw=raw), 400, "invalid")


@pytest.mark.parametrize("body", [[], "text", 7, True, [{"client_id": "p1"}]])
def test_what_is_no_object_is_invalid(api: Callable, ada: User, body: object):
    refused(api(ada).post("/parties", raw=json.dumps(body).encode()), 400, "invalid")


def test_a_missing_field_is_named(api: Callable, ada: User):
    body = refused(api(ada).post("/parties", {}), 400, "invalid")

    assert set(body["fields"]) == {"client_id", "name"}


def test_null_bodies_are_invalid(api: Callable, ada: User):
    refused(api(ada).post("/parties", raw=b"null"), 400, "invalid")
    refused(api(ada).post("/parties", raw=b""), 400, "invalid")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"]
)
def test_another_content_type_is_refused(api: Callable, ada: User, content_type: str):
    answer = api(ada).post("/parties", raw=b"client_id=p1&name=x", content_type=content_type)

    refused(answer, 415, "unsupported_media_type")


def test_another_method_is_refused_and_says_which_there_are(api: Callable, ada: User, topic: Topic):
    for method, path in [("DELETE", "/parties"), ("PATCH", "/sync"), ("POST", f"/topics/{topic.id}/read")]:
        answer = api(ada).send(method, path)

        refused(answer, 405, "method_not_allowed")
        assert "OPTIONS" in answer["Allow"]


def test_a_body_that_is_too_large_is_refused(api: Callable, ada: User):
    refused(api(ada).post("/parties", raw=b'{"x": "' + b"x" * 1_100_000 + b'"}'), 413, "too_large")


def test_an_unknown_address_is_not_found(api: Callable, ada: User):
    for path in ("/nothing", "/parties/", "/topics", "/parties/x/y/z"):
        refused(api(ada).get(path), 404, "not_found")


def test_a_lost_database_is_said_to_be_unavailable(
    api: Callable, ada: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    def lost(*args: object, **kwargs: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("messaging.queries.topics.topic_for", lost)

    answer = api(ada).get(f"/topics/{topic.id}")

    refused(answer, 503, "unavailable")
    assert int(answer["Retry-After"]) > 0


def test_preview_of_an_invite_is_public(api: Callable, invite: Invite):
    assert api().get(f"/invites/{invite.code}").status_code == 200
