"""Refresh tokens of phones: opaque, used once, kept as digests. Whoever uses an old one again ends its family."""

import base64
import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.crypto import salted_hmac

from accounts.models import LASTS, RefreshToken, SignIn
from accounts.services.sign_ins import end_sessions, note_seen
from events import limiter, txn
from events.times import now

log = logging.getLogger(__name__)

#: A token is good for `LASTS` from when it was issued, its family for this long from the sign-in.
FAMILY_LASTS: Final = timedelta(days=365)
#: So long after its use the same token gets the same answer: the first answer may have been lost.
GRACE: Final = timedelta(seconds=10)
#: Tokens that one sign-in may use up in an hour, for each access token that fits into it: each leaves a row.
EACH, SECONDS = 12, 3600
#: Longest token that is looked at, in characters.
MAX_TOKEN: Final = 200


class Rotated(NamedTuple):
    """`token` follows the one that was given; None when that one was used before and has just ended its family."""

    sign_in: SignIn
    token: str | None


def issue_refresh_token(sign_in: SignIn) -> str:
    """The first token of a family. Only its digest is kept."""
    token = secrets.token_urlsafe(32)
    RefreshToken.objects.create(digest=_digest(token), sign_in=sign_in)
    return token


def rotate_refresh_token(token: str) -> Rotated | None:
    """The sign-in and the next token, or None when the token is unknown or expired.

    Reuse, later than an honest retry, means that two hold the same token: the whole family ends. Of several who use
    it so at once, one learns of that by an answer without a token, the others get None. Raises RateLimited.
    """
    if len(token) > MAX_TOKEN:
        return None
    row = _find(token)
    if row is not None and row.used_at is None:
        most = max(1, EACH * SECONDS // max(1, settings.ACCESS_TOKEN_SECONDS))
        limiter.check("refresh", row.sign_in.ses, most, SECONDS)
    rotated = txn.run(lambda: _rotate(token), using=settings.ACCOUNTS_DB)
    if rotated is None:
        return None
    sign_in = rotated.sign_in
    if rotated.token is None:
        if not end_sessions(sign_in.user_id, reason="refresh_reuse", only=sign_in.ses):
            return None
        log.warning("refresh token reused", extra={"user_id": str(sign_in.user_id), "ses": sign_in.ses})
        return rotated
    if note_seen(sign_in):
        # The phone's Django session serves allauth's own operations; it lasts as long as the family is used.
        Session.objects.filter(session_key=sign_in.session_key).update(expire_date=now() + LASTS)
    return rotated


def _find(token: str) -> RefreshToken | None:
    """The row of a token that is not too old, with its sign-in and person. One whose sign-in has ended is none."""
    row = RefreshToken.objects.select_related("sign_in__user").filter(digest=_digest(token)).first()
    return row if row is not None and _is_good(row, now()) else None


def _rotate(token: str) -> Rotated | None:
    moment, row = now(), _find(token)
    if row is None:
        return None
    if row.used_at is not None:
        retried = moment - row.used_at <= GRACE
        return Rotated(row.sign_in, _told_before(token) if retried else None)
    successor = _successor(token)
    if RefreshToken.objects.filter(pk=row.pk, used_at=None).update(used_at=moment):
        RefreshToken.objects.create(digest=_digest(successor), sign_in=row.sign_in)
    return Rotated(row.sign_in, successor)


def _is_good(row: RefreshToken, moment: datetime) -> bool:
    return (
        row.created_at + LASTS > moment
        and row.sign_in.created_at + FAMILY_LASTS > moment
        and row.sign_in.user.is_active
    )


def _told_before(token: str) -> str:
    """What was told to follow a token, also by a process that still had the key before this one, or has it already."""
    told = [_successor(token, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    kept = set(RefreshToken.objects.filter(digest__in=map(_digest, told)).values_list("digest", flat=True))
    return next((one for one in told if _digest(one) in kept), told[0])


def _successor(token: str, key: str | bytes | None = None) -> str:
    """The token that follows. It can be told again from the old one, so that nothing readable has to be kept."""
    digest = salted_hmac("accounts.refresh", token, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
