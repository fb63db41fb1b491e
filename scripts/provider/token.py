"""A code for a token (RFC 6749, 4.1.3, with RFC 7636): the same at both houses, but for how it is written."""

import hmac
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from chatterbox.settings.providers import DEMO_CLIENT
from scripts.provider import keys
from scripts.provider.faults import HUGE_BYTES, SLOW_SECONDS
from scripts.provider.grants import TOKEN_SECONDS, Grant, Grants, challenge_of
from scripts.provider.web import JSON, Answer, Request, in_json

BROKEN: Final = b'{"access_token": "abc'


def give(request: Request, house: str, grants: Grants, write: Callable[[Grant], Answer]) -> Answer:
    """The token answer that `write` makes of a good code, or a refusal, or what a fault makes of it."""
    form = request.form
    grant = grants.take_code(form.get("code", ""))
    if grant is None or grant.house != house or not _may(form, grant):
        return in_json({"error": "invalid_grant"}, HTTPStatus.BAD_REQUEST)
    return _fault(grant.fault) or write(grant)


def _may(form: dict[str, str], grant: Grant) -> bool:
    client_id, secret = DEMO_CLIENT
    return (
        form.get("grant_type") == "authorization_code"
        and form.get("client_id") == client_id == grant.client_id
        and hmac.compare_digest(form.get("client_secret", "").encode(), secret.encode())
        and form.get("redirect_uri") == grant.redirect_uri
        and hmac.compare_digest(challenge_of(form.get("code_verifier", "")), grant.challenge)
    )


def _fault(fault: str) -> Answer | None:
    answers = {
        "token_500": Answer(b"oh", HTTPStatus.INTERNAL_SERVER_ERROR),
        "token_slow": Answer(b"{}", content_type=JSON, silent=SLOW_SECONDS),
        "token_drip": Answer(BROKEN * 100, content_type=JSON, drips=True),
        "token_malformed": Answer(BROKEN, content_type=JSON),
        "token_odd": Answer(b'["access_token"]', content_type=JSON),
        "token_refused": in_json({"error": "invalid_client"}, HTTPStatus.UNAUTHORIZED),
        "token_redirect": Answer(status=HTTPStatus.TEMPORARY_REDIRECT, location="http://127.0.0.1:9/elsewhere"),
    }
    if fault == "token_huge":
        return Answer(b'{"access_token": "' + b"a" * HUGE_BYTES + b'"}', content_type=JSON)
    return answers.get(fault)


def fields(grant: Grant, grants: Grants) -> dict[str, Any]:
    scope = " ".join(sorted(grant.scope))
    return {"access_token": grants.token_for(grant), "token_type": "Bearer", "scope": scope}


def id_token(grant: Grant, issuer: str, picture: str) -> str:
    """Signed claims about somebody (OpenID Connect Core, 2), wrong in the one way that a fault asks for."""
    moment, person, fault = int(time.time()), grant.person, grant.fault
    claims: dict[str, Any] = {
        "iss": issuer if fault != "other_issuer" else "https://accounts.example.com",
        "aud": grant.client_id if fault != "other_audience" else "somebody-else",
        "azp": grant.client_id,
        "sub": str(person.number),
        "iat": moment,
        "exp": moment + TOKEN_SECONDS if fault != "expired" else moment - 60,
        "nonce": grant.nonce if fault != "wrong_nonce" else grant.nonce[::-1],
        **profile(grant, picture),
    }
    left_out = {"no_nonce": "nonce", "no_subject": "sub"}.get(fault)
    claims = {name: value for name, value in claims.items() if name != left_out}
    return keys.unsigned(claims) if fault == "no_algorithm" else keys.sign(claims, foreign=fault == "foreign_key")


def profile(grant: Grant, picture: str) -> dict[str, Any]:
    """Of the scopes `profile` and `email`."""
    person, fault = grant.person, grant.fault
    said: dict[str, Any] = {}
    if "profile" in grant.scope:
        name = person.name * 500 if fault == "long_name" else person.name
        said |= {"name": name if fault != "odd_types" else 7, "picture": picture}
    if "email" in grant.scope and person.address and fault != "missing_email":
        address = person.address if fault != "odd_email" else "not an address"
        said |= {"email": address, "email_verified": person.verified and fault != "unverified_email"}
    return said
