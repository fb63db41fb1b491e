"""How somebody proved who they are, in the words of RFC 8176: the claim `amr`."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import User
from events.staff import MULTI_FACTOR
from events.times import now

PASSWORD: Final = "pwd"  # noqa: S105 - the claim's value, no secret

_WORDS: Final = {
    "password": (PASSWORD,),
    "code": ("otp",),
    "socialaccount": ("fed",),  # not in the RFC, but in common use: another house vouches
    "totp": ("otp", MULTI_FACTOR),
    "recovery_codes": ("otp", MULTI_FACTOR),
    "webauthn": ("hwk", MULTI_FACTOR),
}


#: In a session, whose password it was, and which, when they proved who they are.
_PASSWORD_KEY: Final = "proved_against"  # noqa: S105 - a name


def note_password(request: HttpRequest, user: User) -> None:
    """Somebody has proved who they are, as their password is now."""
    request.session[_PASSWORD_KEY] = [str(user.pk), user.get_session_auth_hash()]


def is_password_the_same(request: HttpRequest, user: User) -> bool:
    """Whether it is since the first of the proofs: between that and a second factor it may have been changed."""
    whose, of_then = request.session.get(_PASSWORD_KEY) or ("", "")
    return whose != str(user.pk) or constant_time_compare(of_then, user.get_session_auth_hash())


def factor_used_at(records: Iterable[Mapping[str, Any]]) -> float | None:
    """When a session last gave a second factor, in seconds of the epoch; None when it never has."""
    return max((record["at"] for record in records if record["method"] == "mfa"), default=None)


def proved_at(records: Iterable[Mapping[str, Any]]) -> datetime:
    """When a session that has just proved something counts as proved: with a second factor among its proofs, when that
    was given last. A password makes it no younger.
    """
    used_at = factor_used_at(records)
    return now() if used_at is None else datetime.fromtimestamp(used_at, UTC)


def amr_of(records: Iterable[Mapping[str, Any]], user: User) -> list[str]:
    """`amr` from allauth's records of a session. Whoever has just signed up has none: they chose a password."""
    words = [word for record in records for word in _WORDS.get(record.get("type") or record["method"], ())]
    if not words and user.has_usable_password():
        words = [PASSWORD]
    return list(dict.fromkeys(words))
