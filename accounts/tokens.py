"""Signing access tokens. The private key lives here only; `events.tokens` reads what is written here."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from accounts.models import SignIn, User
from events.ids import new_id
from events.keys import jwk_of
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
    key, kid = _signing_key(settings.JWT_PRIVATE_KEY)
    issued_at = int((moment or now()).timestamp())
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


@lru_cache(maxsize=4)
def _signing_key(pem: str) -> tuple[RSAPrivateKey, str]:
    """The parsed key and its `kid`; parsing takes longer than signing."""
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("JWT_PRIVATE_KEY has to be an RSA key")
    return key, jwk_of(pem)["kid"]
