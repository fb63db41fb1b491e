"""It is true of every operation of accounts' OpenAPI document that no input gives a 5xx (schemathesis, in-process)."""

import secrets
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from hypothesis import settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response

from accounts import services
from accounts.models import SignIn, User
from accounts.tokens import access_token_of
from chatterbox.openapi.accounts import DOCUMENT
from conftest import PASSWORD
from events.tests.fuzzing import CHECKED, _one_connection, schema_of  # noqa: F401 - a fixture of each test here

pytestmark = [pytest.mark.wide, pytest.mark.django_db]

OWN = "/accounts/api/v1/"

schema = schema_of(DOCUMENT.content)


@pytest.fixture
def ada(sign_up) -> User:
    user: User = sign_up("ada")
    TOTP.activate(user, generate_totp_secret())
    return user


def somebody(user: User | None) -> dict[str, str]:
    """Headers of a person with a fresh sign-in, or of nobody. The CSRF pair lets scripts of browsers through."""
    token = secrets.token_hex(16)
    headers = {"Cookie": f"csrftoken={token}", "X-CSRFToken": token}
    if user is not None:
        key = secrets.token_hex(16)
        sign_in = services.start_sign_in(user=user, session_key=key, user_agent="fuzz", amr=["pwd"])
        headers["Authorization"] = f"Bearer {access_token_of(sign_in).text}"
    return headers


def in_our_shape(path: str, answer: Response) -> None:
    """Refusals of our own operations carry a code and a sentence."""
    if path.startswith(OWN) and answer.status_code >= 400:
        refusal = answer.json()
        assert refusal["code"]
        assert refusal["message"]


def living(user: User | None) -> User | None:
    """The same person, or somebody new where an example has deleted them."""
    if user is None or User.objects.filter(pk=user.pk).exists():
        return user
    name = f"ada{secrets.token_hex(4)}"
    email = f"{name}@example.org"
    return services.sign_up(username=name, email=email, password=PASSWORD, display_name="Ada", verified=True)


def try_as(user: User | None, case: Any) -> None:
    cache.clear()
    answer = case.call(headers=somebody(living(user)))
    case.validate_response(answer, checks=[not_a_server_error])
    in_our_shape(case.path, answer)


@schema.parametrize()
@settings(CHECKED, max_examples=2)
def test_nothing_that_is_sent_breaks_anything(case, ada):
    for user in (None, ada):
        try_as(user, case)


@pytest.mark.long
@schema.parametrize()
@settings(CHECKED, max_examples=300)
def test_nothing_that_is_sent_breaks_anything_at_length(case, ada):
    for user in (None, ada):
        try_as(user, case)


def test_the_table_above_reaches_what_is_behind_the_doors(ada, client):
    headers = somebody(ada)

    assert client.get("/accounts/api/v1/me", headers=headers).status_code == 200
    assert SignIn.objects.filter(user=ada).exists()
    assert User.objects.get(pk=ada.pk).check_password(PASSWORD)
