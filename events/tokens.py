"""Access tokens as both services read them: RS256, verified by djangorestframework-simplejwt with public keys only."""

import dataclasses
import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import jwt
from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenBackendExpiredToken

from events import keyring
from events.errors import NotSignedIn, TokenExpired
from events.ids import parse_id
from events.keyring import ALGORITHM
from events.times import now

__all__ = ["ALGORITHM", "LATE_LASTS", "MAX_TOKEN", "TOKEN_USE", "Claims", "prolonged", "verify_access_token"]

TOKEN_USE: Final = "access"  # noqa: S105 - the claim's value, no secret
#: Longest token that is looked at, in characters.
MAX_TOKEN: Final = 4096
#: Tokens that one process remembers to have verified; when there are more it begins anew.
MOST_VERIFIED: Final = 4096
#: What a token is good for each time that it is accepted past its end.
LATE_LASTS: Final = timedelta(minutes=5)
#: What a header or claims of the strangest shapes make a parser raise.
NONSENSE: Final = (ValueError, TypeError, OverflowError, RecursionError, AttributeError, LookupError)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """Who the bearer is, as accounts said when it signed."""

    user_id: uuid.UUID
    ses: str  # the sign-in's own name, kept through renewals
    expires_at: datetime  # when it has to be renewed
    signed_until: datetime  # `exp`; earlier than `expires_at` in a token that is accepted past its end
    auth_time: int  # seconds since 1970
    amr: tuple[str, ...]  # how they signed in (RFC 8176): pwd, otp, hwk, mfa …
    username: str
    display_name: str
    avatar_url: str
    is_staff: bool
    locale: str
    zoneinfo: str
    version: int  # of the user's row in accounts when the token was signed

    @property
    def is_late(self) -> bool:
        """Whether it is accepted only because accounts is down for long. Such a token opens no admin pages."""
        return self.expires_at > self.signed_until


def verify_access_token(token: str) -> Claims:
    """The claims of a token whose signature, issuer, audience, use and time are right.

    Raises TokenExpired when only its time is over, NotSignedIn for everything else that is wrong, Unavailable when
    this process has no keys yet. While accounts is down for long a token is accepted up to a day past its end.
    """
    kid = _kid_of(token)
    backend = keyring.backend_of(kid)
    known = _known(token, backend)
    if known is not None:
        return known
    try:
        claims = _claims(_payload(token, backend))
    except TokenExpired:
        if not keyring.is_away_for_long():
            raise
    else:
        _remember(token, backend, claims)
        return claims
    return prolonged(_claims(_payload(token, keyring.backend_of(kid, late=True))))


#: By digest, so that nothing here lets anybody in: what verified a token, and what it says. Only good ones are here, so
#: nobody can fill it with others.
_verified: Final[dict[bytes, tuple[TokenBackend | None, Claims]]] = {}


def _known(token: str, backend: TokenBackend | None) -> Claims | None:
    """What a token says whose signature was verified by the same key before, and whose time is not over."""
    by, claims = _verified.get(_digest(token), (None, None))
    if claims is None or by is not backend:  # the key may have been taken back, or be another of the same name
        return None
    ends = int(claims.signed_until.timestamp()) + settings.JWT_LEEWAY_SECONDS
    return claims if now().timestamp() < ends else None


def _remember(token: str, backend: TokenBackend | None, claims: Claims) -> None:
    if len(_verified) >= MOST_VERIFIED:
        _verified.clear()
    _verified[_digest(token)] = backend, claims


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


def prolonged(claims: Claims) -> Claims:
    """The same for some minutes more. Raises TokenExpired when accounts is back, or the day past their end is over."""
    most = claims.signed_until + timedelta(seconds=keyring.LATE)
    if not keyring.is_away_for_long() or most <= now():
        raise TokenExpired
    return dataclasses.replace(claims, expires_at=min(now() + LATE_LASTS, most))


def _kid_of(token: str) -> str:
    """The name of the key in the header, which nobody has verified yet."""
    if len(token) > MAX_TOKEN:
        raise NotSignedIn
    return _kid_in(token.partition(".")[0])


@lru_cache(maxsize=64)
def _kid_in(head: str) -> str:
    """The same from the header alone, which all tokens of one key share: PyJWT is slow with it."""
    try:
        header = jwt.get_unverified_header(f"{head}..")
    except (jwt.PyJWTError, *NONSENSE) as error:
        raise NotSignedIn from error
    if header.get("alg") != ALGORITHM:
        raise NotSignedIn
    return str(header.get("kid"))


def _payload(token: str, backend: TokenBackend | None) -> dict[str, Any]:
    if backend is None:
        raise NotSignedIn
    try:
        return backend.decode(token)  # type: ignore[arg-type]
    except TokenBackendExpiredToken as error:
        raise TokenExpired from error
    except (TokenBackendError, *NONSENSE) as error:
        raise NotSignedIn from error


def _claims(payload: dict[str, Any]) -> Claims:
    user_id, ses = parse_id(payload.get("sub")), payload.get("ses")
    if payload.get("token_use") != TOKEN_USE or user_id is None or not isinstance(ses, str) or "exp" not in payload:
        raise NotSignedIn
    try:
        ends = datetime.fromtimestamp(payload["exp"], UTC)
        return Claims(
            user_id=user_id,
            ses=ses,
            expires_at=ends,
            signed_until=ends,
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
    except NONSENSE as error:
        raise NotSignedIn from error
