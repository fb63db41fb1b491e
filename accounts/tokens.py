"""Signing access tokens. The private key lives here only; `events.tokens` reads what is written here."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings

from accounts.models import SignIn, User
from events.ids import new_id
from events.keys import RingKey, jwk_of, parsed, ring_of, signer_in
from events.times import now
from events.tokens import ALGORITHM, TOKEN_USE


class AccessToken(NamedTuple):
    text: str
    expires_at: datetime


def access_token_of(sign_in: SignIn) -> AccessToken:
    """A fresh token of a sign-in, and when its power ends."""
    moment = now().replace(microsecond=0)  # tokens count in seconds
    auth_time = int(sign_in.authenticated_at.timestamp())
    text = issue_access_token(sign_in.user, sign_in.ses, sign_in.methods, auth_time, moment)
    return AccessToken(text, moment + timedelta(seconds=settings.ACCESS_TOKEN_SECONDS))


def issue_access_token(user: User, ses: str, amr: list[str], auth_time: int, moment: datetime | None = None) -> str:
    """A signed token (RS256). `auth_time` in seconds since 1970; `moment` is when it is issued, without it now."""
    moment = moment or now()
    key, kid = _signing_key(moment)
    issued_at = int(moment.timestamp())
    claims = _claims_of(user) | {
        "token_use": TOKEN_USE,
        "iss": settings.JWT_ISSUER,
        "aud": settings.JWT_AUDIENCE,
        "iat": issued_at,
        "exp": issued_at + settings.ACCESS_TOKEN_SECONDS,
        "jti": str(new_id()),
        "ses": ses,
        "amr": list(amr),
        "auth_time": auth_time,
    }
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": kid})


def _claims_of(user: User) -> dict[str, Any]:
    return {
        "sub": str(user.pk),
        "username": user.username,
        "display_name": user.display_name,
        "avatar_url": user.avatar_url,
        "is_staff": user.is_staff,
        "locale": user.locale,
        "zoneinfo": user.zoneinfo,
        "version": user.version,
    }


def _signing_key(moment: datetime) -> tuple[RSAPrivateKey, str]:
    """The key that signs at `moment`, and its `kid`."""
    signer = signer_in(_ring(settings.JWT_PRIVATE_KEY), moment)
    return parsed(signer.pem), _kid(signer.pem)


@lru_cache(maxsize=4)
def _ring(text: str) -> list[RingKey]:
    return ring_of(text)


@lru_cache(maxsize=16)
def _kid(pem: str) -> str:
    return str(jwk_of(pem)["kid"])
