"""Who is let in to the API, and in what shape everybody else is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from messaging.models import Invite, Party, Topic, User
from messaging.services import delete_user_copy, revoke_session
from messaging.tests.clients import Api, refused
from messaging.tests.tokens import SES, token_of

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_a_good_token_is_let_in(api: Callable, ada: User):
    assert api(ada).get("/parties").json() == {"items": [], "next": None}


def test_without_a_token_nobody_is_let_in(api: Callable):
    answer = api().get("/parties")

    refused(answer, 401, "not_signed_in")
    assert answer["WWW-Authenticate"] == "Bearer"


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
