"""Access tokens as both services read them: RS256, verified by djangorestframework-simplejwt with public keys only.

Nothing is fetched while a request waits: keys are configuration (JWT_PUBLIC_KEYS, a JWKS).
"""

import dataclasses
import json
import uuid
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import jwt
from django.conf import settings
from jwt.algorithms import RSAAlgorithm
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenBackendExpiredToken

from events.errors import NotSignedIn, TokenExpired
from events.ids import parse_id

ALGORITHM: Final = "RS256"
TOKEN_USE: Final = "access"  # noqa: S105 - the claim's value, no secret
#: Longest token that is looked at, in characters.
MAX_TOKEN: Final = 4096


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """Who the bearer is, as accounts said when it signed."""

    user_id: uuid.UUID
    ses: str  # the sign-in's own name, kept through renewals
    expires_at: datetime
    auth_time: int  # seconds since 1970
    amr: tuple[str, ...]  # how they signed in (RFC 8176): pwd, otp, hwk, mfa …
    username: str
    display_name: str
    avatar_url: str
    is_staff: bool
    locale: str
    zoneinfo: str
    version: int  # of the user's row in accounts when the token was signed


def verify_access_token(token: str) -> Claims:
    """The claims of a token whose signature, issuer, audience, use and time are right.

    Raises TokenExpired when only its time is over, NotSignedIn for everything else that is wrong.
    """
    backend = _backend_of(token)
    try:
        payload = backend.decode(token)  # type: ignore[arg-type]
    except TokenBackendExpiredToken as error:
        raise TokenExpired from error
    except (TokenBackendError, ValueError) as error:
        raise NotSignedIn from error
    try:
        return _claims(payload)
    except (TypeError, ValueError, OverflowError) as error:
        raise NotSignedIn from error


def _backend_of(token: str) -> TokenBackend:
    if len(token) > MAX_TOKEN:
        raise NotSignedIn
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError) as error:
        raise NotSignedIn from error
    backend = _backends(settings.JWT_PUBLIC_KEYS).get(str(header.get("kid")))
    if backend is None or header.get("alg") != ALGORITHM:
        raise NotSignedIn
    return backend


@lru_cache(maxsize=8)
def _backends(jwks: str) -> dict[str, TokenBackend]:
    return {
        jwk["kid"]: TokenBackend(
            ALGORITHM,
            signing_key="",
            verifying_key=RSAAlgorithm.from_jwk(jwk),  # type: ignore[arg-type]
            audience=settings.JWT_AUDIENCE,
            issuer=settings.JWT_ISSUER,
            leeway=settings.JWT_LEEWAY_SECONDS,
        )
        for jwk in json.loads(jwks)["keys"]
    }


def _claims(payload: dict[str, Any]) -> Claims:
    user_id, ses = parse_id(payload.get("sub")), payload.get("ses")
    if payload.get("token_use") != TOKEN_USE or user_id is None or not isinstance(ses, str) or "exp" not in payload:
        raise NotSignedIn
    return Claims(
        user_id=user_id,
        ses=ses,
        expires_at=datetime.fromtimestamp(payload["exp"], UTC),
        auth_time=int(payload.get("auth_time", 0)),
        amr=tuple(payload.get("amr", ())),
        username=str(payload.get("username", "")),
        display_name=str(payload.get("display_name", "")),
        avatar_url=str(payload.get("avatar_url", "")),
        is_staff=bool(payload.get("is_staff", False)),
        locale=str(payload.get("locale", "")),
        zoneinfo=str(payload.get("zoneinfo", "")),
        version=int(payload.get("version", 0)),
    )
