"""Access tokens as accounts signs them, made without accounts."""

import time
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from events.keys import jwk_of
from messaging.models import User

SES = "0197a000-0000-7000-8000-000000000001"


def claims_of(user: User, *, expires_in: float = 300, **changed: Any) -> dict[str, Any]:
    """The payload of a token; a claim given as None is left out."""
    claims = {
        "sub": str(user.id),
        "username": user.username,
        "display_name": user.display_name,
        "avatar_url": user.avatar_url,
        "is_staff": user.is_staff,
        "locale": user.locale,
        "zoneinfo": user.zoneinfo,
        "version": user.version,
        "token_use": "access",
        "iss": settings.JWT_ISSUER,
        "aud": settings.JWT_AUDIENCE,
        "iat": int(time.time()),
        "exp": int(time.time() + expires_in),
        "ses": SES,
        "amr": ["pwd"],
        "auth_time": int(time.time()),
    } | changed
    return {name: value for name, value in claims.items() if value is not None}


def token_of(user: User, **changed: Any) -> str:
    """A token that is good for `expires_in` seconds (300), signed with the key of this profile."""
    return jwt.encode(claims_of(user, **changed), signing_key(), algorithm="RS256", headers={"kid": kid()})


@lru_cache(maxsize=1)
def signing_key() -> RSAPrivateKey:
    key = load_pem_private_key(settings.JWT_PRIVATE_KEY.encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    return key


@lru_cache(maxsize=1)
def kid() -> str:
    return str(jwk_of(settings.JWT_PRIVATE_KEY)["kid"])
